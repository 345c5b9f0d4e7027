package apiv2_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// archive is what happened and who was told of it, in memory.
type archive struct {
	refused  error // what a replay ends with
	mu       sync.Mutex
	feed     map[pay.InstitutionCode][]pay.FeedEntry
	rows     []pay.Delivery // deliveries, newest first
	tries    []pay.Try
	ends     int // how often the end of a feed was asked for
	selected []apiv2.Selection
	replayed apiv2.Replayed
	fails    error
}

func (a *archive) add(owner pay.InstitutionCode, count int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for range count {
		n := len(a.feed[owner]) + 1
		a.feed[owner] = append(a.feed[owner], pay.FeedEntry{Position: int64(n), News: newsOf(paytest.ID(n))})
	}
}

func newsOf(request pay.ID) pay.News {
	return pay.News{
		ID: pay.NewsID(request, 1), Type: pay.NewsRequestPaid, Time: pay.Stamp{Time: paytest.Start()}, Request: request, Number: "3F4K8P2QX",
		Sequence: 1, Letter: pay.LetterExecuted,
	}
}

func (a *archive) Feed(_ context.Context, owner pay.InstitutionCode, after int64, limit int) ([]pay.FeedEntry, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	rest := a.feed[owner][min(after, int64(len(a.feed[owner]))):]
	return slices.Clone(rest[:min(limit, len(rest))]), a.fails
}

func (a *archive) FeedEnd(_ context.Context, owner pay.InstitutionCode) (int64, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ends++
	return int64(len(a.feed[owner])), a.fails
}

func (a *archive) News(_ context.Context, request pay.ID, sequence int) (pay.News, error) {
	if sequence != 1 {
		return pay.News{}, pay.ErrNotFound
	}
	return newsOf(request), nil
}

func (a *archive) Letter(_ context.Context, id pay.ID) (pay.InstitutionCode, pay.Letter, error) {
	switch id {
	case paytest.ID(1):
		return paytest.Owner, pay.LetterExecuted, nil
	case paytest.ID(2):
		return paytest.Stranger, pay.LetterExecuted, nil
	}
	return "", "", pay.ErrNotFound
}

func (a *archive) Delivery(_ context.Context, id pay.ID) (*pay.Delivery, error) {
	for _, d := range a.rows {
		if d.ID == id {
			return &d, nil
		}
	}
	return nil, pay.ErrNotFound
}

func (a *archive) Deliveries(_ context.Context, f pay.DeliveryFilter) ([]pay.Delivery, error) {
	var found []pay.Delivery
	for _, d := range a.rows {
		if d.Institution == f.Institution && (f.State == "" || d.State == f.State) &&
			(f.Older.IsZero() || slices.Compare(d.ID[:], f.Older[:]) < 0) && len(found) < f.Limit {
			found = append(found, d)
		}
	}
	return found, nil
}

func (a *archive) Tries(context.Context, pay.ID) ([]pay.Try, error) { return a.tries, nil }

func (a *archive) Replay(ctx context.Context, _ pay.Caller, s apiv2.Selection, _ pay.Once, show func(context.Context, apiv2.Replayed) (pay.Answer, error)) (pay.Answer, error) {
	if a.refused != nil {
		return pay.Answer{}, a.refused
	}
	a.selected = append(a.selected, s)
	return show(ctx, a.replayed)
}

// told is a handler over an archive.
type told struct {
	*apiv2.Handler
	*archive
	watch *apiv2.Watch
	in    http.Handler // with those that wait before it
}

type nothing struct{ apiv2.Cashier }

type noLists struct{ pay.ListStore }

func newTold(t testing.TB, after func(time.Duration) <-chan time.Time) *told {
	t.Helper()
	printer, err := printer()
	if err != nil {
		t.Fatal(err)
	}
	contract, err := api.OpenAPI("https://services.example.org")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	a := &archive{feed: map[pay.InstitutionCode][]pay.FeedEntry{}}
	watch := apiv2.NewWatch(a, after, log)
	t.Cleanup(watch.Stop)
	h, err := apiv2.New(apiv2.Config{
		Cashier: nothing{}, Lists: noLists{}, Printer: printer,
		Told: apiv2.Told{Feed: a, Deliveries: a, Replayer: a, Watch: watch, Keys: func(owner pay.InstitutionCode) ([]apiv2.NotificationKey, error) {
			if owner != paytest.Owner {
				return nil, nil
			}
			return []apiv2.NotificationKey{{Service: "S", Number: 1, Scheme: pay.NoticeHMAC, Key: "whsec_AAAA"}}, nil
		}},
		Identify: func(r *http.Request) (pay.Caller, error) {
			if who := r.Header.Get("Who"); who != "" {
				return pay.Caller{Institution: pay.InstitutionCode(who), Roles: []pay.Role{pay.RoleInstitution}}, nil
			}
			return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil)
		},
		RequestID: func(*http.Request) string { return "1" }, Contract: contract, Origin: "https://services.example.org",
		PaymentURL: "https://pay.example.org/?id=", BodyBytes: 1 << 16, BodyTimeout: time.Minute, ListTimeout: time.Minute,
		PerMinute: 1000, Machine: paytest.NewClock(paytest.Start()), Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &told{Handler: h, archive: a, watch: watch, in: h.Waiting(h)}
}

func (d *told) call(t testing.TB, who, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequestWithContext(t.Context(), method, "/api/v2/"+path, strings.NewReader(body))
	q.Header.Set("Who", who)
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	d.in.ServeHTTP(w, q)
	return w
}

// answered is call with what a JSON answer says.
func answered[T any](t testing.TB, d *told, who, method, path, body string, status int) T {
	t.Helper()
	w := d.call(t, who, method, path, body)
	var v T
	if w.Code != status {
		t.Fatalf("%s %s: %d, want %d\n%s", method, path, w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, w.Body)
	}
	return v
}

type page struct {
	Items []struct {
		Position int64
		ID       string
	}
	Next int64
	More bool
}

func (p page) positions() string {
	var all []int64
	for _, e := range p.Items {
		all = append(all, e.Position)
	}
	return fmt.Sprint(all)
}

const own, others = string(paytest.Owner), string(paytest.Stranger)

func TestEventsAreReadInPages(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.add(paytest.Owner, 5)
	d.add(paytest.Stranger, 1)
	for _, c := range []struct {
		query, positions string
		next             int64
		more             bool
	}{
		{"", "[1 2 3 4 5]", 5, false},
		{"?limit=2", "[1 2]", 2, true},
		{"?after=2&limit=3", "[3 4 5]", 5, false},
		{"?after=5", "[]", 5, false},
	} {
		got := answered[page](t, d, own, "GET", "events"+c.query, "", 200)
		if got.positions() != c.positions || got.Next != c.next || got.More != c.more || got.Items == nil {
			t.Errorf("%s: %+v", c.query, got)
		}
	}
	if got := answered[page](t, d, others, "GET", "events", "", 200); len(got.Items) != 1 {
		t.Errorf("another institution reads %+v", got)
	}
}

func TestWhatIsWrongWithAReadOfTheFeed(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.add(paytest.Owner, 5)
	for query, status := range map[string]int{
		"after=-1": 400, "after=x": 400, "after=1&after=2": 400, "limit=0": 400, "limit=501": 400, "wait=31": 400, "wait=x": 400, "from=1": 400,
		"after=6": 409, "after=6&wait=1": 409,
	} {
		p := answered[struct {
			Code   string
			Errors []struct{ Parameter string }
		}](t, d, own, "GET", "events?"+query, "", status)
		if want, _, _ := strings.Cut(query, "="); p.Code == "" || len(p.Errors) != 1 || p.Errors[0].Parameter != want {
			t.Errorf("%s: %+v", query, p)
		}
	}
	if w := d.call(t, "", "GET", "events?wait=30", ""); w.Code != 401 {
		t.Errorf("nobody waits: %d", w.Code)
	}
}

func TestOneEvent(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	for id, status := range map[string]int{
		pay.NewsID(paytest.ID(1), 1):   200,
		pay.NewsID(paytest.ID(1), 2):   404, // there is no such
		pay.NewsID(paytest.ID(2), 1):   404, // another institution's
		pay.NewsID(paytest.ID(3), 1):   404, // nobody's
		pay.NewsID(paytest.ID(1), 0):   404,
		paytest.ID(1).String() + "-01": 404,
		paytest.ID(1).String() + "-+1": 404,
		paytest.ID(1).String():         404,
		"x":                            404,
	} {
		if w := d.call(t, own, "GET", "events/"+id, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", id, w.Code, status)
		}
	}
}

func TestKeysAreTheInstitutionsOwnAndKeptByNobody(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	w := d.call(t, own, "GET", "notification-keys", "")
	if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "whsec_AAAA") {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	if w := d.call(t, others, "GET", "notification-keys", ""); strings.TrimSpace(w.Body.String()) != `{"items":[]}` {
		t.Errorf("another institution reads %s", w.Body)
	}
}

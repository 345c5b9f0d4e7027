package apiv2_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is a contract that is quickly made into a page. The whole one is tested
// in package reference and by test/contract.
const small = "openapi: 3.1.1\ninfo: { title: MM, version: 2.0.0 }\nservers: [{ url: https://services.test/api/v2 }]\npaths: {}\n"

// desk is the interface over a real cashier and a real store, with a bank that
// says what a test wants.
type desk struct {
	*paytest.World
	*cashier.Cashier
	apiv2.Config
	store *store.Store
	once  sync.Once
	built *apiv2.Handler
	reads pay.Notice
	mu    sync.Mutex
	calls []apiv2.Call
	log   bytes.Buffer
}

var printer = sync.OnceValues(document.NewPrinter)

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{World: paytest.NewWorld()}
	var err error
	if d.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "mm.db"), sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	if err := d.store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Cashier, err = cashier.New(cashier.Config{
		Store: d.store, Catalogue: d, Business: d.Clock, IDs: d.IDs, Numbers: d.Numbers,
		Providers: map[pay.ProviderCode]pay.Provider{paytest.Demo: d},
		Owe:       func(pay.Tx, pay.Owed) error { return nil },
		Purger:    d.store, Documents: d.store, Certifier: seal{}, Links: d.store, Entropy: rand.Reader, Observer: d,
		Wake: func() {}, WebBase: "https://pay.test", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	printed, err := printer()
	if err != nil {
		t.Fatal(err)
	}
	d.Config = apiv2.Config{
		Cashier: d.Cashier, Lists: d.store, Printer: printed, Identify: identify,
		RequestID: func(r *http.Request) string { return r.Header.Get("X-Request-Id") },
		Contract:  []byte(small), Origin: "https://services.test", PaymentURL: "https://pay.test/MM/WebUI2/Payments/?id=",
		BodyBytes: 64 << 10, BodyTimeout: time.Minute, ListTimeout: time.Minute, PerMinute: 6000, Machine: d.Clock,
		Observe: func(c apiv2.Call) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.calls = append(d.calls, c)
		},
		Log: slog.New(slog.NewTextHandler(&d.log, nil)),
		Told: apiv2.Told{
			Feed: d.store, Deliveries: d.store, Replayer: noReplayer{},
			Keys:  func(pay.InstitutionCode) ([]apiv2.NotificationKey, error) { return nil, nil },
			Watch: apiv2.NewWatch(d.store, func(time.Duration) <-chan time.Time { return nil }, slog.New(slog.DiscardHandler)),
		},
	}
	return d
}

// identify believes a header.
func identify(r *http.Request) (pay.Caller, error) {
	switch code := pay.InstitutionCode(r.Header.Get("Test-Caller")); code {
	case "":
		return pay.Caller{Institution: paytest.Owner, Roles: []pay.Role{pay.RoleInstitution}, Subject: "ab12"}, nil
	case "nobody":
		return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil)
	case "platform":
		return pay.Caller{Roles: []pay.Role{pay.RolePlatform}}, nil
	default:
		return pay.Caller{Institution: code, Roles: []pay.Role{pay.RoleInstitution}}, nil
	}
}

func (d *desk) Current() *pay.Catalogue                                     { return d.Catalogue }
func (d *desk) Happened(pay.Event)                                          {}
func (d *desk) NeedsAttention(pay.Attention)                                {}
func (d *desk) MessageRead(pay.ProviderCode, pay.Channel, pay.Result, bool) {}

func (d *desk) Terms() pay.Terms {
	return pay.Terms{Code: paytest.Demo, SentHold: 30 * time.Minute, AcceptedHold: 4 * 24 * time.Hour}
}

func (d *desk) Start(context.Context, pay.Order) (pay.Handover, error) {
	return pay.Handover{URL: "https://bank.test/pay"}, nil
}

func (d *desk) Read(context.Context, pay.Message) (pay.Notice, error) { return d.reads, nil }

type noReplayer struct{}

func (noReplayer) Replay(context.Context, pay.Caller, apiv2.Selection, pay.Once, func(context.Context, apiv2.Replayed) (pay.Answer, error)) (pay.Answer, error) {
	return pay.Answer{}, pay.Fail(pay.CodeNotFound, nil)
}

// seal certifies documents.
type seal struct{}

func (seal) Certify(doc *pay.Document) error {
	doc.Verification = pay.Verification{Code: "7H3K9M2P4Q6R", Link: "https://pay.test/d/7H3K9M2P4Q6R", Statement: "{}"}
	return nil
}

// handler is made once, after a test has set what it wants in Config.
func (d *desk) handler(t testing.TB) *apiv2.Handler {
	t.Helper()
	d.once.Do(func() {
		var err error
		if d.built, err = apiv2.New(d.Config); err != nil {
			t.Fatal(err)
		}
	})
	return d.built
}

// do sends a call; headers are names and values.
func (d *desk) do(t testing.TB, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	d.handler(t).ServeHTTP(w, d.request(t, method, path, body, headers...))
	return w
}

func (d *desk) request(t testing.TB, method, path, body string, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "https://services.test/api/v2/"+path, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("X-Request-Id", "test-1")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

const simple = `{"step":"DEM11","lines":[{"position":"1","quantity":"2"}]}`

// made is a request that a caller made.
type made struct {
	ID       string
	Number   string
	Payments []struct{ Number string }
}

func (d *desk) create(t testing.TB, body string) made {
	t.Helper()
	w := d.do(t, "POST", "payment-requests", body)
	if w.Code != http.StatusCreated {
		t.Fatalf("create: %d %s", w.Code, w.Body)
	}
	return decode[made](t, w)
}

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// pays pays the next payment of a request at the bank.
func (d *desk) pays(t testing.TB, id string) {
	t.Helper()
	r := d.stored(t, id)
	a, err := d.Begin(t.Context(), r.ID, pay.Choice{Payment: r.Payments[r.NextDue()].Number, Provider: paytest.Demo, Language: pay.Latvian})
	if err != nil {
		t.Fatal(err)
	}
	d.reads = paytest.Success(d.stored(t, id), &a)
	if _, err := d.Receive(t.Context(), pay.Message{Provider: paytest.Demo, Method: "POST", Received: d.Clock.Now()}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) stored(t testing.TB, id string) *pay.Request {
	t.Helper()
	parsed, err := pay.ParseID(id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.store.Request(t.Context(), parsed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wire is a call with its answer, as text.
func wire(r *http.Request, body string, w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL.RequestURI())
	headers(&b, r.Header, "X-Request-Id")
	if body != "" {
		fmt.Fprintf(&b, "\n%s\n", body)
	}
	fmt.Fprintf(&b, "\n---\n\n%d\n", w.Code)
	headers(&b, w.Header(), "Content-Length")
	switch {
	case w.Body.Len() == 0:
	case strings.HasSuffix(w.Header().Get("Content-Type"), "json"):
		var pretty bytes.Buffer
		_ = json.Indent(&pretty, w.Body.Bytes(), "", "  ")
		fmt.Fprintf(&b, "\n%s", pretty.String())
	default:
		fmt.Fprintf(&b, "\n(%s)\n", w.Header().Get("Content-Type"))
	}
	return b.String()
}

func headers(b *strings.Builder, h http.Header, without ...string) {
	var names []string
	for name := range h {
		if !slices.Contains(without, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(b, "%s: %s\n", name, strings.Join(h[name], ", "))
	}
}

// golden holds a text against a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

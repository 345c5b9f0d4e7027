package notify_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/wire/webhook"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// listener is an institution that takes both bare calls and notices. What it is
// told while something older still waits is noted as a fault.
type listener struct {
	s     *stand
	key   webhook.Trusted
	mood  string
	heard map[int]bool // news that it accepted
	fault string
}

func (l *listener) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method == http.MethodPost {
		l.notice(q)
	}
	answer := http.StatusOK
	switch l.mood {
	case "down":
		return nil, errors.New("no route")
	case "error":
		answer = http.StatusInternalServerError
	case "gone":
		answer = http.StatusGone
	}
	return &http.Response{StatusCode: answer, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}, Request: q}, nil
}

func (l *listener) notice(q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	id := q.Header.Get(webhook.HeaderID)
	if err := webhook.Verify(webhook.Received{
		ID: id, Timestamp: q.Header.Get(webhook.HeaderTimestamp), Signature: q.Header.Get(webhook.HeaderSignature), Body: body,
	}, l.s.Clock.Now(), l.key); err != nil {
		l.fault = err.Error()
	}
	all, err := l.s.store.Deliveries(q.Context(), pay.DeliveryFilter{Limit: 1000})
	if err != nil {
		l.fault = err.Error()
	}
	news, err := strconv.Atoi(id[strings.LastIndex(id, "-")+1:])
	if err != nil {
		l.fault = err.Error()
	}
	l.heard[news] = l.heard[news] || l.mood == "fine"
	for _, d := range all {
		if d.Kind == pay.DeliverNotice && d.State == pay.DeliveryWaiting && d.News < news {
			l.fault = fmt.Sprintf("told of %d while %d waits", news, d.News)
		}
	}
}

// Whatever happens, fails, is killed or replayed, and however often the service
// changes its mind: news that are owed as notices are told in their order, each
// is told or listed for a person, and nothing waits without a job.
func TestEveryNoticeIsToldInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := &stand{World: paytest.NewWorld(), store: paytest.NewMemory()}
		var err error
		if s.request, err = s.Compose(paytest.Split(1)); err != nil {
			t.Fatal(err)
		}
		s.store.Put(s.request)
		told := hmacNotices()
		sign(s.Catalogue, &told, s.request.Step)
		ring := s.keyring(master(1), nil)
		services, err := ring.Of(paytest.Owner)
		if err != nil {
			t.Fatal(err)
		}
		trusted, err := webhook.ParseTrusted(services[0].Keys[0].Text)
		if err != nil {
			t.Fatal(err)
		}
		peer := &listener{s: s, key: trusted, heard: make(map[int]bool)}
		s.deliverer, err = notify.NewDeliverer(notify.Config{
			Store: s.store, Client: &http.Client{Transport: peer}, UserAgent: "MM/test", Keyring: ring, News: s.store,
			Business: s.Clock, Machine: s.Clock, IDs: s.IDs, Random: func() float64 { return 0.3 }, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		asNotice := make(map[int]bool)
		t.Repeat(map[string]func(*rapid.T){
			"news": func(t *rapid.T) {
				n := rapid.IntRange(1, 3).Draw(t, "pieces")
				var now *pay.Notices
				if rapid.IntRange(0, 4).Draw(t, "form") > 0 {
					now = &told
				}
				from := s.request.NewsSeq
				if s.happens(t, n, now) && now != nil {
					for i := from + 1; i <= from+n; i++ {
						asNotice[i] = true
					}
				}
			},
			"replay": func(t *rapid.T) {
				// When it is killed nothing is replayed, and the one who asked is told so.
				_, _ = notify.Replay(t.Context(), s.store, notify.Selection{Institution: paytest.Owner}, s.Clock.Now())
			},
			"time passes": func(t *rapid.T) {
				s.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 5 * time.Hour, 40 * time.Hour}).Draw(t, "by"))
			},
			"work": func(t *rapid.T) {
				peer.mood = rapid.SampledFrom([]string{"fine", "down", "error", "gone"}).Draw(t, "mood")
				if rapid.IntRange(0, 3).Draw(t, "killed") == 0 {
					s.store.FailCommits(errors.New("killed"))
				}
				s.work(t)
			},
			"": func(t *rapid.T) { s.checkBooks(t, peer) },
		})
		peer.mood = "fine"
		for rounds := 0; len(s.store.Jobs()) > 0; rounds++ {
			if rounds > 5000 {
				t.Fatalf("left: %+v", s.store.Jobs())
			}
			s.Clock.Set(soonest(s.store.Jobs(), s.Clock.Now()))
			s.work(t)
		}
		s.checkBooks(t, peer)
		s.checkTold(t, peer, asNotice)
	})
}

// soonest is when something is due, now at the earliest.
func soonest(jobs []pay.Job, now time.Time) time.Time {
	first := jobs[0].Due
	for _, j := range jobs {
		if j.Due.Before(first) {
			first = j.Due
		}
	}
	if first.Before(now) {
		return now
	}
	return first
}

// happens commits pieces of news of the request, and tells whether it did.
func (s *stand) happens(t *rapid.T, pieces int, told *pay.Notices) bool {
	before := *s.request
	var news []pay.Event
	for range pieces {
		s.request.EventSeq++
		s.request.NewsSeq++
		news = append(news, pay.Event{
			Request: s.request.ID, Seq: s.request.EventSeq, News: s.request.NewsSeq, At: s.Clock.Now(),
			Kind: pay.EventLetterChanged, Letter: s.request.Letter, Data: map[string]string{"from": "P", "to": "E"},
		})
	}
	s.request.LetterSeq++
	ids := []pay.ID{s.NewID(), s.NewID(), s.NewID()}
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		tx.SaveRequest(s.request)
		for _, e := range news {
			tx.AddEvent(e)
		}
		next := 0
		return notify.Owe(tx, pay.Owed{Request: s.request, News: news, Letter: true, Notices: told, At: s.Clock.Now(), NewID: func() pay.ID {
			next++
			return ids[next-1]
		}})
	})
	if err != nil {
		*s.request = before // killed before the commit: it did not happen
	}
	return err == nil
}

// checkBooks holds that what waits has a job, and that each try is logged. What
// is over may have one, too, which was set while it was being tried: it will
// find nothing to do.
func (s *stand) checkBooks(t *rapid.T, peer *listener) {
	if peer.fault != "" {
		t.Fatal(peer.fault)
	}
	all, err := s.store.Deliveries(t.Context(), pay.DeliveryFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	jobs := make(map[pay.ID]bool)
	for _, j := range s.store.Jobs() {
		jobs[j.Ref] = true
	}
	for _, d := range all {
		tries, err := s.store.Tries(t.Context(), d.ID)
		if err != nil || len(tries) != d.Tries {
			t.Fatalf("%d tries logged, %d counted, %v", len(tries), d.Tries, err)
		}
		waits := d.State == pay.DeliveryWaiting
		if waits == d.NextTry.IsZero() || waits != d.Done.IsZero() || waits && !jobs[d.ID] {
			t.Fatalf("job %t: %+v", jobs[d.ID], d)
		}
	}
}

// checkTold holds that each piece of news that was owed as a notice was
// accepted, or is listed for a person.
func (s *stand) checkTold(t *rapid.T, peer *listener, asNotice map[int]bool) {
	all, err := s.store.Deliveries(t.Context(), pay.DeliveryFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	open, err := s.store.AttentionItems(t.Context(), pay.AttentionFilter{Kind: pay.AttentionDeliveryFailed, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	owed := make(map[int]bool)
	for _, d := range all {
		if d.Kind != pay.DeliverNotice {
			continue
		}
		owed[d.News] = true
		listed := false
		for _, item := range open {
			listed = listed || strings.Contains(item.Note, d.ID.String())
		}
		if failed := d.State == pay.DeliveryFailed; failed != listed || !failed && !peer.heard[d.News] {
			t.Fatalf("news %d, accepted %t, listed %t: %+v", d.News, peer.heard[d.News], listed, d)
		}
	}
	for n := range asNotice {
		if !owed[n] {
			t.Fatalf("news %d was never owed", n)
		}
	}
}

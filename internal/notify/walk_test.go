package notify_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// institution is a receiver that does what the documentation tells it: it asks
// for the status when it is called. Heard is what it knows then.
type institution struct {
	s     *stand
	mood  string
	heard int
}

func (i *institution) RoundTrip(q *http.Request) (*http.Response, error) {
	answer := http.StatusOK
	switch i.mood {
	case "down":
		return nil, errors.New("no route")
	case "error":
		answer = http.StatusInternalServerError
	}
	if answer == http.StatusOK {
		i.heard = i.s.request.LetterSeq
	}
	return &http.Response{StatusCode: answer, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}, Request: q}, nil
}

// Whatever changes, fails and is killed in between: in the end the institution
// knows the last letter, or a person knows that it does not.
func TestInstitutionLearnsTheLastLetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := &stand{World: paytest.NewWorld(), store: paytest.NewMemory()}
		var err error
		if s.request, err = s.Compose(paytest.Split(1)); err != nil {
			t.Fatal(err)
		}
		s.store.Put(s.request)
		peer := &institution{s: s}
		s.deliverer, err = notify.NewDeliverer(notify.Config{
			Store: s.store, Client: &http.Client{Transport: peer}, UserAgent: "MM/test", Keyring: s.keyring(nil, nil), News: s.store, Business: s.Clock, Machine: s.Clock,
			IDs: s.IDs, Random: func() float64 { return 0.3 }, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Repeat(map[string]func(*rapid.T){
			"letter changes": func(t *rapid.T) { s.changed(t) },
			"time passes": func(t *rapid.T) {
				s.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 5 * time.Hour, 40 * time.Hour}).Draw(t, "by"))
			},
			"work": func(t *rapid.T) {
				peer.mood = rapid.SampledFrom([]string{"fine", "down", "error"}).Draw(t, "mood")
				if rapid.IntRange(0, 3).Draw(t, "killed") == 0 {
					s.store.FailCommits(errors.New("killed"))
				}
				s.work(t)
			},
			"": func(t *rapid.T) { s.checkDeliveries(t, peer.heard) },
		})
		peer.mood = "fine"
		for range 100 {
			s.work(t)
			s.Clock.Advance(24 * time.Hour)
		}
		failed, err := s.store.AttentionItems(t.Context(), pay.AttentionFilter{Kind: pay.AttentionDeliveryFailed})
		if err != nil {
			t.Fatal(err)
		}
		if peer.heard != s.request.LetterSeq && len(failed) == 0 {
			t.Fatalf("the institution knows letter %d of %d, and nobody knows that", peer.heard, s.request.LetterSeq)
		}
		if left := s.store.Jobs(); len(left) != 0 {
			t.Fatalf("left: %+v", left)
		}
	})
}

func (s *stand) changed(t *rapid.T) {
	id := s.NewID()
	s.request.LetterSeq++
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		tx.SaveRequest(s.request)
		return notify.Owe(tx, pay.Owed{Request: s.request, Letter: true, At: s.Clock.Now(), NewID: func() pay.ID { return id }})
	})
	if err != nil {
		s.request.LetterSeq-- // killed before the commit: it did not happen
	}
}

// work runs what is due, as a runner does; what fails comes again in a second.
func (s *stand) work(t *rapid.T) {
	now := s.Clock.Now()
	claimed, err := s.store.ClaimJobs(t.Context(), pay.Claim{Now: now, Machine: now, Lease: time.Second, Max: 9, PerLane: 9})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range claimed {
		next, err := s.deliverer.Deliver(t.Context(), j)
		if err != nil {
			next = now.Add(time.Second)
		}
		if err := s.store.FinishJob(t.Context(), j, next, 0); err != nil {
			t.Fatal(err)
		}
	}
}

// checkDeliveries holds that one delivery waits at most, for the newest news,
// and that its job is there.
func (s *stand) checkDeliveries(t *rapid.T, heard int) {
	if heard > s.request.LetterSeq {
		t.Fatalf("heard of letter %d before it was", heard)
	}
	all, err := s.store.Deliveries(t.Context(), pay.DeliveryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	waiting := 0
	for i, d := range all {
		if d.State == pay.DeliveryWaiting {
			waiting++
			if i != 0 || d.LetterSeq != s.request.LetterSeq {
				t.Fatalf("waits for letter %d, which is not the newest (%d)", d.LetterSeq, s.request.LetterSeq)
			}
		}
		tries, err := s.store.Tries(t.Context(), d.ID)
		if err != nil || len(tries) != d.Tries {
			t.Fatalf("%d tries logged, %d counted, %v", len(tries), d.Tries, err)
		}
		if over := d.State != pay.DeliveryWaiting; over == d.Done.IsZero() || over != d.NextTry.IsZero() {
			t.Fatalf("delivery is %s: %+v", d.State, d)
		}
	}
	if jobs := s.store.Jobs(); waiting > 1 || len(jobs) != waiting {
		t.Fatalf("%d deliveries wait, %d jobs", waiting, len(jobs))
	}
}

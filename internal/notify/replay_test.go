package notify_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestReplayOfWhatWasAccepted(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusOK))
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.deliver(t, id)
	for n := 2; n <= 3; n++ {
		s.Clock.Advance(time.Hour)
		s.replay(t, notify.Selection{IDs: []pay.ID{id, id}})
		if d := s.delivery(t, id); d.State != pay.DeliveryWaiting || !d.NextTry.Equal(s.Clock.Now()) || !d.Done.IsZero() || len(s.store.Jobs()) != 1 {
			t.Fatalf("replayed: %+v", d)
		}
		s.deliver(t, id)
		if d := s.delivery(t, id); d.State != pay.DeliveryAccepted || r.count() != n || len(s.tries(t, id)) != n || !d.FirstTry.Equal(s.Clock.Now()) {
			t.Errorf("after %d calls: %+v", r.count(), d)
		}
	}
}

func TestReplayOfWhatWaitsIsDueNow(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusInternalServerError))
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.deliver(t, id)
	s.Clock.Advance(time.Second)
	s.replay(t, notify.Selection{IDs: []pay.ID{id}})
	if jobs := s.store.Jobs(); len(jobs) != 1 || !jobs[0].Due.Equal(s.Clock.Now()) {
		t.Errorf("jobs: %+v", jobs)
	}
	if next := s.deliver(t, id); r.count() != 2 || next.Sub(s.Clock.Now()) != 10*time.Second {
		t.Errorf("%d calls, next in %s; want the schedule anew", r.count(), next.Sub(s.Clock.Now()))
	}
}

// An institution that asks again and again makes MM write once: all would wait
// for the commits. An operator's word counts each time.
func TestReplayOfWhatIsDueAlreadyWritesNothing(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusInternalServerError))
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.deliver(t, id)
	for name, chosen := range map[string]notify.Selection{
		"named": {IDs: []pay.ID{id}, Institution: paytest.Owner}, "a range": {Institution: paytest.Owner},
	} {
		s.replay(t, chosen)
		full := errors.New("disk full")
		s.store.FailCommits(full)
		if got, err := notify.Replay(t.Context(), s.store, chosen, s.Clock.Now()); err != nil || got.Count != 1 {
			t.Errorf("%s, again: %+v, %v", name, got, err)
		}
		if _, err := notify.Replay(t.Context(), s.store, notify.Selection{IDs: chosen.IDs}, s.Clock.Now()); !errors.Is(err, full) {
			t.Errorf("%s, by an operator: %v", name, err)
		}
		s.Clock.Advance(time.Second)
		s.deliver(t, id) // what was tried is begun anew
	}
}

func TestWhatIsNotReplayed(t *testing.T) {
	t.Parallel()
	s := newStand(t, "https://example.lv/s2s", loopback())
	old := s.change(t, pay.LetterRevoked)
	is := s.change(t, pay.LetterExecuted)
	mail, forgotten := s.NewID(), s.NewID()
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		tx.AddDelivery(pay.Delivery{
			ID: mail, Kind: pay.DeliverReceipt, Institution: paytest.Owner, Request: s.request.ID, Target: "e@p.lv",
			State: pay.DeliveryAccepted, Created: s.Clock.Now(), Done: s.Clock.Now(),
		})
		tx.AddDelivery(pay.Delivery{
			ID: forgotten, Kind: pay.DeliverReceipt, Institution: paytest.Owner, Request: s.request.ID, Target: "e***@p.lv",
			State: pay.DeliveryFailed, Created: s.Clock.Now(), Done: s.Clock.Now(),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		chosen notify.Selection
		wrong  func(error) bool
	}{
		"superseded":            {notify.Selection{IDs: []pay.ID{is, old}}, notPossible},
		"a receipt that is out": {notify.Selection{IDs: []pay.ID{mail}}, notPossible},
		"a forgotten address":   {notify.Selection{IDs: []pay.ID{forgotten}}, notPossible},
		"nothing":               {notify.Selection{IDs: []pay.ID{is, paytest.ID(999)}}, notFound},
		"another's":             {notify.Selection{IDs: []pay.ID{is}, Institution: paytest.Stranger}, notFound},
		"a payer's receipt":     {notify.Selection{IDs: []pay.ID{mail}, Institution: paytest.Owner}, notFound},
		"too many":              {notify.Selection{IDs: many(s, notify.MostReplayed+1)}, notPossible},
	} {
		if got, err := notify.Replay(t.Context(), s.store, c.chosen, s.Clock.Now().Add(time.Hour)); !c.wrong(err) || got.Count != 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if d := s.delivery(t, is); !d.NextTry.Equal(s.Clock.Now()) {
		t.Errorf("replayed although the others could not be: %+v", d)
	}
	s.replay(t, notify.Selection{Institution: paytest.Owner}) // a range leaves them out
}

func notPossible(err error) bool { return pay.CodeOf(err) == pay.CodeNotPossible }
func notFound(err error) bool {
	return errors.Is(err, pay.ErrNotFound) && pay.CodeOf(err) == pay.CodeNotFound
}

func many(s *stand, n int) []pay.ID {
	ids := make([]pay.ID, n)
	for i := range ids {
		ids[i] = s.NewID()
	}
	return ids
}

// A range is replayed part by part, however long it is; others' deliveries and
// those outside of it are left alone.
func TestReplayOfARange(t *testing.T) {
	t.Parallel()
	s := newStand(t, "https://example.lv/s2s", loopback())
	const inside = 2*notify.MostReplayed + 7
	from := s.Clock.Now().Add(time.Hour)
	add := func(owner pay.InstitutionCode, state pay.DeliveryState, at time.Time) pay.ID {
		id := s.NewID()
		err := s.store.Update(t.Context(), func(tx pay.Tx) error {
			tx.AddDelivery(pay.Delivery{
				ID: id, Kind: pay.DeliverServerResponse, Institution: owner, Request: s.request.ID, Target: "https://example.lv/",
				State: state, Created: at, Done: at, Tries: 1,
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	outside := []pay.ID{
		add(paytest.Owner, pay.DeliveryFailed, from.Add(-time.Second)), add(paytest.Stranger, pay.DeliveryFailed, from),
		add(paytest.Owner, pay.DeliveryAccepted, from), add(paytest.Owner, pay.DeliveryFailed, from.Add(time.Hour)),
	}
	for range inside {
		add(paytest.Owner, pay.DeliveryFailed, from)
	}
	chosen := notify.Selection{Institution: paytest.Owner, State: pay.DeliveryFailed, Created: pay.Span{From: from, Before: from.Add(time.Hour)}}
	if would, err := notify.Preview(t.Context(), s.store, chosen); err != nil || would.Count != notify.MostReplayed || !would.More || len(s.store.Jobs()) != 0 {
		t.Fatalf("preview: %+v, %v", would, err)
	}
	var parts []int
	for more := true; more; {
		got, err := notify.Replay(t.Context(), s.store, chosen, from.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		parts, more, chosen.Older = append(parts, got.Count), got.More, got.Last
	}
	if len(parts) != 3 || parts[2] != 7 || len(s.store.Jobs()) != inside {
		t.Errorf("parts %v, %d jobs", parts, len(s.store.Jobs()))
	}
	for _, id := range outside {
		if d := s.delivery(t, id); d.State == pay.DeliveryWaiting {
			t.Errorf("replayed: %+v", d)
		}
	}
}

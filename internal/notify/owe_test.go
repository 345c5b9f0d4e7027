package notify_test

import (
	"net/http"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestOweMakesADeliveryThatIsDueAtOnce(t *testing.T) {
	t.Parallel()
	s := newStand(t, "https://example.lv/s2s", loopback())
	id := s.change(t, pay.LetterExecuted)
	d := s.delivery(t, id)
	want := pay.Delivery{
		ID: id, Kind: pay.DeliverServerResponse, Institution: paytest.Owner, Request: s.request.ID,
		Target: "https://example.lv/s2s?id=" + s.request.ID.String(),
		Letter: pay.LetterExecuted, LetterSeq: 1, State: pay.DeliveryWaiting,
		Created: s.Clock.Now(), NextTry: s.Clock.Now(),
	}
	if d != want {
		t.Errorf("delivery:\n got %+v\nwant %+v", d, want)
	}
	jobs := s.store.Jobs()
	if len(jobs) != 1 || jobs[0].Kind != pay.JobDeliver || jobs[0].Ref != id || jobs[0].Lane != "deliver VRAA" || !jobs[0].Due.Equal(s.Clock.Now()) {
		t.Errorf("jobs: %+v", jobs)
	}
}

func TestNothingIsOwedWithoutAnAddress(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", loopback())
	s.change(t, pay.LetterExecuted)
	if all, err := s.store.Deliveries(t.Context(), pay.DeliveryFilter{}); err != nil || len(all) != 0 || len(s.store.Jobs()) != 0 {
		t.Errorf("owed: %+v, %v", all, err)
	}
}

func TestNewerNewsTakesThePlaceOfWhatWaits(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusInternalServerError))
	s := newStand(t, r.URL, loopback())
	old := s.change(t, pay.LetterRevoked)
	s.deliver(t, old)
	s.Clock.Advance(5 * time.Second)
	is := s.change(t, pay.LetterExecuted)

	if d := s.delivery(t, old); d.State != pay.DeliverySuperseded || d.Tries != 1 || d.Done.IsZero() || !d.NextTry.IsZero() {
		t.Errorf("the older one: %+v", d)
	}
	if d := s.delivery(t, is); d.State != pay.DeliveryWaiting || d.LetterSeq != 2 || d.Tries != 0 {
		t.Errorf("the newer one: %+v", d)
	}
	if jobs := s.store.Jobs(); len(jobs) != 1 || jobs[0].Ref != is {
		t.Errorf("jobs: %+v", jobs)
	}
	if next := s.deliver(t, old); !next.IsZero() || r.count() != 1 {
		t.Error("a superseded delivery was made")
	}
}

func TestNewsThatComesWhileACallIsOut(t *testing.T) {
	t.Parallel()
	var s *stand
	var newer pay.ID
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		newer = s.change(t, pay.LetterExecuted)
		w.WriteHeader(http.StatusInternalServerError)
	})
	s = newStand(t, r.URL, loopback())
	old := s.change(t, pay.LetterRevoked)
	if next := s.deliver(t, old); !next.IsZero() {
		t.Errorf("the older one is due again at %s", next)
	}
	if d := s.delivery(t, old); d.State != pay.DeliverySuperseded || d.Tries != 1 || len(s.tries(t, old)) != 1 {
		t.Errorf("its answer must be logged and it must stay superseded: %+v", d)
	}
	if d := s.delivery(t, newer); d.State != pay.DeliveryWaiting {
		t.Errorf("the newer one: %+v", d)
	}
	if jobs := s.store.Jobs(); len(jobs) != 1 || jobs[0].Ref != newer {
		t.Errorf("jobs: %+v", jobs)
	}
}

func TestRequestsDoNotTakeEachOthersPlace(t *testing.T) {
	t.Parallel()
	s := newStand(t, "https://example.lv/s2s?id=", loopback())
	mine := s.change(t, pay.LetterExecuted)
	other := s.Request(t, paytest.Split(1))
	s.store.Put(other)
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		return notify.Owe(tx, pay.Owed{Request: other, Letter: true, At: s.Clock.Now(), NewID: s.NewID})
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := s.delivery(t, mine); d.State != pay.DeliveryWaiting {
		t.Errorf("superseded by another request's news: %+v", d)
	}
}

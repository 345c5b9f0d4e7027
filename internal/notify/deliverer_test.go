package notify_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestDeliveryIsAGetWithTheIDAndNothingElse(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusOK))
	s := newStand(t, r.URL+"/ok1?x=1&id=", loopback())
	id := s.change(t, pay.LetterExecuted)
	if next := s.deliver(t, id); !next.IsZero() {
		t.Errorf("due again at %s after acceptance", next)
	}
	got := r.call(0)
	if got.Method != http.MethodGet || got.URL.RequestURI() != "/ok1?x=1&id="+s.request.ID.String() {
		t.Errorf("called %s %s", got.Method, got.URL.RequestURI())
	}
	if got.ContentLength != 0 || got.Header.Get("Content-Type") != "" || got.Header.Get("Cookie") != "" {
		t.Errorf("more than a bare GET: length %d, header %v", got.ContentLength, got.Header)
	}
	if ua := got.Header.Get("User-Agent"); ua != "MM/test" {
		t.Errorf("User-Agent %q", ua)
	}
	d := s.delivery(t, id)
	if d.State != pay.DeliveryAccepted || d.Tries != 1 || d.LastResult != "200" || d.Done.IsZero() || d.Letter != pay.LetterExecuted || d.LetterSeq != 1 {
		t.Errorf("delivery: %+v", d)
	}
	if tries := s.tries(t, id); len(tries) != 1 || tries[0].N != 1 || tries[0].Status != 200 || !tries[0].At.Equal(s.Clock.Now()) {
		t.Errorf("tries: %+v", tries)
	}
	s.deliver(t, id)
	if r.count() != 1 {
		t.Error("an accepted delivery was made again")
	}
}

func TestWhatCountsAsAcceptance(t *testing.T) {
	t.Parallel()
	for code, state := range map[int]pay.DeliveryState{
		200: pay.DeliveryAccepted, 202: pay.DeliveryAccepted, 204: pay.DeliveryAccepted, 299: pay.DeliveryAccepted,
		301: pay.DeliveryWaiting, 302: pay.DeliveryWaiting, 304: pay.DeliveryWaiting, 307: pay.DeliveryWaiting,
		400: pay.DeliveryWaiting, 404: pay.DeliveryWaiting, 410: pay.DeliveryWaiting, 500: pay.DeliveryWaiting, 503: pay.DeliveryWaiting,
	} {
		r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(code)
		})
		s := newStand(t, r.URL+"/?id=", loopback())
		id := s.change(t, pay.LetterExecuted)
		s.deliver(t, id)
		d := s.delivery(t, id)
		if d.State != state || !strings.HasPrefix(d.LastResult, strconv.Itoa(code)) || s.tries(t, id)[0].Status != code {
			t.Errorf("%d: %s, %s", code, d.State, d.LastResult)
		}
		if r.count() != 1 {
			t.Errorf("%d: %d calls; a redirect must not be followed", code, r.count())
		}
	}
}

func TestWhyThereWasNoAnswer(t *testing.T) {
	t.Parallel()
	slow := newReceiver(t, func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
	cut := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	})
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nobody.Close()
	for name, c := range map[string]struct {
		address string
		guard   notify.Guard
		want    string
	}{
		"slow":            {slow.URL, loopback(), "timed out"},
		"broken off":      {cut.URL, loopback(), "connection broken off"},
		"nobody listens":  {"http://" + nobody.Addr().String(), loopback(), "connection refused"},
		"private address": {slow.URL, notify.Guard{}, "address is not allowed"},
		"no TLS there":    {strings.Replace(cut.URL, "http:", "https:", 1), loopback(), "does not speak TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, c.address, c.guard)
			id := s.change(t, pay.LetterExecuted)
			next := s.deliver(t, id)
			d := s.delivery(t, id)
			if d.LastResult != c.want || d.State != pay.DeliveryWaiting || !next.Equal(s.Clock.Now().Add(10*time.Second)) {
				t.Errorf("%q, %s, next %s; want %q and another try 10 s later", d.LastResult, d.State, next, c.want)
			}
			if strings.Contains(d.LastResult, s.request.ID.String()) {
				t.Error("the result shows the identifier of the request")
			}
		})
	}
}

func TestAnswersOfAnySizeAreThrownAway(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<20)
		for range 1 << 12 { // four gigabytes, if anyone took them
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.deliver(t, id)
	if d := s.delivery(t, id); d.State != pay.DeliveryAccepted {
		t.Errorf("delivery: %+v", d)
	}
}

func TestGivenUpAfterAWeekForAPersonToSee(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusInternalServerError))
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	first := s.Clock.Now()
	for next := first; !next.IsZero(); next = s.deliver(t, id) {
		s.Clock.Set(next)
	}
	if after := s.Clock.Now().Sub(first); after < 7*24*time.Hour || r.count() != 16 {
		t.Errorf("given up after %s and %d tries", after, r.count())
	}
	if d := s.delivery(t, id); d.State != pay.DeliveryFailed || d.Done.IsZero() || !d.NextTry.IsZero() || len(s.tries(t, id)) != 16 {
		t.Errorf("delivery: %+v", d)
	}
	items, err := s.store.AttentionItems(t.Context(), pay.AttentionFilter{Kind: pay.AttentionDeliveryFailed})
	if err != nil || len(items) != 1 || items[0].Request != s.request.ID || items[0].Number != s.request.Number {
		t.Fatalf("attention items: %+v, %v", items, err)
	}
	if len(s.raised) != 1 || s.raised[0].ID != items[0].ID {
		t.Errorf("told of %+v", s.raised)
	}
	if n := len(s.outcomes); n != 16 || s.outcomes[n-1].Delivery.State != pay.DeliveryFailed {
		t.Errorf("%d outcomes observed", n)
	}

	s.Clock.Advance(time.Hour)
	s.replay(t, notify.Selection{IDs: []pay.ID{id}})
	if next := s.deliver(t, id); !next.Equal(s.Clock.Now().Add(10 * time.Second)) {
		t.Errorf("after a replay: next at %s, want the schedule anew", next)
	}
	open, err := s.store.AttentionCounts(t.Context())
	if err != nil || open[pay.AttentionDeliveryFailed] != 0 {
		t.Errorf("open items after the replay: %v, %v", open, err)
	}
	if tries := s.tries(t, id); tries[16].N != 17 {
		t.Errorf("the log of tries must go on: %+v", tries[16])
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "300")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	next := s.deliver(t, id)
	if wait := next.Sub(s.Clock.Now()); wait != 5*time.Minute {
		t.Errorf("next try after %s, want the 5 minutes asked for", wait)
	}
	s.Clock.Set(next.Add(-time.Second))
	if again := s.deliver(t, id); !again.Equal(next) || r.count() != 1 {
		t.Errorf("a job that came too early: next %s, %d calls", again, r.count())
	}
}

func TestKilledBetweenAnswerAndCommit(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(http.StatusOK))
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.store.FailCommits(errors.New("killed"))
	if _, err := s.deliverer.Deliver(t.Context(), pay.Job{Ref: id}); err == nil {
		t.Fatal("no error although the try could not be recorded")
	}
	if d := s.delivery(t, id); d.State != pay.DeliveryWaiting || d.Tries != 0 || len(s.outcomes) != 0 {
		t.Errorf("something was kept or reported: %+v, %+v", d, s.outcomes)
	}
	s.deliver(t, id)
	if d := s.delivery(t, id); d.State != pay.DeliveryAccepted || r.count() != 2 {
		t.Errorf("%s after %d calls, want it made again", d.State, r.count())
	}
}

func TestInterruptionSaysNothingAboutTheReceiver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := newReceiver(t, func(_ http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done()
	})
	s := newStand(t, r.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	if _, err := s.deliverer.Deliver(ctx, pay.Job{Ref: id}); !errors.Is(err, context.Canceled) {
		t.Errorf("Deliver: %v", err)
	}
	if d := s.delivery(t, id); d.Tries != 0 || d.State != pay.DeliveryWaiting {
		t.Errorf("delivery: %+v", d)
	}
}

func TestSlowCallLeavesTimeToRecordIt(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
	s := newStand(t, r.URL, loopback())
	s.deliverer.Client.Timeout = time.Minute // longer than the job may take
	id := s.change(t, pay.LetterExecuted)
	ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
	defer cancel()
	if _, err := s.deliverer.Deliver(ctx, pay.Job{Ref: id}); err != nil {
		t.Fatal(err)
	}
	if d := s.delivery(t, id); d.Tries != 1 || d.LastResult != "timed out" {
		t.Errorf("delivery: %+v", d)
	}
}

func TestDeliveryThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newStand(t, "http://127.0.0.1", loopback())
	if next := s.deliver(t, paytest.ID(999)); !next.IsZero() {
		t.Errorf("next = %s", next)
	}
}

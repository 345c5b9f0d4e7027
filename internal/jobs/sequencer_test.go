package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// feedDesk is a store with a request that has news, on the clock of the test's
// bubble. It notes when it is asked to number events, and by whom.
type feedDesk struct {
	*paytest.Memory
	request *pay.Request
	began   time.Time

	mu    sync.Mutex
	calls []sequenced
	fails []error // of the next calls
	looks int
}

// sequenced is a call of Sequence.
type sequenced struct {
	At     time.Duration
	By     string
	Placed int
	Held   bool
}

func newFeedDesk(t *testing.T) *feedDesk {
	t.Helper()
	f := &feedDesk{Memory: paytest.NewMemory(), request: paytest.NewWorld().Request(t, paytest.Split(1)), began: time.Now()}
	f.Put(f.request)
	return f
}

// publish commits news.
func (f *feedDesk) publish(t *testing.T, count int) {
	t.Helper()
	err := f.Update(t.Context(), func(tx pay.Tx) error {
		for range count {
			f.request.NewsSeq++
			tx.AddEvent(pay.Event{Request: f.request.ID, News: f.request.NewsSeq, Kind: pay.EventPaymentPaid})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (f *feedDesk) Unsequenced(ctx context.Context) (bool, error) {
	f.mu.Lock()
	f.looks++
	f.mu.Unlock()
	return f.Memory.Unsequenced(ctx)
}

func (f *feedDesk) Sequence(ctx context.Context, l pay.SequencerLease, most int) (pay.Sequenced, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	call := sequenced{At: time.Since(f.began), By: instance(l.Holder)}
	if len(f.fails) > 0 {
		err := f.fails[0]
		f.fails = f.fails[1:]
		f.calls = append(f.calls, call)
		return pay.Sequenced{}, err
	}
	done, err := f.Memory.Sequence(ctx, l, most)
	call.Placed, call.Held = done.Placed, done.Held
	f.calls = append(f.calls, call)
	return done, err
}

// told gives the calls so far, and forgets them.
func (f *feedDesk) told() []sequenced {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	calls := f.calls
	f.calls = nil
	return calls
}

// instance is the name of a holder that was made of it.
func instance(id pay.ID) string { return string(id[15]) }

// sequencer runs the sequencer of an instance; stop ends it.
func (f *feedDesk) sequencer(t *testing.T, name byte, log *slog.Logger) (s *jobs.Sequencer, stop func()) {
	t.Helper()
	s, err := jobs.NewSequencer(jobs.SequencerConfig{
		Store: f, Machine: pay.ClockFunc(time.Now), After: time.After, Holder: pay.ID{15: name}, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	synctest.Wait()
	return s, stop
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestSequencerLooksByItselfAndWhenItIsWoken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		s, _ := f.sequencer(t, 'a', quiet())
		f.publish(t, 2)
		time.Sleep(100 * time.Millisecond)
		same(t, "before it looks", []sequenced(nil), f.told())
		time.Sleep(150 * time.Millisecond)
		same(t, "when it looks", []sequenced{{At: 250 * time.Millisecond, By: "a", Placed: 2, Held: true}}, f.told())
		f.publish(t, 1)
		s.Wake()
		s.Wake()
		same(t, "when it is woken", []sequenced{{At: 250 * time.Millisecond, By: "a", Placed: 1, Held: true}}, f.told())
	})
}

func TestSequencerOnlyReadsWhenNothingWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		f.sequencer(t, 'a', quiet())
		time.Sleep(10*time.Minute - time.Millisecond)
		same(t, "calls", []sequenced(nil), f.told())
		if f.looks != 4*60*10 {
			t.Errorf("%d looks in ten minutes, want four in a second", f.looks)
		}
	})
}

func TestSequencerGoesOnUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		f.publish(t, 2500)
		f.sequencer(t, 'a', quiet())
		same(t, "calls", []sequenced{
			{By: "a", Placed: 1000, Held: true}, {By: "a", Placed: 1000, Held: true}, {By: "a", Placed: 500, Held: true},
		}, f.told())
	})
}

func TestSequencerLeavesTheWorkToTheHolder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		f.publish(t, 1)
		dead := pay.ID{15: 'x'} // it took the lease and was killed
		if _, err := f.Sequence(t.Context(), pay.SequencerLease{Holder: dead, Now: f.began, Until: f.began.Add(20 * time.Second)}, 0); err != nil {
			t.Fatal(err)
		}
		f.told()
		f.sequencer(t, 'b', quiet())
		time.Sleep(20*time.Second - time.Millisecond)
		calls := f.told()
		for _, c := range calls {
			same(t, "a call before the lease ends", sequenced{At: c.At, By: "b"}, c)
		}
		if len(calls) != 80 {
			t.Errorf("%d calls in 20 s, want four in a second", len(calls))
		}
		time.Sleep(time.Millisecond)
		same(t, "after it", []sequenced{{At: 20 * time.Second, By: "b", Placed: 1, Held: true}}, f.told())
	})
}

func TestSequencerThatStopsGivesTheLeaseBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		f.publish(t, 1)
		_, stop := f.sequencer(t, 'a', quiet())
		other, stopOther := f.sequencer(t, 'b', quiet())
		stop()
		same(t, "calls of the first", []sequenced{{By: "a", Placed: 1, Held: true}, {By: "a"}}, f.told())
		f.publish(t, 1)
		other.Wake()
		same(t, "the other goes on", []sequenced{{By: "b", Placed: 1, Held: true}}, f.told())
		stopOther()
		f.told()
		f.sequencer(t, 'c', quiet())
		same(t, "one that has done nothing", []sequenced(nil), f.told())
	})
}

func TestSequencerRestsLongerAfterEachFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFeedDesk(t)
		f.publish(t, 1)
		down := errors.New("the database is gone")
		for range 8 {
			f.fails = append(f.fails, down)
		}
		var log bytes.Buffer
		s, _ := f.sequencer(t, 'a', slog.New(slog.NewTextHandler(&log, nil)))
		s.Wake() // shortens nothing
		time.Sleep(time.Minute)
		var at []time.Duration
		calls := f.told()
		for _, c := range calls {
			at = append(at, c.At)
		}
		ms := time.Millisecond
		same(t, "moments", []time.Duration{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms, 7750 * ms, 15750 * ms, 25750 * ms, 35750 * ms}, at)
		same(t, "the last", 1, calls[len(calls)-1].Placed)
		if n := strings.Count(log.String(), down.Error()); n != 8 {
			t.Errorf("%d lines in the log, want one for each failure:\n%s", n, &log)
		}
	})
}

func TestSequencerNeedsEverything(t *testing.T) {
	t.Parallel()
	if _, err := jobs.NewSequencer(jobs.SequencerConfig{Store: paytest.NewMemory()}); err == nil {
		t.Error("a sequencer was made of too little")
	}
}

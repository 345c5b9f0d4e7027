package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"viss.gov.lv/mm/pay"
)

// feedUnderLoad lets many publish at once through two stores on one database,
// some of them in vain, while sequencers of both compete without any regard for
// a lease and some of their calls are broken off. Who follows the feeds must get
// exactly what was committed.
func feedUnderLoad(f *fixture) {
	stores := []Store{f.s, f.open()}
	owners := []pay.InstitutionCode{"VRAA", "CSDD"}
	var requests []*pay.Request
	for i := range 8 {
		requests = append(requests, f.saved(owners[i%2], 1))
	}
	reading := Follow(f.Context(), stores[1], owners...)
	stop := f.compete(stores)

	var writers sync.WaitGroup
	for i, r := range requests {
		random := rand.New(rand.NewPCG(uint64(i), 5)) //nolint:gosec // the same each time
		writers.Go(func() {
			for range 20 {
				var then error
				if random.IntN(3) == 0 {
					then = errRefused
				}
				if err := publish(f.Context(), stores[i%2], r.ID, 1+random.IntN(3), then); !errors.Is(err, then) {
					f.Error(err)
				}
			}
		})
	}
	writers.Wait()
	stop()
	want := map[pay.ID]int{}
	for _, r := range requests {
		want[r.ID] = f.request(r.ID).NewsSeq
	}
	for _, owner := range owners {
		got, err := reading.Until(owner, need(f, func(ctx context.Context) (int64, error) { return f.s.FeedEnd(ctx, owner) }))
		if err != nil {
			f.Error(err)
		}
		for request, n := range got {
			if want[request] != n {
				f.Errorf("%s: %d pieces of news of %s were read, %d were committed", owner, n, request, want[request])
			}
			delete(want, request)
		}
	}
	for request, n := range want {
		if n > 0 {
			f.Errorf("the %d pieces of news of %s were never read", n, request)
		}
	}
}

// compete numbers events through each store, as fast as it goes, until the
// function that it gives is called; that one returns once nothing waits.
func (f *fixture) compete(stores []Store) (stop func()) {
	var (
		all  sync.WaitGroup
		done atomic.Bool
	)
	for i, s := range stores {
		random := rand.New(rand.NewPCG(uint64(i), 6)) //nolint:gosec // as above
		all.Go(func() {
			for last := false; !last; {
				last = done.Load()
				if err := numberAll(f.Context(), s, f.sequencer(0, 0), random.IntN(4) == 0 && !last); err != nil {
					f.Error(err)
					return
				}
			}
		})
	}
	return func() {
		done.Store(true)
		all.Wait()
		f.numbered(0, 1)
	}
}

// numberAll numbers events in small portions until none is left, or breaks off
// in the middle of a portion.
func numberAll(ctx context.Context, s Store, l pay.SequencerLease, broken bool) error {
	for {
		waits, err := s.Unsequenced(ctx)
		if err != nil || !waits {
			return err
		}
		working, cancel := context.WithCancel(ctx)
		if broken {
			go cancel()
		}
		_, err = s.Sequence(working, l, 3)
		cancel()
		if broken {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

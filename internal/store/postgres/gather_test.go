package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

// Lookups of many callers share round trips, and each gets its own answer, also
// when some of the callers leave before theirs comes.
func TestSharedLookupsAnswerEachCaller(t *testing.T) {
	t.Parallel()
	s, err := postgres.Open(t.Context(), storetest.Postgres(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	samples := storetest.NewSamples(1)
	known := make([]*pay.Request, 20)
	for i := range known {
		known[i] = samples.Request([]pay.InstitutionCode{"VRAA", "VID", "UR"}[i%3], 1)
		if err := s.Update(t.Context(), func(tx pay.Tx) error {
			tx.AddRequest(known[i])
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for n := range 64 {
		group.Go(func() {
			for i, r := range known {
				ctx, cancel := context.WithCancel(t.Context())
				if (n+i)%5 == 0 {
					go cancel()
				}
				owner, _, err := s.Letter(ctx, r.ID)
				cancel()
				if errors.Is(err, context.Canceled) && (n+i)%5 == 0 {
					continue
				}
				if err != nil || owner != r.Institution {
					t.Errorf("request of %s: %s, %v", r.Institution, owner, err)
				}
			}
			if _, _, err := s.Letter(t.Context(), pay.ID{1}); !errors.Is(err, pay.ErrNotFound) {
				t.Errorf("unknown request: %v", err)
			}
		})
	}
	group.Wait()
}

package jobs_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func openSQLite(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// tally counts runs and tells when there were enough different ones.
type tally struct {
	mu     sync.Mutex
	runs   map[pay.ID]int
	by     map[int]int
	want   int
	enough chan struct{}
}

func (c *tally) count(instance int, j pay.Job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.runs[j.Ref]++
	c.by[instance]++
	if len(c.runs) == c.want && c.runs[j.Ref] == 1 {
		close(c.enough)
	}
}

func (c *tally) wait(t *testing.T) {
	t.Helper()
	select {
	case <-c.enough:
	case <-time.After(30 * time.Second): // the test's own limit; nothing waits for it to pass
		t.Fatal("not all jobs were run within 30 s")
	}
}

// Two instances with a store each over one file, as after a rolling upgrade,
// and what a third had in hand when it was killed.
func TestInstancesShareOneSQLiteFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mm.db")
	first := openSQLite(t, path)
	const all = 120
	now := time.Now()
	err := first.Update(t.Context(), func(tx pay.Tx) error {
		for n := range all {
			tx.SetJob(pay.Job{Kind: pay.JobDeliver, Ref: paytest.ID(n), Lane: fmt.Sprintf("lane%d", n%5), Due: now.Add(-time.Second)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	killed, err := first.ClaimJobs(t.Context(), pay.Claim{Now: now, Machine: now, Lease: time.Second, Max: 10, PerLane: 2})
	if err != nil || len(killed) != 10 {
		t.Fatalf("claimed %d, %v", len(killed), err)
	}

	c := &tally{runs: map[pay.ID]int{}, by: map[int]int{}, want: all, enough: make(chan struct{})}
	var runners []*jobs.Runner
	for instance, s := range []*store.Store{first, openSQLite(t, path)} {
		config := handles(s, newDiary(), func(_ context.Context, j pay.Job) (time.Time, error) {
			c.count(instance, j)
			return time.Time{}, nil
		})
		config.Workers, config.PerLane, config.Poll = 8, 4, 50*time.Millisecond
		runners = append(runners, start(t, config))
	}
	c.wait(t)
	for _, r := range runners {
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range runners {
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, n := range c.runs {
		if n != 1 {
			t.Errorf("job %s ran %d times", id, n)
		}
	}
	if left, err := first.CountJobs(t.Context(), time.Now()); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// How long a job that this instance made waits for its first try, from the
// commit on. Between commits nothing happens, so this is the time of one alone.
func BenchmarkCommitToFirstTryOnSQLite(b *testing.B) {
	s := openSQLite(b, filepath.Join(b.TempDir(), "mm.db"))
	began := make(chan time.Time, 1)
	r := start(b, handles(s, newDiary(), func(context.Context, pay.Job) (time.Time, error) {
		began <- time.Now()
		return time.Time{}, nil
	}))
	var waits []time.Duration
	for n := 0; b.Loop(); n++ {
		err := s.Update(b.Context(), func(tx pay.Tx) error {
			tx.SetJob(pay.Job{Kind: pay.JobDeliver, Ref: paytest.ID(n), Lane: "x", Due: time.Now()})
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		r.Wake()
		waits = append(waits, (<-began).Sub(committed))
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds()), "p99-µs")
}

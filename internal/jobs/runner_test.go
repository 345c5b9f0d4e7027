package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// run records when each job was begun, on the clock of the test's bubble.
type diary struct {
	mu    sync.Mutex
	began time.Time
	runs  []string
	seen  []jobs.Outcome
}

func newDiary() *diary { return &diary{began: time.Now()} }

func (d *diary) note(j pay.Job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.runs = append(d.runs, fmt.Sprintf("%s %s", j.Lane, time.Since(d.began)))
}

func (d *diary) observe(o jobs.Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, o)
}

func (d *diary) lines() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.runs)
}

func (d *diary) outcomes() []jobs.Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.seen)
}

// handles makes a configuration in which one handler does everything.
func handles(store pay.JobStore, d *diary, h jobs.Handler) jobs.Config {
	handlers := map[pay.JobKind]jobs.Handler{}
	for _, kind := range pay.JobKinds() {
		handlers[kind] = h
	}
	return jobs.Config{
		Store: store, Handlers: handlers, Observe: d.observe,
		Business: pay.ClockFunc(time.Now), Machine: pay.ClockFunc(time.Now), After: time.After,
		Random: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler),
	}
}

func start(t testing.TB, c jobs.Config) *jobs.Runner {
	t.Helper()
	r, err := jobs.New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.Start(t.Context())
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func job(n int, lane string, in time.Duration) pay.Job {
	return pay.Job{Kind: pay.JobDeliver, Ref: paytest.ID(n), Lane: lane, Due: time.Now().Add(in)}
}

func done(context.Context, pay.Job) (time.Time, error) { return time.Time{}, nil }

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

func TestJobRunsWhenItIsDueAndIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "late", 90*time.Second))
		store.SetJob(job(2, "early", 300*time.Millisecond))
		start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			return time.Time{}, nil
		}))
		time.Sleep(2 * time.Minute)
		equal(t, "runs", d.lines(), []string{"early 300ms", "late 1m30s"})
		if left := store.Jobs(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	})
}

func TestWakeStartsAtOnceAndPollFindsTheWorkOfOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		r := start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			return time.Time{}, nil
		}))
		time.Sleep(10*time.Second + 400*time.Millisecond)
		store.SetJob(job(1, "ours", 0))
		r.Wake()
		synctest.Wait()
		store.SetJob(job(2, "theirs", 0))
		time.Sleep(time.Second)
		synctest.Wait()
		equal(t, "runs", d.lines(), []string{"ours 10.4s", "theirs 11.4s"})
	})
}

func TestHandlerSaysWhenTheJobIsDueAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "poll", 0))
		runs := 0
		start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			if runs++; runs == 3 {
				return time.Time{}, nil
			}
			return time.Now().Add(3 * time.Minute), nil
		}))
		time.Sleep(time.Hour)
		equal(t, "runs", d.lines(), []string{"poll 0s", "poll 3m0s", "poll 6m0s"})
	})
}

func TestJobThatAsksForThePastDoesNotGoRoundAndRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			return time.Now().Add(-time.Hour), nil
		}))
		time.Sleep(2500 * time.Millisecond)
		equal(t, "runs", d.lines(), []string{"x 0s", "x 1s", "x 2s"})
	})
}

func TestFailedJobComesBackWithGrowingPauses(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]struct {
		handler jobs.Handler
		want    jobs.Result
	}{
		"error": {func(context.Context, pay.Job) (time.Time, error) { return time.Time{}, errors.New("bank is down") }, jobs.ResultFailed},
		"panic": {func(context.Context, pay.Job) (time.Time, error) { panic("index out of range") }, jobs.ResultPanicked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store, d := paytest.NewMemory(), newDiary()
				store.SetJob(job(1, "x", 0))
				start(t, handles(store, d, func(ctx context.Context, j pay.Job) (time.Time, error) {
					d.note(j)
					if j.Tries == 4 {
						return time.Now().Add(time.Hour), nil
					}
					return fail.handler(ctx, j)
				}))
				time.Sleep(time.Minute)
				// A half of the random part: three quarters of 1, 2, 4 and 8 seconds.
				equal(t, "runs", d.lines(), []string{"x 0s", "x 750ms", "x 2.25s", "x 5.25s", "x 11.25s"})
				if left := store.Jobs(); len(left) != 1 || left[0].Tries != 0 {
					t.Errorf("after a success: %+v, want one job without failures", left)
				}
				for i, o := range d.outcomes()[:4] {
					if o.Result != fail.want || o.Job.Tries != i || !o.Written || o.Err == nil {
						t.Errorf("outcome %d: %+v", i, o)
					}
				}
			})
		})
	}
}

func TestKindWithoutHandlerIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(pay.Job{Kind: "of a newer version", Ref: paytest.ID(1), Due: time.Now()})
		start(t, handles(store, d, done))
		time.Sleep(24 * time.Hour)
		if left := store.Jobs(); len(left) != 1 || left[0].Tries < 10 {
			t.Errorf("left: %+v, want the job with its failures counted", left)
		}
	})
}

func TestSlowLaneDelaysNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		for n := range 500 {
			store.SetJob(job(n, "slow", 0))
		}
		c := handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			if j.Lane == "slow" {
				time.Sleep(10 * time.Second)
				return time.Time{}, nil
			}
			d.note(j)
			return time.Time{}, nil
		})
		c.Workers, c.PerLane = 8, 2
		r := start(t, c)
		for n := range 5 {
			time.Sleep(3 * time.Second)
			store.SetJob(job(1000+n, fmt.Sprintf("quick%d", n), 0))
			r.Wake()
			synctest.Wait()
		}
		equal(t, "runs", d.lines(), []string{"quick0 3s", "quick1 6s", "quick2 9s", "quick3 12s", "quick4 15s"})
		time.Sleep(7 * time.Hour)
		if left := store.Jobs(); len(left) != 0 {
			t.Errorf("%d slow jobs are left", len(left))
		}
	})
}

func TestRunnersShareTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		const all = 300
		for n := range all {
			store.SetJob(job(n, fmt.Sprintf("lane%d", n%7), 0))
		}
		var mu sync.Mutex
		runs, by := map[pay.ID]int{}, map[int]int{}
		for instance := range 3 {
			c := handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
				mu.Lock()
				runs[j.Ref]++
				by[instance]++
				mu.Unlock()
				time.Sleep(time.Second)
				return time.Time{}, nil
			})
			c.Workers, c.PerLane = 4, 3
			start(t, c)
		}
		time.Sleep(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		for id, n := range runs {
			if n != 1 {
				t.Errorf("job %s ran %d times", id, n)
			}
		}
		if len(runs) != all || len(by) != 3 {
			t.Errorf("%d jobs of %d ran, on %d instances of 3", len(runs), all, len(by))
		}
	})
}

func TestWorkOfAKilledInstanceIsTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		claimed, err := store.ClaimJobs(t.Context(), pay.Claim{
			Now: time.Now(), Machine: time.Now(), Lease: jobs.MaxLease, Max: 9, PerLane: 9,
		})
		if err != nil || len(claimed) != 1 {
			t.Fatalf("claimed %v, %v", claimed, err)
		}
		start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			return time.Time{}, nil
		}))
		time.Sleep(30 * time.Second)
		if n := len(d.lines()); n != 1 {
			t.Errorf("ran %d times within 30 s", n)
		}
	})
}

func TestContextEndsBeforeTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "hangs", 0))
		var given atomic.Int64
		start(t, handles(store, d, func(ctx context.Context, _ pay.Job) (time.Time, error) {
			deadline, _ := ctx.Deadline()
			given.Store(int64(time.Until(deadline)))
			<-ctx.Done()
			return time.Time{}, ctx.Err()
		}))
		time.Sleep(jobs.MaxLease - time.Millisecond)
		if had := time.Duration(given.Load()); had <= 10*time.Second || had >= jobs.MaxLease {
			t.Errorf("the handler was given %s", had)
		}
		if left := store.Jobs(); len(left) != 1 || left[0].Tries != 1 {
			t.Errorf("left: %+v, want one failure written down within the lease", left)
		}
	})
}

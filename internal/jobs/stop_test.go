package jobs_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestStopWaitsForWhatRunsAndTakesNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "running", 0))
		r := start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			time.Sleep(5 * time.Second)
			return time.Time{}, nil
		}))
		synctest.Wait()
		store.SetJob(job(2, "not begun", time.Second))
		began := time.Now()
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("Stop took %s, want the 5s that the running job needed", took)
		}
		time.Sleep(time.Minute)
		equal(t, "runs", d.lines(), []string{"running 0s"})
		if left := store.Jobs(); len(left) != 1 || left[0].Lane != "not begun" {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestStopInterruptsAndGivesBackWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		first := start(t, handles(store, d, func(ctx context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			<-ctx.Done()
			return time.Time{}, ctx.Err()
		}))
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := first.Stop(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stop: %v", err)
		}
		start(t, handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			if j.Tries != 0 {
				t.Errorf("an interruption counted as a failure: %+v", j)
			}
			return time.Time{}, nil
		}))
		synctest.Wait()
		equal(t, "runs", d.lines(), []string{"x 0s", "x 3s"})
		if o := d.outcomes(); o[0].Result != jobs.ResultReleased || o[1].Result != jobs.ResultDone {
			t.Errorf("outcomes: %+v", o)
		}
	})
}

// slowClaims is a store whose claims take a second.
type slowClaims struct{ *paytest.Memory }

func (s slowClaims) ClaimJobs(ctx context.Context, c pay.Claim) ([]pay.Job, error) {
	claimed, err := s.Memory.ClaimJobs(ctx, c)
	time.Sleep(time.Second)
	return claimed, err
}

func TestStopGivesBackWhatIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		r := start(t, handles(slowClaims{store}, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			t.Errorf("begun while stopping: %v", j)
			return time.Time{}, nil
		}))
		synctest.Wait()
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		again, err := store.ClaimJobs(t.Context(), pay.Claim{
			Now: time.Now(), Machine: time.Now(), Lease: jobs.MaxLease, Max: 1, PerLane: 1,
		})
		if err != nil || len(again) != 1 {
			t.Errorf("claimed by another: %v, %v; want the job at once", again, err)
		}
	})
}

func TestStopBeforeStart(t *testing.T) {
	t.Parallel()
	store, d := paytest.NewMemory(), newDiary()
	store.SetJob(job(1, "x", 0))
	r, err := jobs.New(handles(store, d, done))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	r.Start(t.Context())
	if n := len(store.Jobs()); n != 1 {
		t.Errorf("%d jobs left after a Start that came too late", n)
	}
}

func TestDrainWaitsForAllThatIsDueAndWhatFollows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		clock := paytest.NewClock(time.Now())
		c := handles(store, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			time.Sleep(2 * time.Second)
			d.note(j)
			switch j.Lane {
			case "expiry": // makes a delivery, as the end of a request does
				store.SetJob(pay.Job{Kind: pay.JobDeliver, Ref: paytest.ID(9), Lane: "delivery", Due: clock.Now()})
			case "delivery":
				return clock.Now().Add(10 * time.Second), nil
			case "failing":
				return time.Time{}, errors.New("bank is down")
			}
			return time.Time{}, nil
		})
		c.Business = clock
		r := start(t, c)
		store.SetJob(job(1, "expiry", 48*time.Hour))
		store.SetJob(job(2, "failing", 48*time.Hour))
		store.SetJob(job(3, "far", 1000*time.Hour))
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "before the clock moved", d.lines(), nil)
		clock.Advance(48 * time.Hour)
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := d.lines()
		if len(got) != 3 || got[2] != "delivery 4s" {
			t.Errorf("after: %v, want the expiry, the failing job and the delivery that followed", got)
		}
		if left := store.Jobs(); len(left) != 3 {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestDrainEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		r := start(t, handles(store, d, func(context.Context, pay.Job) (time.Time, error) {
			time.Sleep(10 * time.Second)
			return time.Time{}, nil
		}))
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := r.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Drain: %v", err)
		}
	})
}

// broken is a store that fails for its first minute.
type broken struct {
	*paytest.Memory
	until time.Time
}

func (b broken) NextDue(ctx context.Context) (time.Time, error) {
	if time.Now().Before(b.until) {
		return time.Time{}, errors.New("disk is full")
	}
	return b.Memory.NextDue(ctx)
}

func TestStoreThatFailsForAWhileEndsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, d := paytest.NewMemory(), newDiary()
		store.SetJob(job(1, "x", 0))
		start(t, handles(broken{store, time.Now().Add(time.Minute)}, d, func(_ context.Context, j pay.Job) (time.Time, error) {
			d.note(j)
			return time.Time{}, nil
		}))
		time.Sleep(2 * time.Minute)
		equal(t, "runs", d.lines(), []string{"x 1m0s"})
	})
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*jobs.Config){
		"no store":                     func(c *jobs.Config) { c.Store = nil },
		"no clock":                     func(c *jobs.Config) { c.Business = nil },
		"one lane may take everything": func(c *jobs.Config) { c.Workers, c.PerLane = 4, 4 },
		"one worker":                   func(c *jobs.Config) { c.Workers = 1 },
		"lease beyond the promise":     func(c *jobs.Config) { c.Lease = time.Minute },
		"polls too seldom":             func(c *jobs.Config) { c.Poll = 2 * time.Second },
	} {
		c := handles(paytest.NewMemory(), newDiary(), done)
		spoil(&c)
		if _, err := jobs.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

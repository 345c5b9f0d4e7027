package storetest

import (
	"context"
	"errors"
	"time"

	"viss.gov.lv/mm/pay"
)

const lease = 20 * time.Second

// claim is a claim of one job at a time of both clocks.
func claim(business, machine time.Duration) pay.Claim {
	return pay.Claim{Now: at(business), Machine: at(machine), Lease: lease, Max: 1, PerLane: 10}
}

func (f *fixture) job(lane string, due time.Duration) pay.Job {
	return pay.Job{Kind: pay.JobDeliver, Ref: f.ID(), Lane: lane, Due: at(due)}
}

func (f *fixture) setJobs(jobs ...pay.Job) {
	f.Helper()
	f.update(func(tx pay.Tx) error {
		for _, j := range jobs {
			tx.SetJob(j)
		}
		return nil
	})
}

// claimed claims jobs.
func (f *fixture) claimed(c pay.Claim) []pay.Job {
	f.Helper()
	return need(f, func(ctx context.Context) ([]pay.Job, error) { return f.s.ClaimJobs(ctx, c) })
}

// one claims the one job that is due.
func (f *fixture) one(c pay.Claim) pay.Job {
	f.Helper()
	jobs := f.claimed(c)
	if len(jobs) != 1 {
		f.Fatalf("%d jobs were claimed, want 1", len(jobs))
	}
	return jobs[0]
}

// none makes sure that there is nothing to claim.
func (f *fixture) none(what string, c pay.Claim) {
	f.Helper()
	if jobs := f.claimed(c); len(jobs) > 0 {
		f.Errorf("%s: claimed %+v, want nothing", what, jobs)
	}
}

// next makes sure when the next job is due; zero for none.
func (f *fixture) next(want time.Time) {
	f.Helper()
	got, err := f.s.NextDue(f.Context())
	if errors.Is(err, pay.ErrNotFound) != want.IsZero() || !got.Equal(want) {
		f.Errorf("next due %s, %v, want %s", got, err, want)
	}
}

func setJob(f *fixture) {
	f.next(time.Time{})
	j := f.job("VRAA", time.Hour)
	f.setJobs(j, f.job("CSDD", 3*time.Hour))
	f.next(at(time.Hour))
	f.none("before it is due", claim(time.Hour-time.Millisecond, 0))

	j.Due, j.Lane, j.Tries = at(2*time.Hour), "UR", 3
	f.setJobs(j)
	f.next(at(2 * time.Hour))
	f.none("before its new time", claim(time.Hour, 0))
	got := f.one(claim(2*time.Hour, 0))
	if got.Kind != j.Kind || got.Ref != j.Ref || got.Lane != "UR" || got.Tries != 3 || !got.Due.Equal(j.Due) {
		f.Errorf("claimed %+v, want %+v", got, j)
	}
	f.update(func(tx pay.Tx) error {
		tx.DropJob(j.Kind, j.Ref)
		tx.DropJob(j.Kind, f.ID()) // is not there
		return nil
	})
	f.next(at(3 * time.Hour))

	purge := pay.Job{Kind: pay.JobPurge, Lane: "mm", Due: at(0)} // refers to nothing
	f.setJobs(purge)
	f.setJobs(purge)
	if got := f.one(claim(0, 0)); got.Kind != pay.JobPurge || !got.Ref.IsZero() {
		f.Errorf("claimed %+v", got)
	}
}

func finishJob(f *fixture) {
	f.setJobs(f.job("VRAA", 0))
	j := f.one(claim(0, 0))
	f.none("in hand", claim(0, 0))
	if err := f.s.ReleaseJob(f.Context(), j); err != nil {
		f.Fatal(err)
	}
	j = f.one(claim(0, 0))
	if err := f.s.FinishJob(f.Context(), j, at(time.Hour), 1); err != nil {
		f.Fatal(err)
	}
	f.none("until it is due again", claim(time.Minute, time.Minute))
	old := j
	if j = f.one(claim(time.Hour, 0)); j.Tries != 1 {
		f.Errorf("%d tries, want 1", j.Tries)
	}
	if err := f.s.FinishJob(f.Context(), old, time.Time{}, 0); err != nil {
		f.Errorf("finishing again has no effect, and is no error: %v", err)
	}
	f.next(at(time.Hour))
	if err := f.s.FinishJob(f.Context(), j, time.Time{}, 0); err != nil {
		f.Fatal(err)
	}
	f.next(time.Time{})
}

func staleFinish(f *fixture) {
	j := f.job("VRAA", 0)
	for _, finish := range []func(pay.Job) error{
		func(held pay.Job) error { return f.s.FinishJob(f.Context(), held, time.Time{}, 0) },
		func(held pay.Job) error { return f.s.FinishJob(f.Context(), held, at(time.Hour), 9) },
	} {
		f.setJobs(j)
		held := f.one(claim(0, 0))
		f.setJobs(j) // something happened meanwhile
		again := f.one(claim(0, 0))
		if err := finish(held); err != nil {
			f.Fatal(err)
		}
		if err := f.s.ReleaseJob(f.Context(), held); err != nil {
			f.Fatal(err)
		}
		f.none("the one who has it now keeps it", claim(0, 0))
		if err := f.s.FinishJob(f.Context(), again, at(0), 1); err != nil {
			f.Fatal(err)
		}
		if got := f.one(claim(0, 0)); got.Tries != 1 {
			f.Errorf("%d tries, want what the one who has it wrote", got.Tries)
		}
	}
}

func leaseRunsOut(f *fixture) {
	f.setJobs(f.job("VRAA", 0))
	held := f.one(claim(0, 0))
	f.none("while the lease runs", claim(time.Hour, lease-time.Millisecond))
	second := f.open()
	taken, err := second.ClaimJobs(f.Context(), claim(0, lease))
	if err != nil || len(taken) != 1 {
		f.Fatalf("claimed %+v, %v after the lease, want the job", taken, err)
	}
	if err := f.s.FinishJob(f.Context(), held, time.Time{}, 0); err != nil {
		f.Fatal(err)
	}
	if err := f.s.ReleaseJob(f.Context(), held); err != nil {
		f.Fatal(err)
	}
	f.next(at(0))
	f.none("it is another's now", claim(0, lease))
	if err := second.FinishJob(f.Context(), taken[0], time.Time{}, 0); err != nil {
		f.Fatal(err)
	}
	f.next(time.Time{})
}

func jobMadeAgain(f *fixture) {
	j := f.job("VRAA", 0)
	f.setJobs(j)
	held := f.one(claim(0, 0))
	f.update(func(tx pay.Tx) error {
		tx.DropJob(j.Kind, j.Ref)
		return nil
	})
	f.setJobs(j)
	f.one(claim(0, time.Millisecond))
	if err := f.s.FinishJob(f.Context(), held, time.Time{}, 0); err != nil {
		f.Fatal(err)
	}
	f.next(at(0))
}

func countJobs(f *fixture) {
	count := func(now time.Duration, want map[pay.JobKind]pay.JobCount) {
		f.Helper()
		f.same("counts", want, need(f, func(ctx context.Context) (map[pay.JobKind]pay.JobCount, error) {
			return f.s.CountJobs(ctx, at(now))
		}))
	}
	count(0, map[pay.JobKind]pay.JobCount{})
	expiry := f.job("VRAA", time.Hour)
	expiry.Kind = pay.JobExpire
	f.setJobs(f.job("VRAA", time.Minute), f.job("CSDD", 2*time.Minute), f.job("VRAA", 3*time.Minute), expiry)
	count(0, map[pay.JobKind]pay.JobCount{pay.JobDeliver: {Waiting: 3}, pay.JobExpire: {Waiting: 1}})
	f.one(claim(time.Minute, 0)) // what is in hand still counts
	count(2*time.Minute, map[pay.JobKind]pay.JobCount{
		pay.JobDeliver: {Waiting: 3, Due: 2, Oldest: at(time.Minute)}, pay.JobExpire: {Waiting: 1},
	})
}

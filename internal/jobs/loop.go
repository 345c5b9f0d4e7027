package jobs

import (
	"context"
	"errors"
	"maps"
	"time"

	"viss.gov.lv/mm/pay"
)

// loop claims and begins jobs until it is told to stop.
func (r *Runner) loop(ctx context.Context) {
	defer close(r.stopped)
	for {
		pause := r.step(ctx)
		select {
		case <-r.stop:
			return
		case <-ctx.Done():
			return
		default:
		}
		if pause == 0 {
			continue
		}
		select {
		case <-r.stop:
			return
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-r.After(pause):
		}
	}
}

// step begins what is due and tells how long to wait then; zero when there may
// be more. A job that ends wakes the loop, so a full house need not be waited
// for here.
func (r *Runner) step(ctx context.Context) time.Duration {
	due, err := r.Store.NextDue(ctx)
	switch {
	case errors.Is(err, pay.ErrNotFound):
		return r.Poll
	case err != nil:
		r.complain(ctx, "look for due jobs", err)
		return r.Poll
	}
	if until := due.Sub(r.Business.Now()); until > 0 {
		// A demo's clock may be moved at any time, so no pause is longer than Poll.
		return min(until, r.Poll)
	}
	if r.claim(ctx) == 0 {
		return r.Poll
	}
	return 0
}

// claim takes as many jobs as there are free workers and begins them.
func (r *Runner) claim(ctx context.Context) int {
	r.mu.Lock()
	c := pay.Claim{
		Max: r.Workers - r.inHand, PerLane: r.PerLane, Busy: maps.Clone(r.busy), Lease: r.Lease,
		Now: r.Business.Now(), Machine: r.Machine.Now(),
	}
	r.mu.Unlock()
	if c.Max <= 0 {
		return 0
	}
	claimed, err := r.Store.ClaimJobs(ctx, c)
	if err != nil {
		r.complain(ctx, "claim jobs", err)
		return 0
	}
	for i, j := range claimed {
		select {
		case <-r.stop:
			r.release(ctx, claimed[i:])
			return 0
		default:
		}
		r.begin(ctx, j, c)
	}
	return len(claimed)
}

// begin runs a claimed job beside the loop.
func (r *Runner) begin(ctx context.Context, j pay.Job, c pay.Claim) {
	r.mu.Lock()
	r.busy[j.Lane]++
	r.inHand++
	r.mu.Unlock()
	r.running.Go(func() {
		defer r.ended(j)
		r.run(ctx, j, c)
	})
}

// ended frees the worker, and tells the loop and whoever drains.
func (r *Runner) ended(j pay.Job) {
	r.mu.Lock()
	if r.busy[j.Lane]--; r.busy[j.Lane] == 0 {
		delete(r.busy, j.Lane)
	}
	r.inHand--
	close(r.changed)
	r.changed = make(chan struct{})
	r.mu.Unlock()
	r.Wake()
}

// release gives claimed jobs back that are not begun.
func (r *Runner) release(ctx context.Context, claimed []pay.Job) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	for _, j := range claimed {
		if err := r.Store.ReleaseJob(ctx, j); err != nil {
			r.complain(ctx, "give a job back", err)
		}
	}
}

func (r *Runner) complain(ctx context.Context, what string, err error) {
	if errors.Is(err, context.Canceled) {
		return // told to end
	}
	r.Log.ErrorContext(ctx, "jobs: the store does not do its part", "wanted", what, "error", err)
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"viss.gov.lv/mm/pay"
)

// Result says how the run of a job ended.
type Result string

// The results.
const (
	ResultDone     Result = "done"     // gone
	ResultAgain    Result = "again"    // due again, as its handler wants
	ResultFailed   Result = "failed"   // an error; due again after a pause
	ResultPanicked Result = "panicked" // the same, by a panic
	ResultReleased Result = "released" // interrupted and given back
)

// Results lists them all, for metrics.
func Results() []Result {
	return []Result{ResultDone, ResultAgain, ResultFailed, ResultPanicked, ResultReleased}
}

// Outcome is what metrics are made of.
type Outcome struct {
	Job     pay.Job
	Result  Result
	Waited  time.Duration // from when it was due to when it was begun, business clock
	Took    time.Duration // machine clock
	Err     error
	Written bool // the store took note; otherwise the job comes again when its lease ends
}

var errNoHandler = errors.New("no handler for this kind of job")

// run does one job and writes down what became of it.
func (r *Runner) run(ctx context.Context, j pay.Job, c pay.Claim) {
	began := r.Machine.Now()
	out := Outcome{Job: j, Waited: max(r.Business.Now().Sub(j.Due), 0)}
	// A tenth of the lease is kept for the handler to notice the end of its
	// context, and for writing down the outcome.
	left := r.Lease - r.Lease/10 - began.Sub(c.Machine)
	working, cancel := context.WithTimeout(ctx, left)
	next, err := r.handle(working, j)
	cancel()
	out.Took, out.Err = r.Machine.Now().Sub(began), err

	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(r.Lease/10, giveBackTime))
	defer cancel()
	switch {
	case err != nil && ctx.Err() != nil:
		out.Result = ResultReleased
		err = r.Store.ReleaseJob(writing, j)
	case err != nil:
		out.Result = ResultFailed
		if _, panicked := errors.AsType[*panicError](err); panicked {
			out.Result = ResultPanicked
		}
		r.report(working, j, err)
		err = r.Store.FinishJob(writing, j, r.Business.Now().Add(pause(j.Tries, r.Random())), j.Tries+1)
	case next.IsZero():
		out.Result = ResultDone
		err = r.Store.FinishJob(writing, j, time.Time{}, 0)
	default:
		out.Result = ResultAgain
		err = r.Store.FinishJob(writing, j, r.notAtOnce(next), 0)
	}
	out.Written = err == nil
	if err != nil {
		r.complain(writing, "write down the outcome of a job", err)
	}
	r.Observe(out)
}

// notAtOnce keeps a job whose handler asks for a moment that has passed, since
// it waits for something else, from going round and round.
func (r *Runner) notAtOnce(next time.Time) time.Time {
	if soon := r.Business.Now().Add(firstPause); next.Before(soon) {
		return soon
	}
	return next
}

// panicError is a panic of a handler.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// handle calls the handler; a panic of it is an error.
func (r *Runner) handle(ctx context.Context, j pay.Job) (next time.Time, err error) {
	h, ok := r.Handlers[j.Kind]
	if !ok {
		return time.Time{}, errNoHandler
	}
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{v, debug.Stack()}
		}
	}()
	return h(ctx, j)
}

func (r *Runner) report(ctx context.Context, j pay.Job, err error) {
	about := []any{"kind", j.Kind, "ref", j.Ref, "lane", j.Lane, "tries", j.Tries + 1, "error", err}
	if p, ok := errors.AsType[*panicError](err); ok {
		r.Log.ErrorContext(ctx, "jobs: a handler panicked", append(about, "stack", string(p.stack))...)
		return
	}
	r.Log.WarnContext(ctx, "jobs: a job failed and will be tried again", about...)
}

const (
	firstPause = time.Second
	maxPause   = 10 * time.Minute
)

// pause is how long a job rests after it failed for the (tries+1)th time in a
// row: a second, doubled with each failure up to ten minutes, and of that a
// random part from a half to the whole, so that jobs that failed together do
// not come back together.
func pause(tries int, random float64) time.Duration {
	full := maxPause
	if tries < 10 {
		full = min(firstPause<<tries, maxPause)
	}
	return full/2 + time.Duration(random*float64(full/2))
}

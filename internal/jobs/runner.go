package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// Handler does one job. The context ends before the job's lease does. With a
// nil error the job is due again at next, but not within a second, or done when
// next is the zero time; with an error it is due again after a pause that grows
// with the failures in a row, and next does not matter.
type Handler func(ctx context.Context, j pay.Job) (next time.Time, err error)

// MaxLease is the longest lease: work of a killed instance is taken over
// within 30 seconds, polling and claiming included.
const MaxLease = 20 * time.Second

// Config is what a runner needs. The zero values of Workers, PerLane, Lease and
// Poll stand for the defaults.
type Config struct {
	Store    pay.JobStore
	Handlers map[pay.JobKind]Handler
	Business pay.Clock // due times
	Machine  pay.Clock // leases, how long things take
	After    func(time.Duration) <-chan time.Time
	Random   func() float64 // from 0 up to 1, for the jitter of pauses
	Log      *slog.Logger
	Observe  func(Outcome) // may be nil; called once for every job that was run

	Workers int           // jobs at the same time; 128
	PerLane int           // of these at most so many of one lane; 4
	Lease   time.Duration // MaxLease
	Poll    time.Duration // how often to look for work that others made due; 1 s, the most
}

// Runner runs due jobs between Start and Stop.
type Runner struct {
	Config
	wake    chan struct{}
	stop    chan struct{}
	stopped chan struct{} // closed when the loop has ended
	running sync.WaitGroup
	halt    context.CancelFunc // ends the contexts of running jobs

	mu      sync.Mutex
	busy    map[string]int // jobs in hand by lane
	inHand  int
	changed chan struct{} // closed, and made anew, whenever a job has ended
	started bool
	once    sync.Once // stops claiming
}

// New makes a runner that does not run yet.
func New(c Config) (*Runner, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Runner{
		Config: c, busy: map[string]int{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}),
		stopped: make(chan struct{}), changed: make(chan struct{}),
	}, nil
}

func (c Config) withDefaults() Config {
	if c.Workers == 0 {
		c.Workers = 128
	}
	if c.PerLane == 0 {
		c.PerLane = min(4, c.Workers-1)
	}
	if c.Lease == 0 {
		c.Lease = MaxLease
	}
	if c.Poll == 0 {
		c.Poll = time.Second
	}
	if c.Observe == nil {
		c.Observe = func(Outcome) {}
	}
	return c
}

func (c Config) check() error {
	switch {
	case c.Store == nil, c.Business == nil, c.Machine == nil, c.After == nil, c.Random == nil, c.Log == nil:
		return errors.New("store, clocks, After, Random and Log are all needed")
	case c.PerLane < 1 || c.PerLane >= c.Workers:
		return fmt.Errorf("%d jobs of one lane among %d workers: one lane could delay all others", c.PerLane, c.Workers)
	case c.Lease < time.Second || c.Lease > MaxLease:
		return fmt.Errorf("lease of %s: want 1s to %s", c.Lease, MaxLease)
	case c.Poll < 0 || c.Poll > time.Second:
		return fmt.Errorf("poll every %s: want at most 1s", c.Poll)
	}
	return nil
}

// Start begins to run jobs and returns. Jobs get contexts made from ctx; when
// it ends they are interrupted, so an orderly end is Stop. A runner is started
// once.
func (r *Runner) Start(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		return
	}
	r.started = true
	ctx, r.halt = context.WithCancel(ctx)
	go r.loop(ctx)
}

// Stop takes no more jobs and waits for those that run. When ctx ends first it
// interrupts them, gives them back to the store for other instances, and
// returns the error of ctx. It may be called more than once, and before Start.
func (r *Runner) Stop(ctx context.Context) error {
	r.once.Do(func() { close(r.stop) })
	r.mu.Lock()
	started, halt := r.started, r.halt
	r.started = true // Start after Stop does nothing
	r.mu.Unlock()
	if !started || halt == nil {
		return nil
	}
	quiet := make(chan struct{})
	go func() {
		<-r.stopped
		r.running.Wait()
		close(quiet)
	}()
	defer halt()
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
	}
	halt()
	select {
	case <-quiet:
	case <-r.After(giveBackTime):
	}
	return fmt.Errorf("stop jobs: %w", ctx.Err())
}

// Wake makes the runner look for work now. It never waits; call it after a
// commit that may have made a job due.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Drain waits until nothing is due, what handlers make due meanwhile included,
// whichever instance does it. The runner must be started. It is for whoever
// moved the business clock.
func (r *Runner) Drain(ctx context.Context) error {
	for {
		changed := r.nextChange()
		r.Wake()
		due, err := r.Store.NextDue(ctx)
		switch {
		case errors.Is(err, pay.ErrNotFound):
			return nil
		case err != nil:
			return fmt.Errorf("drain jobs: %w", err)
		case due.After(r.Business.Now()):
			return nil
		}
		select {
		case <-changed:
		case <-r.After(min(r.Poll, drainPoll)): // another instance has it in hand
		case <-ctx.Done():
			return fmt.Errorf("drain jobs: %w", ctx.Err())
		}
	}
}

const (
	drainPoll    = 50 * time.Millisecond
	giveBackTime = 2 * time.Second // for interrupted jobs to be given back
)

// nextChange is a channel that is closed when the next job ends.
func (r *Runner) nextChange() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

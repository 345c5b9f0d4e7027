package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	sequencerLook    = 250 * time.Millisecond // how often waiting events are looked for
	sequencerLease   = 20 * time.Second       // of the machine clock
	sequencerPortion = 1000                   // events in one transaction
	sequencerRest    = 10 * time.Second       // the longest pause after failures in a row
)

// SequencerConfig is what a sequencer needs.
type SequencerConfig struct {
	Store   pay.FeedStore
	Machine pay.Clock // leases
	After   func(time.Duration) <-chan time.Time
	Holder  pay.ID // names this instance; made anew at each start
	Log     *slog.Logger
	Observe func(pay.Sequenced) // may be nil; told after each transaction, and when the lease is given back
}

// Sequencer gives the events of the feed their positions soon after they were
// committed. Each instance has one; the one that holds the lease does the work,
// and when it is gone another takes it over within 20 seconds. Which of them
// numbers does not matter: the store lets one at a time.
type Sequencer struct {
	SequencerConfig
	wake     chan struct{}
	held     bool
	failures int // in a row
}

// NewSequencer makes a sequencer that does not run yet.
func NewSequencer(c SequencerConfig) (*Sequencer, error) {
	if c.Store == nil || c.Machine == nil || c.After == nil || c.Log == nil || c.Holder.IsZero() {
		return nil, errors.New("sequencer: store, clock, After, Holder and Log are all needed")
	}
	if c.Observe == nil {
		c.Observe = func(pay.Sequenced) {}
	}
	return &Sequencer{SequencerConfig: c, wake: make(chan struct{}, 1)}, nil
}

// Wake makes the sequencer look now. It never waits; call it after a commit
// that may have published something.
func (s *Sequencer) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run numbers events until the context ends; then it gives the lease back, so
// that another instance need not wait for its end. It is called once.
func (s *Sequencer) Run(ctx context.Context) {
	defer s.giveBack(ctx)
	for ctx.Err() == nil {
		more, err := s.step(ctx)
		if more {
			continue
		}
		wake, pause := s.wake, sequencerLook
		if err == nil {
			s.failures = 0
		} else {
			wake, pause = nil, s.failed(ctx, err) // those that commit do not shorten the rest
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-s.After(pause):
		}
	}
}

// step numbers a portion and tells whether there may be more. Without waiting
// events it reads and writes nothing.
func (s *Sequencer) step(ctx context.Context) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, sequencerLease/2)
	defer cancel()
	waits, err := s.Store.Unsequenced(ctx)
	if err != nil || !waits {
		return false, err
	}
	now := s.Machine.Now()
	done, err := s.Store.Sequence(ctx, pay.SequencerLease{Holder: s.Holder, Now: now, Until: now.Add(sequencerLease)}, sequencerPortion)
	if err != nil {
		return false, err
	}
	s.held = done.Held
	s.Observe(done)
	return done.Placed == sequencerPortion, nil
}

// failed notes a failure and gives the pause that follows, each twice as long as
// the one before.
func (s *Sequencer) failed(ctx context.Context, err error) time.Duration {
	pause := min(sequencerLook<<min(s.failures, 10), sequencerRest)
	s.failures++
	if ctx.Err() == nil {
		s.Log.ErrorContext(ctx, "sequencer: cannot number the events of the feed", "failures", s.failures, "again_in", pause, "error", err)
	}
	return pause
}

// giveBack lets another instance begin at once.
func (s *Sequencer) giveBack(ctx context.Context) {
	if !s.held {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	now := s.Machine.Now()
	done, err := s.Store.Sequence(ctx, pay.SequencerLease{Holder: s.Holder, Now: now, Until: now}, 0)
	if err != nil {
		s.Log.WarnContext(ctx, "sequencer: cannot give the lease back; another instance takes it when it ends", "error", err)
		return
	}
	s.held = false
	s.Observe(done)
}

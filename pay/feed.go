package pay

import (
	"context"
	"time"
)

// FeedStore keeps the feed of each institution: its published events, numbered
// 1, 2, 3 … without gaps in the order in which they were found committed. An
// entry never changes and is never forgotten, so a reader that remembers the
// last position it has dealt with misses nothing and sees nothing twice.
type FeedStore interface {
	// Sequence gives the next positions of their feeds to up to most committed
	// events that have none yet, in one transaction, if the caller holds the
	// lease or takes it because nobody does. Only one at a time can be at it,
	// whatever the clocks say. Events of one request keep their order. A lease
	// that ends at its own Now is given back.
	Sequence(ctx context.Context, l SequencerLease, most int) (Sequenced, error)
	// Unsequenced tells whether any committed event waits for its position.
	Unsequenced(ctx context.Context) (bool, error)
	// FeedBacklog counts the events that wait, up to 10 000 of them.
	FeedBacklog(ctx context.Context) (FeedBacklog, error)
	// Feed reads up to limit entries of an institution after a position, 0 for
	// the beginning, in order; never more than 1000.
	Feed(ctx context.Context, owner InstitutionCode, after int64, limit int) ([]FeedEntry, error)
	// FeedEnd is the last position of an institution's feed; 0 while it is empty.
	FeedEnd(ctx context.Context, owner InstitutionCode) (int64, error)
	// News reads one published event of a request; ErrNotFound when there is none.
	News(ctx context.Context, request ID, sequence int) (News, error)
}

// FeedEntry is news at its place in the feed.
type FeedEntry struct {
	Position int64
	News     News
}

// SequencerLease is who wants to number events, and until when nobody else
// needs to try: times of the machine clock.
type SequencerLease struct {
	Holder ID // of the instance, made anew at each start
	Now    time.Time
	Until  time.Time
}

// Takes tells whether the lease that a holder has until a moment is this one's
// to take: its own, one that has ended, or one that ends later than a clock that
// goes right can have said. Whoever took that has a clock that is far ahead, and
// if it is gone the feed must not stand still until then. Taking it is always
// safe, since only one at a time can number.
func (l SequencerLease) Takes(holder ID, until time.Time) bool {
	length := l.Until.Sub(l.Now)
	return holder == l.Holder || !until.After(l.Now) || length > 0 && until.After(l.Until.Add(length))
}

// FeedBacklog is what waits for its position.
type FeedBacklog struct {
	Waiting int
	Oldest  time.Time // when the oldest of the counted ones happened, business clock
}

// Sequenced is what became of a call of Sequence.
type Sequenced struct {
	Held   bool // the caller has the lease
	Placed int  // events that got their position
}

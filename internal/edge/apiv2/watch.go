package apiv2

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// Watch tells those who wait that their feed has grown. One loop looks for all
// of them, and only while somebody waits: it costs one look at the end of a feed
// for each institution that waits and each turn. Whoever gives out positions in
// this instance calls Look, so that its readers wait for no turn.
type Watch struct {
	feed  feedEnd
	after func(time.Duration) <-chan time.Time
	log   *slog.Logger

	look    chan struct{} // holds one: look now
	stopped context.Context
	stop    context.CancelFunc

	mu      sync.Mutex
	waiting map[pay.InstitutionCode][]*waiter
	count   int
	loop    sync.WaitGroup
	running bool
}

// feedEnd is what a Watch looks at.
type feedEnd interface {
	FeedEnd(ctx context.Context, owner pay.InstitutionCode) (int64, error)
}

// waiter is somebody who waits for the feed to go beyond a position.
type waiter struct {
	after int64
	woken chan struct{}
}

// turn is how often the ends of feeds are looked at, pause how long at least lies
// between two turns, and each how much of it each feed takes: while positions are
// given out all the time, the database is asked 500 times in a second at most,
// however many institutions wait.
const (
	turn  = time.Second
	pause = 50 * time.Millisecond
	each  = 2 * time.Millisecond
)

// How many may wait at once. One loop of an institution needs one; some run
// several instances.
const (
	mostWaiting           = 5000
	mostWaitingForOneself = 20
)

// NewWatch makes a Watch. After is time.After of the machine clock.
func NewWatch(feed feedEnd, after func(time.Duration) <-chan time.Time, log *slog.Logger) *Watch {
	w := &Watch{
		feed: feed, after: after, log: log, look: make(chan struct{}, 1),
		waiting: map[pay.InstitutionCode][]*waiter{},
	}
	w.stopped, w.stop = context.WithCancel(context.Background())
	return w
}

// Look lets the ends of feeds be looked at now. It returns at once.
func (w *Watch) Look() {
	select {
	case w.look <- struct{}{}:
	default: // that look will see it too
	}
}

// Stop lets everybody go who waits, and nobody waits from now on.
func (w *Watch) Stop() {
	w.mu.Lock()
	w.stop()
	w.mu.Unlock()
	w.loop.Wait()
}

// wait returns when an institution's feed is beyond a position, when the time is
// over, when the caller has gone or when the Watch stops. False: too many wait
// already.
func (w *Watch) wait(ctx context.Context, owner pay.InstitutionCode, after int64, most time.Duration) bool {
	me := &waiter{after: after, woken: make(chan struct{})}
	if !w.enter(owner, me) {
		return false
	}
	defer w.leave(owner, me)
	// Whatever comes from now on is seen by the loop.
	if end, err := w.feed.FeedEnd(ctx, owner); err != nil || end != after {
		return true
	}
	select {
	case <-me.woken:
	case <-w.after(most):
	case <-ctx.Done():
	case <-w.stopped.Done():
	}
	return true
}

func (w *Watch) enter(owner pay.InstitutionCode, me *waiter) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.count >= mostWaiting || len(w.waiting[owner]) >= mostWaitingForOneself {
		return false
	}
	w.waiting[owner] = append(w.waiting[owner], me)
	w.count++
	if !w.running && w.stopped.Err() == nil {
		w.running = true
		w.loop.Go(w.run)
	}
	return true
}

func (w *Watch) leave(owner pay.InstitutionCode, me *waiter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rest := w.waiting[owner]
	for i, other := range rest {
		if other == me {
			rest[i] = rest[len(rest)-1]
			rest[len(rest)-1] = nil
			rest = rest[:len(rest)-1]
			w.count--
			break
		}
	}
	if w.waiting[owner] = rest; len(rest) == 0 {
		delete(w.waiting, owner)
	}
}

// run looks until nobody waits.
func (w *Watch) run() {
	for {
		select {
		case <-w.look:
		case <-w.after(turn):
		case <-w.stopped.Done():
			return
		}
		owners := w.owners()
		if owners == nil {
			return
		}
		w.lookAt(owners)
		select {
		case <-w.after(max(pause, time.Duration(len(owners))*each)):
		case <-w.stopped.Done():
			return
		}
	}
}

func (w *Watch) lookAt(owners []pay.InstitutionCode) {
	for _, owner := range owners {
		end, err := w.feed.FeedEnd(w.stopped, owner)
		if err != nil {
			if w.stopped.Err() == nil {
				w.log.WarnContext(w.stopped, "cannot look at the end of a feed", "institution", string(owner), "error", err)
			}
			return // the store has a turn to recover
		}
		w.wake(owner, end)
	}
}

// owners are the institutions that wait; nil, and the loop is over, when there
// are none.
func (w *Watch) owners() []pay.InstitutionCode {
	w.mu.Lock()
	defer w.mu.Unlock()
	var owners []pay.InstitutionCode
	for owner := range w.waiting {
		owners = append(owners, owner)
	}
	w.running = owners != nil
	return owners
}

func (w *Watch) wake(owner pay.InstitutionCode, end int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.waiting[owner] {
		if end <= one.after {
			continue
		}
		select {
		case <-one.woken: // it was told, and has not left yet
		default:
			close(one.woken)
		}
	}
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"viss.gov.lv/mm/internal/store"
)

// largestGroup bounds how many transactions share a commit, so that the first
// of them does not wait for the last of a flood.
const largestGroup = 256

var errClosed = errors.New("the store is closed")

// writer owns the connection that writes.
type writer struct {
	db    *sql.DB
	queue chan *update
	quit  chan struct{} // closed: take no more
	done  chan struct{} // closed: the goroutine has ended

	stopping sync.Once

	// The rest belongs to the goroutine.
	session *session
	since   int // transactions since the last checkpoint
}

// update is one caller's transaction on its way through the writer.
type update struct {
	work  store.Work
	state atomic.Int32
	done  chan struct{} // closed once err and panicked say how it ended

	err      error
	panicked any
}

// States of an update: the writer and a caller whose context ends race for it.
const (
	waiting int32 = iota
	taken         // the writer works on it; its caller waits for the outcome
	left          // its caller has gone; the writer leaves it out
)

func newWriter(db *sql.DB) *writer {
	return &writer{
		db:    db,
		queue: make(chan *update, largestGroup),
		quit:  make(chan struct{}),
		done:  make(chan struct{}),
	}
}

// do hands a transaction to the writer and waits until its group is on disk.
// A caller that gives up before its function ran is gone at once; afterwards it
// is told how it ended, since the function uses what belongs to the caller.
func (w *writer) do(ctx context.Context, work store.Work) error {
	u := &update{work: work, done: make(chan struct{})}
	select {
	case w.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	select {
	case <-u.done:
	case <-ctx.Done():
		if u.state.CompareAndSwap(waiting, left) {
			return ctx.Err()
		}
		<-u.done
	case <-w.done:
		select {
		case <-u.done:
		default:
			return errClosed
		}
	}
	if u.panicked != nil {
		panic(u.panicked)
	}
	return u.err
}

// stop lets the writer finish what is waiting and ends it.
func (w *writer) stop() {
	w.stopping.Do(func() { close(w.quit) })
	<-w.done
}

// run is the writer's goroutine. Its context is never cancelled: a group belongs
// to all of its callers.
func (w *writer) run(ctx context.Context) {
	defer close(w.done)
	defer func() {
		if w.session != nil {
			w.session.close()
		}
	}()
	for {
		select {
		case u := <-w.queue:
			w.commit(ctx, u)
		case <-w.quit:
			for u := w.next(); u != nil; u = w.next() {
				w.commit(ctx, u)
			}
			return
		}
	}
}

// next is a transaction that waits already, or nil.
func (w *writer) next() *update {
	select {
	case u := <-w.queue:
		return u
	default:
		return nil
	}
}

// commit runs a transaction, and those that come meanwhile, in one transaction
// of the database, and answers all of them.
func (w *writer) commit(ctx context.Context, first *update) {
	var group []*update
	var broken error // what ended the transaction of the database for all
	for u := first; u != nil && len(group) < largestGroup && broken == nil; u = w.next() {
		if !u.state.CompareAndSwap(waiting, taken) {
			continue
		}
		group = append(group, u)
		if len(group) == 1 {
			if broken = w.begin(ctx); broken != nil {
				break
			}
		}
		broken = apply(ctx, w.session, u)
	}
	if len(group) == 0 {
		return
	}
	if broken == nil {
		broken = w.session.commit(ctx)
	} else if w.session != nil {
		w.session.rollback(ctx)
	}
	for _, u := range group {
		if broken != nil && u.err == nil && u.panicked == nil {
			u.err = fmt.Errorf("commit: %w", broken)
		}
		close(u.done)
	}
	if broken == nil {
		w.care(ctx, len(group))
	}
}

// begin opens a transaction on the connection, on a new one if the last was
// given up.
func (w *writer) begin(ctx context.Context) error {
	if w.session == nil || w.session.lost {
		if w.session != nil {
			w.session.close()
			w.session = nil
		}
		session, err := connect(ctx, w.db)
		if err != nil {
			return err
		}
		w.session = session
	}
	return w.session.exec(ctx, "BEGIN IMMEDIATE")
}

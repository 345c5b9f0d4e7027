package storetest

import (
	"context"
	"errors"
	"sync"

	"viss.gov.lv/mm/pay"
)

var errOfWork = errors.New("the use case says no")

func errorKeepsNothing(f *fixture) {
	r := f.Request("VRAA", 1)
	err := f.s.Update(f.Context(), func(tx pay.Tx) error {
		f.Save(tx, r)
		return errOfWork
	})
	if err != errOfWork { //nolint:errorlint // the very error, not one that wraps it
		f.Errorf("error %v, want that of the function", err)
	}
	f.gone(r)
}

// gone makes sure that nothing of a request was kept.
func (f *fixture) gone(r *pay.Request) {
	f.Helper()
	_, err := f.s.Request(f.Context(), r.ID)
	f.fails("request", err, pay.ErrNotFound)
	if e, err := f.s.Events(f.Context(), r.ID); err != nil || len(e) > 0 {
		f.Errorf("events = %v, %v, want none", e, err)
	}
	if _, err := f.s.FindRequest(f.Context(), r.Payments[0].Number); !errors.Is(err, pay.ErrNotFound) {
		f.Errorf("a payment was kept: %v", err)
	}
}

func panicKeepsNothing(f *fixture) {
	before := f.saved("VRAA", 1)
	r := f.Request("VRAA", 1)
	func() {
		defer func() {
			if got := recover(); got != "oh" {
				f.Errorf("recovered %v, want the panic of the function", got)
			}
		}()
		_ = f.s.Update(f.Context(), func(tx pay.Tx) error {
			if _, err := tx.Lock(before.ID); err != nil {
				f.Error(err)
			}
			f.Save(tx, r)
			panic("oh")
		})
	}()
	f.gone(r)
	f.update(func(tx pay.Tx) error { // nothing is locked any more, and the store works
		_, err := tx.Lock(before.ID)
		f.Save(tx, r)
		return err
	})
	f.request(r.ID)
}

func failedWriteKeepsNothing(f *fixture) {
	old, r := f.saved("VRAA", 1), f.Request("VRAA", 1)
	for what, write := range map[string]func(pay.Tx){
		"an event that is there":   func(tx pay.Tx) { tx.AddEvent(f.Created(old)) },
		"a request that is there":  func(tx pay.Tx) { tx.AddRequest(old) },
		"a number that is none":    func(tx pay.Tx) { tx.AddRequest(&pay.Request{ID: f.ID(), Number: "1", Created: at(0), Expires: at(1)}) },
		"a payment that is no one": func(tx pay.Tx) { tx.SavePayment(r, 1) },
	} {
		err := f.s.Update(f.Context(), func(tx pay.Tx) error {
			f.Save(tx, r)
			write(tx)
			return nil
		})
		if err == nil {
			f.Errorf("%s: no error", what)
		}
		f.gone(r)
	}
	f.same("the request that was there", old, f.request(old.ID))
}

func readsComeFirst(f *fixture) {
	r := f.saved("VRAA", 1)
	f.update(func(tx pay.Tx) error {
		changed := *r
		changed.LetterSeq = 5
		if _, err := tx.Lock(r.ID); err != nil {
			return err
		}
		tx.SaveRequest(&changed)
		again, err := tx.Lock(r.ID)
		if err == nil && again.LetterSeq != 0 {
			f.Error("a read saw what the function is about to write")
		}
		return err
	})
	if got := f.request(r.ID).LetterSeq; got != 5 {
		f.Errorf("letter number %d, want 5", got)
	}
}

func lockIsNeeded(f *fixture) {
	r := f.saved("VRAA", 1)
	d, a := f.Delivery(r), f.Attempt(r, 0)
	f.update(func(tx pay.Tx) error {
		tx.AddDelivery(d)
		return nil
	})
	for what, write := range map[string]func(pay.Tx){
		"request":  func(tx pay.Tx) { tx.SaveRequest(r) },
		"payment":  func(tx pay.Tx) { tx.SavePayment(r, 0) },
		"attempt":  func(tx pay.Tx) { tx.SaveAttempt(&a) },
		"delivery": func(tx pay.Tx) { tx.SaveDelivery(d) },
	} {
		err := f.s.Update(f.Context(), func(tx pay.Tx) error {
			write(tx)
			return nil
		})
		if err == nil {
			f.Errorf("a %s was changed without a lock", what)
		}
	}
	fresh := f.Request("VRAA", 1)
	f.update(func(tx pay.Tx) error { // what is new is locked
		f.Save(tx, fresh)
		fresh.LetterSeq = 1
		tx.SaveRequest(fresh)
		return nil
	})
	if got := f.request(fresh.ID).LetterSeq; got != 1 {
		f.Errorf("letter number %d, want 1", got)
	}
}

func noLostUpdates(f *fixture) {
	r := f.saved("VRAA", 1)
	second := f.open()
	var all sync.WaitGroup
	const callers, each = 8, 10
	for i := range callers {
		s := []Store{f.s, second}[i%2]
		all.Go(func() {
			for range each {
				err := s.Update(f.Context(), func(tx pay.Tx) error {
					locked, err := tx.Lock(r.ID)
					if err != nil {
						return err
					}
					locked.EventSeq++
					tx.SaveRequest(locked)
					tx.AddEvent(pay.Event{Request: r.ID, Seq: locked.EventSeq, At: at(0), Kind: pay.EventMessageIgnored})
					return nil
				})
				if err != nil {
					f.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := f.request(r.ID).EventSeq; got != 1+callers*each {
		f.Errorf("%d events are counted, want %d", got, 1+callers*each)
	}
	if e, err := f.s.Events(f.Context(), r.ID); err != nil || len(e) != 1+callers*each {
		f.Errorf("%d events, %v, want %d", len(e), err, 1+callers*each)
	}
}

// neighbours runs good and bad transactions at the same time, so that they
// share commits where the store shares them.
func neighbours(f *fixture) {
	taken := f.saved("VRAA", 1)
	var all sync.WaitGroup
	for i := range 60 {
		r := f.Request("VRAA", 1)
		all.Go(func() {
			kept := f.neighbour(i%6, r, taken)
			_, err := f.s.Request(f.Context(), r.ID)
			if kept && err != nil || !kept && !errors.Is(err, pay.ErrNotFound) {
				f.Errorf("transaction of kind %d: kept %t, but reading it gives %v", i%6, kept, err)
			}
		})
	}
	all.Wait()
	f.same("the one that was there", taken, f.request(taken.ID))
}

// neighbour runs one transaction and tells whether it must have been kept.
func (f *fixture) neighbour(kind int, r, taken *pay.Request) bool {
	ctx, cancel := context.WithCancel(f.Context())
	defer cancel()
	if kind == 3 {
		cancel()
	}
	defer func() { _ = recover() }()
	err := f.s.Update(ctx, func(tx pay.Tx) error {
		f.Save(tx, r)
		switch kind {
		case 0:
			return errOfWork
		case 1:
			panic("a bad neighbour")
		case 2:
			tx.AddEvent(f.Created(taken)) // is there already
		}
		return nil
	})
	if good := kind > 3; good != (err == nil) {
		f.Errorf("transaction of kind %d: error %v", kind, err)
	}
	return err == nil
}

func cancelledBefore(f *fixture) {
	ctx, cancel := context.WithCancel(f.Context())
	cancel()
	ran := false
	err := f.s.Update(ctx, func(pay.Tx) error {
		ran = true
		return nil
	})
	f.fails("Update", err, context.Canceled)
	if ran {
		f.Error("the function ran")
	}
	_, err = f.s.Request(ctx, f.ID())
	f.fails("Request", err, context.Canceled)
	_, _, err = f.s.Letter(ctx, f.ID())
	f.fails("Letter", err, context.Canceled)
}

func cancelledWaiting(f *fixture) {
	r := f.saved("VRAA", 1)
	holds, letGo := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- f.s.Update(f.Context(), func(tx pay.Tx) error {
			locked, err := tx.Lock(r.ID)
			if err != nil {
				return err
			}
			close(holds)
			<-letGo
			locked.LetterSeq = 1
			tx.SaveRequest(locked)
			return nil
		})
	}()
	<-holds
	ctx, cancel := context.WithCancel(f.Context())
	second := make(chan error, 1)
	go func() {
		second <- f.s.Update(ctx, func(tx pay.Tx) error {
			_, err := tx.Lock(r.ID)
			return err
		})
	}()
	cancel()
	f.fails("the one that waits", <-second, context.Canceled)
	close(letGo)
	if err := <-first; err != nil {
		f.Errorf("the one that it waited for: %v", err)
	}
	if got := f.request(r.ID).LetterSeq; got != 1 {
		f.Errorf("letter number %d, want 1", got)
	}
}

func readersDoNotWait(f *fixture) {
	r := f.saved("VRAA", 1)
	f.update(func(tx pay.Tx) error {
		if _, err := tx.Lock(r.ID); err != nil {
			return err
		}
		_, err := f.s.Request(f.Context(), r.ID)
		return err
	})
}

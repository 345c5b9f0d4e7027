package storetest

import (
	"context"
	"errors"
	"sync"

	"viss.gov.lv/mm/pay"
)

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

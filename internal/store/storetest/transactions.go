package storetest

import (
	"errors"

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

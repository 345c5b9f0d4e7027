package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

func (f *fixture) key(key string, created time.Time) pay.Idempotent {
	return pay.Idempotent{
		Institution: "VRAA", Operation: "SavePaymentRequest", Key: key, Digest: [32]byte{1, 0xff, 31: 7},
		Request: f.ID(), Created: created,
	}
}

func (f *fixture) addKey(i pay.Idempotent) error {
	return f.s.Update(f.Context(), func(tx pay.Tx) error {
		tx.AddIdempotent(i)
		return nil
	})
}

func idempotencyWindow(f *fixture) {
	first := f.key("ā", at(0))
	if err := f.addKey(first); err != nil {
		f.Fatal(err)
	}
	got, err := f.s.Idempotent(f.Context(), "VRAA", "SavePaymentRequest", "ā")
	if err != nil {
		f.Fatal(err)
	}
	f.same("key", &first, got)

	within := f.key("ā", at(pay.IdempotencyWindow-time.Millisecond))
	f.fails("within the window", f.addKey(within), pay.ErrTaken)

	r := f.Request("VRAA", 1)
	err = f.s.Update(f.Context(), func(tx pay.Tx) error {
		f.Save(tx, r)
		tx.AddIdempotent(within)
		return nil
	})
	f.fails("with a request", err, pay.ErrTaken)
	_, err = f.s.Request(f.Context(), r.ID)
	f.fails("the request of a key that is taken", err, pay.ErrNotFound)

	for _, other := range []pay.Idempotent{
		{Institution: "CSDD", Operation: "SavePaymentRequest", Key: "ā", Created: at(0)},
		{Institution: "VRAA", Operation: "WithdrawPaymentRequest", Key: "ā", Created: at(0)},
		{Institution: "VRAA", Operation: "SavePaymentRequest", Key: "Ā", Created: at(0)},
	} {
		if err := f.addKey(other); err != nil {
			f.Errorf("key %+v is another: %v", other, err)
		}
	}
	after := f.key("ā", at(pay.IdempotencyWindow))
	after.Status, after.Answer = 201, []byte(`{"number":"\u0000"}`)
	if err := f.addKey(after); err != nil {
		f.Fatalf("after the window: %v", err)
	}
	if got, err = f.s.Idempotent(f.Context(), "VRAA", "SavePaymentRequest", "ā"); err != nil {
		f.Fatal(err)
	}
	f.same("the key after its window", &after, got)
}

func idempotencyRace(f *fixture) {
	if err := f.addKey(f.key("twin", at(-2*pay.IdempotencyWindow))); err != nil {
		f.Fatal(err)
	}
	var (
		all  sync.WaitGroup
		kept atomic.Int32
	)
	for range 16 {
		r := f.Request("VRAA", 1)
		key := f.key("twin", at(0))
		key.Request = r.ID
		all.Go(func() {
			err := f.s.Update(f.Context(), func(tx pay.Tx) error {
				f.Save(tx, r)
				tx.AddIdempotent(key)
				return nil
			})
			switch {
			case err == nil:
				kept.Add(1)
			case !errors.Is(err, pay.ErrTaken):
				f.Errorf("the others are told that the key is taken, not: %v", err)
			}
		})
	}
	all.Wait()
	if kept.Load() != 1 {
		f.Errorf("%d of the twins were kept, want 1", kept.Load())
	}
	got := need(f, func(ctx context.Context) (*pay.Idempotent, error) {
		return f.s.Idempotent(ctx, "VRAA", "SavePaymentRequest", "twin")
	})
	f.request(got.Request)
}

func idempotencyPurge(f *fixture) {
	for i, key := range []string{"a", "b", "c", "d"} {
		if err := f.addKey(f.key(key, at(time.Duration(i)*time.Hour))); err != nil {
			f.Fatal(err)
		}
	}
	for _, want := range []int{2, 1, 0} {
		if n, err := f.s.PurgeIdempotent(f.Context(), at(3*time.Hour), 2); err != nil || n != want {
			f.Errorf("purged %d, %v, want %d", n, err, want)
		}
	}
	_, err := f.s.Idempotent(f.Context(), "VRAA", "SavePaymentRequest", "a")
	f.fails("purged key", err, pay.ErrNotFound)
	if _, err := f.s.Idempotent(f.Context(), "VRAA", "SavePaymentRequest", "d"); err != nil {
		f.Error(err)
	}
}

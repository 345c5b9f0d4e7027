package cashier_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// meeting is a store whose transactions wait for each other when they have read
// and have not committed.
type meeting struct {
	pay.Store
	met *sync.WaitGroup
}

func (m meeting) Update(ctx context.Context, work func(pay.Tx) error) error {
	arrive := sync.OnceFunc(func() { m.met.Done(); m.met.Wait() })
	return m.Store.Update(ctx, func(tx pay.Tx) error {
		err := work(tx)
		arrive()
		return err
	})
}

// onStore is the desk's cashier on another store.
func (d *desk) onStore(t *testing.T, s pay.Store) *cashier.Cashier {
	t.Helper()
	c, err := cashier.New(cashier.Config{
		Store: s, Catalogue: d, Business: d.Clock, IDs: d.IDs, Numbers: d.Numbers,
		Providers: map[pay.ProviderCode]pay.Provider{paytest.Demo: d.bank}, Owe: func(pay.Tx, pay.Owed) error { return nil },
		Purger: d, Documents: d.store, Certifier: d.seal, Links: d.store, Entropy: bytes.NewReader(nil), Observer: d, Wake: func() {},
		WebBase: "https://mm.test", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A provider's server and the payer's browser may bring the same message at the
// same moment, to two instances, and it may be of money that nobody waits for.
func TestTwoCopiesOfMoneyForAnUnknownReferenceAreSeenOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		open func(t *testing.T) (*store.Store, error)
		meet int // so many transactions can be open at once
	}{
		"PostgreSQL": {func(t *testing.T) (*store.Store, error) {
			return postgres.Open(t.Context(), storetest.Postgres(t), postgres.Options{})
		}, 2},
		"SQLite": {func(t *testing.T) (*store.Store, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "mm.db"), sqlite.Options{})
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := tt.open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			d := newDesk(t)
			d.bank.reads = pay.Notice{
				Provider: paytest.Demo, Ref: "ABCDEFGH5", Result: pay.ResultPaid, Amount: pay.EUR(700), Key: "k", Channel: pay.ChannelServer,
			}
			var used pay.Store = s
			if tt.meet > 0 {
				used = meeting{s, new(sync.WaitGroup)}
				used.(meeting).met.Add(tt.meet)
			}
			c := d.onStore(t, used)
			var copies sync.WaitGroup
			for range 2 {
				copies.Go(func() {
					if _, err := c.Receive(t.Context(), message()); pay.CodeOf(err) != pay.CodePaymentNotFound {
						t.Errorf("a copy is answered %v", err)
					}
				})
			}
			copies.Wait()
			items, err := s.AttentionItems(t.Context(), pay.AttentionFilter{})
			if err != nil || len(items) != 1 || len(d.seen) != 1 {
				t.Errorf("items %+v, told of %d, %v; want one", items, len(d.seen), err)
			}
			if _, err := d.onStore(t, s).Receive(t.Context(), message()); pay.CodeOf(err) != pay.CodePaymentNotFound {
				t.Errorf("a later copy is answered %v", err)
			}
			if items, err := s.AttentionItems(t.Context(), pay.AttentionFilter{}); err != nil || len(items) != 1 {
				t.Errorf("after a later copy: items %+v, %v; want one", items, err)
			}
		})
	}
}

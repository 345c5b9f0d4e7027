package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/pay"
)

// Operator is the work of the operator's commands on a database. What changes
// anything does so only when told yes, and else prints what it would do.
type Operator struct {
	config    config.Config
	db        *store.Store
	clock     *businessClock
	documents *documents
	cashier   *cashier.Cashier
	keyring   *notify.Keyring
}

// OpenOperator opens the database of a configuration. The schema must be
// current. The caller closes it.
func OpenOperator(ctx context.Context, c config.Config) (*Operator, error) {
	db, err := openDatabase(ctx, c.Database)
	if err != nil {
		return nil, err
	}
	o := &Operator{config: c, db: db, clock: &businessClock{machine: machineClock(), store: db}}
	if err := o.prepare(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return o, nil
}

func (o *Operator) prepare(ctx context.Context) error {
	if err := requireCurrentSchema(ctx, o.db); err != nil {
		return err
	}
	if err := o.clock.Refresh(ctx); err != nil {
		return fmt.Errorf("read the business clock: %w", err)
	}
	log := slog.New(slog.DiscardHandler)
	current, err := catalogue.Open(ctx, o.db, o.clock, log)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	o.keyring = keyring(o.config, current)
	if o.documents, err = openDocuments(o.config); err != nil {
		return err
	}
	o.cashier, err = cashier.New(cashier.Config{
		Store: o.db, Catalogue: current, Business: o.clock,
		IDs: newIdentifiers(o.clock), Numbers: cashier.NewNumbers(o.db, 1),
		Documents: o.db, Certifier: o.documents.signer, Links: o.db, Entropy: rand.Reader,
		Owe: notify.Owe, Purger: o.db, Observer: unobserved{}, Wake: func() {},
		WebBase: o.config.Web.PublicURL, Log: log,
	})
	return err
}

// Close gives the database back.
func (o *Operator) Close() error { return o.db.Close() }

// unobserved is an observer for a process that shows no metrics.
type unobserved struct{}

// Happened does nothing.
func (unobserved) Happened(pay.Event) {}

// NeedsAttention does nothing.
func (unobserved) NeedsAttention(pay.Attention) {}

// MessageRead does nothing.
func (unobserved) MessageRead(pay.ProviderCode, pay.Channel, pay.Result, bool) {}

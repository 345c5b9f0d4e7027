// Package store keeps everything in an SQL database. One SQL text serves SQLite
// and PostgreSQL; what differs between them is an [Engine], made by the packages
// sqlite and postgres below.
//
// A Store is safe for concurrent use. What Update acknowledged is on disk. The
// errors of pay (ErrNotFound, ErrTaken) and of the context are found with
// errors.Is; any other error means that the database could not do its work.
//
// Times are kept as milliseconds; a finer part is cut off, and times are read
// back in UTC.
package store

import (
	"context"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// Store implements the ports of pay over an engine.
type Store struct {
	engine Engine
	few    int // how many rows with an amount a list reads and sorts
}

var (
	_ pay.Store          = (*Store)(nil)
	_ pay.JobStore       = (*Store)(nil)
	_ pay.ClockStore     = (*Store)(nil)
	_ pay.NumberStore    = (*Store)(nil)
	_ pay.CounterStore   = (*Store)(nil)
	_ pay.CatalogueStore = (*Store)(nil)
	_ pay.Purger         = (*Store)(nil)
	_ pay.DocumentReader = (*Store)(nil)
	_ pay.CopyLinkStore  = (*Store)(nil)
	_ pay.FeedStore      = (*Store)(nil)
)

// New makes a store over an engine. The schema need not be there yet, but only
// Migrate, SchemaVersion, Ping and Close work before it is.
func New(engine Engine) *Store { return &Store{engine: engine, few: few} }

// Migrate brings the schema up to what this program needs. Any number of
// instances may call it at once; it does nothing when there is nothing to do.
func (s *Store) Migrate(ctx context.Context) error {
	if err := s.engine.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// SchemaVersion tells which version the schema has and which one this program
// needs. A schema that is newer than needed serves too; an older one does not.
func (s *Store) SchemaVersion(ctx context.Context) (has, needs int64, err error) {
	has, needs, err = s.engine.SchemaVersion(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return has, needs, nil
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.engine.Ping(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// Close lets the database go; calls afterwards fail. Callers stop first: a
// transaction that still runs may be rolled back.
func (s *Store) Close() error {
	if err := s.engine.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Update runs a function in one transaction; see pay.Store for what may be
// relied on. A panic of the function rolls back and goes on to the caller.
func (s *Store) Update(ctx context.Context, work func(pay.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.engine.Update(ctx, func(q Querier) ([]Write, error) {
		t := &tx{ctx: ctx, q: q, clauses: s.engine.Clauses()}
		if err := work(t); err != nil {
			return nil, err
		}
		return t.complete()
	})
}

// read runs queries outside of a transaction.
func (s *Store) read(ctx context.Context, what string, queries ...Query) error {
	if err := s.engine.Query(ctx, queries...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// write runs queries that write and whose result is wanted, in a transaction.
func (s *Store) write(ctx context.Context, what string, work Work) error {
	if err := s.engine.Update(ctx, work); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

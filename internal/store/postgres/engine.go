package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"viss.gov.lv/mm/internal/store"
)

// engine implements store.Engine.
type engine struct {
	db      *sql.DB
	options Options
	lookups gatherer
}

var _ store.Engine = (*engine)(nil)

// Clauses implements store.Engine.
func (e *engine) Clauses() store.Clauses {
	return store.Clauses{Lock: " FOR UPDATE", Skip: " FOR UPDATE SKIP LOCKED"}
}

// Query implements store.Engine. Several queries are read from one snapshot;
// the transaction around them travels with them.
func (e *engine) Query(ctx context.Context, queries ...store.Query) error {
	if len(queries) == 1 && queries[0].Many != "" {
		return e.lookups.query(ctx, queries[0])
	}
	conn, raw, err := e.connection(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back to the pool
	if len(queries) == 1 {
		rows, err := raw.Query(ctx, queries[0].SQL, queries[0].Args...)
		if err != nil {
			return err
		}
		return each(rows, queries[0].Each)
	}
	b := &pgx.Batch{}
	b.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	queue(b, queries)
	b.Queue("COMMIT")
	if err = raw.SendBatch(ctx, b).Close(); err != nil {
		reset(ctx, raw)
	}
	return err
}

// queue puts queries into a batch, each with what is to be done with its rows.
func queue(b *pgx.Batch, queries []store.Query) {
	for _, q := range queries {
		b.Queue(q.SQL, q.Args...).Query(func(rows pgx.Rows) error { return each(rows, q.Each) })
	}
}

// each hands every row to a function and closes the rows.
func each(rows pgx.Rows, do func(store.Row) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Update implements store.Engine.
func (e *engine) Update(ctx context.Context, work store.Work) error {
	return e.again(ctx, func() (lost bool, err error) {
		s := &session{engine: e}
		defer s.close(ctx) // also when work panics
		writes, err := work(s)
		if err == nil {
			err = s.commit(ctx, writes)
		}
		return s.lost(), err
	})
}

// Migrate implements store.Engine. Instances that start together wait for the
// one that migrates.
func (e *engine) Migrate(ctx context.Context) error {
	files, err := migrationFiles()
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, e.db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// SchemaVersion implements store.Engine.
func (e *engine) SchemaVersion(ctx context.Context) (has, needs int64, err error) {
	files, err := migrationFiles()
	if err != nil {
		return 0, 0, err
	}
	if needs, err = store.NeededVersion(files); err != nil {
		return 0, 0, err
	}
	has, err = store.HasVersion(ctx, e, `SELECT count(to_regclass('goose_db_version'))`)
	return has, needs, err
}

// Ping implements store.Engine.
func (e *engine) Ping(ctx context.Context) error { return e.db.PingContext(ctx) }

// Close implements store.Engine.
func (e *engine) Close() error {
	if err := e.db.Close(); err != nil {
		return fmt.Errorf("close the connections: %w", err)
	}
	return nil
}

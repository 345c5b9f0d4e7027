package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/pressly/goose/v3"

	"viss.gov.lv/mm/internal/store"
)

// engine implements store.Engine.
type engine struct {
	path    string
	writes  *sql.DB // one connection, the writer's
	writer  *writer
	readers *readers

	closing sync.Once
	closed  error // of closing
}

var _ store.Engine = (*engine)(nil)

// Clauses implements store.Engine: there is one writer, so nothing is locked.
func (e *engine) Clauses() store.Clauses { return store.Clauses{} }

// Query implements store.Engine.
func (e *engine) Query(ctx context.Context, queries ...store.Query) error {
	return e.readers.query(ctx, queries)
}

// Update implements store.Engine.
func (e *engine) Update(ctx context.Context, work store.Work) error {
	return e.writer.do(ctx, work)
}

// Migrate implements store.Engine. It takes a connection of its own, since the
// writer's is busy with others.
func (e *engine) Migrate(ctx context.Context) (err error) {
	db, err := sql.Open("sqlite", address(e.path, writing()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := migrationFiles()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
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
	has, err = store.HasVersion(ctx, e, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`)
	return has, needs, err
}

// Ping implements store.Engine.
func (e *engine) Ping(ctx context.Context) error {
	return e.Query(ctx, store.Query{
		SQL:  `SELECT count(*) FROM sqlite_schema`,
		Each: func(store.Row) error { return nil },
	})
}

// Close implements store.Engine.
func (e *engine) Close() error {
	e.closing.Do(func() {
		e.writer.stop()
		// The writer's is last: closing the last connection empties the WAL.
		e.closed = errors.Join(e.readers.close(), e.writes.Close())
	})
	return e.closed
}

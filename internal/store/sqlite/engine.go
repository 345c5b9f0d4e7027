package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"

	"viss.gov.lv/mm/internal/store"
)

// engine implements store.Engine.
type engine struct {
	path   string
	writes *sql.DB // one connection, the writer's
	reads  *sql.DB
	reader statements
	writer *writer
}

var _ store.Engine = (*engine)(nil)

// Clauses implements store.Engine: there is one writer, so nothing is locked.
func (e *engine) Clauses() store.Clauses { return store.Clauses{} }

// Query implements store.Engine.
func (e *engine) Query(ctx context.Context, queries ...store.Query) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(queries) == 1 {
		return e.reader.query(ctx, nil, queries[0])
	}
	tx, err := e.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	for _, q := range queries {
		if err := e.reader.query(ctx, tx, q); err != nil {
			return err
		}
	}
	return nil
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
	var n int
	return e.reads.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n)
}

// Close implements store.Engine.
func (e *engine) Close() error {
	e.writer.stop()
	return e.closeFiles()
}

func (e *engine) closeFiles() error {
	var errs []error
	e.reader.close()
	if e.reads != nil {
		errs = append(errs, e.reads.Close())
	}
	if e.writes != nil { // last: closing the last connection empties the WAL
		errs = append(errs, e.writes.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the file: %w", err)
	}
	return nil
}

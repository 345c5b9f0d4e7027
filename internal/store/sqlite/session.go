package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"viss.gov.lv/mm/internal/store"
)

// session is a connection with its prepared statements, used by one goroutine
// at a time. Texts of statements are constants, or made of a handful of
// conditions, so that there are never many.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	lost     bool // the connection is in an unknown state; take a new one
}

func connect(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &session{conn: conn, prepared: map[string]*sql.Stmt{}}, nil
}

func (s *session) get(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt := s.prepared[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	s.prepared[text] = stmt
	return stmt, nil
}

func (s *session) exec(ctx context.Context, text string, args ...any) error {
	stmt, err := s.get(ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, args...)
	return err
}

// Query implements store.Querier.
func (s *session) Query(ctx context.Context, queries ...store.Query) error {
	for _, q := range queries {
		stmt, err := s.get(ctx, q.SQL)
		if err != nil {
			return err
		}
		rows, err := stmt.QueryContext(ctx, q.Args...)
		if err != nil {
			return err
		}
		if err := each(rows, q.Each); err != nil {
			return err
		}
	}
	return nil
}

// each hands every row to a function and closes the rows.
func each(rows *sql.Rows, do func(store.Row) error) error {
	defer func() { _ = rows.Close() }() // an error of the rows is in rows.Err
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// commit ends a transaction.
func (s *session) commit(ctx context.Context) error {
	err := s.exec(ctx, "COMMIT")
	if err != nil {
		s.rollback(ctx)
	}
	return err
}

// rollback gives a transaction up.
func (s *session) rollback(ctx context.Context) {
	if err := s.exec(ctx, "ROLLBACK"); err != nil {
		s.lost = true // some errors have rolled back already; a new connection is sure to be clean
	}
}

func (s *session) close() {
	for _, stmt := range s.prepared {
		_ = stmt.Close() // the connection is closed next
	}
	_ = s.conn.Close() // to the pool, which is closed next
}

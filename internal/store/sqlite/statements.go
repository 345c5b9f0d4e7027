package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"viss.gov.lv/mm/internal/store"
)

// statements keeps prepared statements by their text. Texts are constants, or
// made of a handful of conditions, so that there are never many.
type statements struct {
	db *sql.DB

	mu       sync.RWMutex
	prepared map[string]*sql.Stmt
}

func (s *statements) get(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	stmt := s.prepared[text]
	s.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.prepared[text]; other != nil {
		_ = stmt.Close() // another was quicker
		return other, nil
	}
	if s.prepared == nil {
		s.prepared = map[string]*sql.Stmt{}
	}
	s.prepared[text] = stmt
	return stmt, nil
}

// query runs one query, in a transaction if there is one.
func (s *statements) query(ctx context.Context, tx *sql.Tx, q store.Query) error {
	stmt, err := s.get(ctx, q.SQL)
	if err != nil {
		return err
	}
	if tx != nil {
		stmt = tx.StmtContext(ctx, stmt)
	}
	rows, err := stmt.QueryContext(ctx, q.Args...)
	if err != nil {
		return err
	}
	return each(rows, q.Each)
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

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.prepared {
		_ = stmt.Close() // the connections are closed next
	}
	s.prepared = nil
}

package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"viss.gov.lv/mm/internal/store"
)

// session is the writer's connection with its prepared statements. Its
// statements do not listen to any caller's context: a group belongs to all of
// its callers.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	lost     bool // the connection is in an unknown state; take a new one
}

var _ store.Querier = (*session)(nil)

func newSession(conn *sql.Conn) *session {
	return &session{conn: conn, prepared: map[string]*sql.Stmt{}}
}

func (s *session) get(text string) (*sql.Stmt, error) {
	if stmt := s.prepared[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	s.prepared[text] = stmt
	return stmt, nil
}

func (s *session) exec(text string, args ...any) error {
	stmt, err := s.get(text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(context.Background(), args...)
	return err
}

// Query implements store.Querier for the function of a transaction.
func (s *session) Query(_ context.Context, queries ...store.Query) error {
	for _, q := range queries {
		stmt, err := s.get(q.SQL)
		if err != nil {
			return err
		}
		rows, err := stmt.QueryContext(context.Background(), q.Args...)
		if err != nil {
			return err
		}
		if err := each(rows, q.Each); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) begin() error { return s.exec("BEGIN IMMEDIATE") }

// end commits the group.
func (s *session) end() error {
	err := s.exec("COMMIT")
	if err != nil {
		s.abandon()
	}
	return err
}

// abandon rolls the group back.
func (s *session) abandon() {
	if err := s.exec("ROLLBACK"); err != nil {
		s.lost = true // some errors have rolled back already; a new connection is sure to be clean
	}
}

// apply runs one transaction of the group in a savepoint of its own. Its error,
// or panic, undoes that savepoint only; the error that apply returns is one that
// ends the group.
func (s *session) apply(u *update) (broken error) {
	if err := s.exec("SAVEPOINT one"); err != nil {
		return err
	}
	s.perform(u)
	if u.err == nil && u.panicked == nil {
		return s.exec("RELEASE one")
	}
	if err := s.exec("ROLLBACK TO one"); err != nil {
		return err
	}
	return s.exec("RELEASE one")
}

// perform runs the function and executes what it wants written.
func (s *session) perform(u *update) {
	returned := false
	defer func() {
		if !returned {
			u.panicked = recover()
		}
	}()
	writes, err := u.work(s)
	returned = true
	for i := 0; err == nil && i < len(writes); i++ {
		err = s.exec(writes[i].SQL, writes[i].Args...)
		if err != nil && writes[i].Taken != nil && isTaken(err) {
			err = writes[i].Taken
		}
	}
	u.err = err
}

func (s *session) close() {
	for _, stmt := range s.prepared {
		_ = stmt.Close() // the connection is closed next
	}
	_ = s.conn.Close()
}

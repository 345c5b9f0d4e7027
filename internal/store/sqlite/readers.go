package sqlite

import (
	"context"
	"database/sql"

	"viss.gov.lv/mm/internal/store"
)

// readers are the connections that read. A reader has one of them to itself
// while it reads.
type readers struct {
	db   *sql.DB
	idle chan *session // nil: a place for a connection that is not open yet
}

func newReaders(db *sql.DB, count int) *readers {
	r := &readers{db: db, idle: make(chan *session, count)}
	for range count {
		r.idle <- nil
	}
	return r
}

// query runs queries on one connection and, when they are several, on one
// snapshot.
func (r *readers) query(ctx context.Context, queries []store.Query) (err error) {
	var s *session
	select {
	case s = <-r.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() {
		if s != nil && s.lost {
			s.close()
			s = nil
		}
		r.idle <- s
	}()
	if s == nil {
		if s, err = connect(ctx, r.db); err != nil {
			return err
		}
	}
	if len(queries) == 1 {
		return s.Query(ctx, queries...)
	}
	whole := context.WithoutCancel(ctx)
	if err := s.exec(whole, "BEGIN"); err != nil {
		return err
	}
	if err := s.Query(ctx, queries...); err != nil {
		s.rollback(whole)
		return err
	}
	return s.commit(whole)
}

// close waits for who reads and closes the connections.
func (r *readers) close() error {
	for range cap(r.idle) {
		if s := <-r.idle; s != nil {
			s.close()
		}
	}
	err := r.db.Close()
	for range cap(r.idle) {
		r.idle <- nil // who comes later is told by the closed pool
	}
	return err
}

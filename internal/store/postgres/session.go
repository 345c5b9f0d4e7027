package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"viss.gov.lv/mm/internal/store"
)

// session is one transaction. It takes a connection when it first needs one.
type session struct {
	engine     *engine
	conn       *sql.Conn
	raw        *pgx.Conn
	begun      bool // a transaction is open, or may be
	committing bool // the commit was sent: nobody knows whether an error came before or after it
}

var _ store.Querier = (*session)(nil)

func (s *session) connect(ctx context.Context) (err error) {
	if s.conn == nil {
		s.conn, s.raw, err = s.engine.connection(ctx)
	}
	return err
}

// Query implements store.Querier for the function of a transaction. The first
// one brings the begin with it.
func (s *session) Query(ctx context.Context, queries ...store.Query) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	b := &pgx.Batch{}
	if !s.begun {
		b.Queue("BEGIN")
		s.begun = true
	}
	queue(b, queries)
	return s.raw.SendBatch(ctx, b).Close()
}

// commit sends the writes and the commit. Without an open transaction the
// writes need none: what is sent together commits together (PostgreSQL 15,
// section 55.2.2.1, Pipelining).
func (s *session) commit(ctx context.Context, writes []store.Write) error {
	if len(writes) == 0 && !s.begun {
		return nil
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	b := &pgx.Batch{}
	var failed error
	for _, w := range writes {
		b.Queue(w.SQL, w.Args...)
	}
	if s.begun {
		b.Queue("COMMIT")
	}
	s.committing = true
	results := s.raw.SendBatch(ctx, b)
	for i := 0; i < len(writes) && failed == nil; i++ {
		if _, err := results.Exec(); err != nil {
			failed = err
			if writes[i].Taken != nil && isTaken(err) {
				failed = writes[i].Taken
			}
		}
	}
	err := results.Close()
	if failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.begun = false
	return nil
}

// lost tells whether the connection broke before the commit was sent, so that
// the transaction is surely rolled back.
func (s *session) lost() bool { return s.raw != nil && s.raw.IsClosed() && !s.committing }

// close gives the connection back, without a transaction on it.
func (s *session) close(ctx context.Context) {
	if s.conn == nil {
		return
	}
	if s.begun {
		reset(ctx, s.raw)
	}
	_ = s.conn.Close() // gives it back to the pool
}

// resetTime bounds how long a roll-back may take before the connection is
// given up instead.
const resetTime = 2 * time.Second

// reset ends whatever transaction is open; a connection that cannot do that is
// closed, which rolls back as well. It works for callers that have gone.
func reset(ctx context.Context, raw *pgx.Conn) {
	if raw.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resetTime)
	defer cancel()
	if raw.PgConn().TxStatus() == 'I' {
		return
	}
	if _, err := raw.Exec(ctx, "ROLLBACK"); err != nil {
		_ = raw.Close(ctx)
	}
}

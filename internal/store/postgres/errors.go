package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Codes of errors (PostgreSQL 15, appendix A).
const (
	codeSerialization = "40001"
	codeDeadlock      = "40P01"
	codeUnique        = "23505"
)

// isTaken tells whether a write failed because a unique key is in use.
func isTaken(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeUnique
}

// met tells whether the server rolled a transaction back because it met another
// one, so that another try can do better.
func met(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == codeSerialization || e.Code == codeDeadlock)
}

const (
	mostTries = 6
	firstWait = 10 * time.Millisecond // doubled with each try
)

// again runs a transaction until it is not in another's way. The function tells
// whether its connection was lost while nothing could have been committed, which
// is tried again, too: the server was restarted, or another one took over.
func (e *engine) again(ctx context.Context, try func() (lost bool, err error)) error {
	wait := firstWait
	for n := 1; ; n++ {
		lost, err := try()
		if err == nil || ctx.Err() != nil || n == mostTries || !lost && !met(err) {
			return err
		}
		if err := e.pause(ctx, wait); err != nil {
			return err
		}
		wait *= 2
	}
}

// pause waits between half of a time and one and a half of it.
func (e *engine) pause(ctx context.Context, d time.Duration) error {
	if e.options.Sleep == nil {
		return nil
	}
	if e.options.Jitter != nil {
		d = d/2 + time.Duration(e.options.Jitter()*float64(d))
	}
	return e.options.Sleep(ctx, d)
}

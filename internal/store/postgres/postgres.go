// Package postgres keeps a store in PostgreSQL 15 or newer, for any number of
// instances beside each other.
//
// A transaction that only writes is one round trip: its statements are sent
// together and commit together. One that reads first locks what it reads, sends
// what it writes with its commit, and so costs one round trip more per reading.
// Isolation is READ COMMITTED; instances share work through row locks.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"viss.gov.lv/mm/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

func migrationFiles() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// Options are the settings of a store.
type Options struct {
	// Connections is how many are kept at most; 0: eight per processor, but at
	// least 16.
	Connections int
	// Sleep waits before a transaction is tried again that met another one; it
	// returns early with the context's error. Nil: no wait.
	Sleep func(context.Context, time.Duration) error
	// Jitter gives a random number in [0, 1), so that transactions that met do
	// not meet again. Nil: none.
	Jitter func() float64
}

// Open opens the database of a URL (postgres://user:password@host/name?…) and
// makes sure that it answers.
func Open(ctx context.Context, url string, o Options) (*store.Store, error) {
	e, err := open(ctx, url, o)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	return store.New(e), nil
}

func open(ctx context.Context, url string, o Options) (*engine, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the URL: %w", err) // pgx leaves the password out
	}
	prepare(config)
	if o.Connections < 1 {
		o.Connections = max(16, 8*runtime.GOMAXPROCS(0))
	}
	e := &engine{db: stdlib.OpenDB(*config), options: o}
	e.lookups.engine = e
	e.db.SetMaxOpenConns(o.Connections)
	e.db.SetMaxIdleConns(o.Connections)
	if err := e.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach %s: %w", config.Host, err), e.Close())
	}
	return e, nil
}

// prepare adds what the store relies on, where the URL says nothing else.
func prepare(config *pgx.ConnConfig) {
	for name, value := range map[string]string{
		"application_name": "mm",
		// An instance that hangs between two statements gives its locks back.
		"idle_in_transaction_session_timeout": "60000",
		// Every statement is short; compiling one, or starting processes that share
		// it, takes longer than doing it.
		"jit":                             "off",
		"max_parallel_workers_per_gather": "0",
		// Statements are written for one plan, which suits whatever arguments they
		// come with; a plan made for some of them may suit nobody else.
		"plan_cache_mode": "force_generic_plan",
	} {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	// What was acknowledged is on disk, whatever the server's default is.
	config.RuntimeParams["synchronous_commit"] = "on"
}

// connection takes one out of the pool.
func (e *engine) connection(ctx context.Context) (*sql.Conn, *pgx.Conn, error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("connect: %w", err)
	}
	var raw *pgx.Conn
	err = conn.Raw(func(driver any) error {
		raw = driver.(*stdlib.Conn).Conn()
		return nil
	})
	if err != nil {
		_ = conn.Close() // the error that counts is Raw's
		return nil, nil, err
	}
	return conn, raw, nil
}

package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Facts are what a check of a set-up wants to know of a server, as a session of
// the store sees it.
type Facts struct {
	Version        int    // server_version_num, as 150004
	FSync          string // "on", or what is acknowledged may be lost with the machine
	FullPageWrites string // "on", or a crash may leave half a page
	Commit         string // synchronous_commit
	Encoding       string // of the database; the store needs UTF8
	Connections    int    // max_connections, of all clients together
	Standby        bool   // it is a copy that nobody can write to
	Bytes          int64  // size of the database
	Clock          time.Time
}

const selectFacts = `SELECT current_setting('server_version_num')::bigint, current_setting('fsync'),
 current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('server_encoding'),
 current_setting('max_connections')::bigint, pg_is_in_recovery(), pg_database_size(current_database()), clock_timestamp()`

// Inspect asks the server of a URL for facts, over a connection of its own. It
// changes nothing.
func Inspect(ctx context.Context, url string) (f Facts, err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return Facts{}, fmt.Errorf("read the database's URL: %w", err) // pgx leaves the password out
	}
	prepare(config)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return Facts{}, fmt.Errorf("reach PostgreSQL at %s: %w", config.Host, err)
	}
	defer func() { _ = conn.Close(ctx) }() // nothing was written
	err = conn.QueryRow(ctx, selectFacts).Scan(&f.Version, &f.FSync, &f.FullPageWrites, &f.Commit, &f.Encoding,
		&f.Connections, &f.Standby, &f.Bytes, &f.Clock)
	if err != nil {
		return Facts{}, fmt.Errorf("ask PostgreSQL for its settings: %w", err)
	}
	return f, nil
}

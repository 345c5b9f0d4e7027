package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers of both stores
	_ "modernc.org/sqlite"
)

// step is how many blocks one statement adds.
const step = 20

// multiply adds copies of the first block, in order of time, as years of work
// would have left the tables.
func (h *history) multiply(ctx context.Context, address string) (err error) {
	db, id, err := openRaw(address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	copies, err := h.statements(ctx, db, id)
	if err != nil {
		return err
	}
	began, printed := time.Now(), time.Now()
	for n := 1; n < h.blocks; n += step {
		last := min(n+step, h.blocks) - 1
		for _, text := range copies {
			if _, err := db.ExecContext(ctx, text, n, last); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
		}
		if time.Since(printed) > 20*time.Second {
			printed = time.Now()
			share := float64(last) / float64(h.blocks)
			fmt.Printf("  filling: %.0f %%, %.0f s to go\n", 100*share, time.Since(began).Seconds()*(1-share)/share)
		}
	}
	if strings.Contains(address, "://") { // as its own housekeeping would have left it
		_, err = db.ExecContext(ctx, "VACUUM ANALYZE")
	}
	return err
}

// openRaw opens a database as no server would: a crash may ruin it. It gives
// how an identifier is moved in it: the format of its hexadecimal digits.
func openRaw(address string) (db *sql.DB, id string, err error) {
	if strings.Contains(address, "://") {
		db, err = sql.Open("pgx", address)
		id = `CAST(lpad(to_hex(%s), 12, '0') || substr(replace(CAST(%s AS TEXT), '-', ''), 13) AS UUID)`
	} else {
		u := url.URL{Scheme: "file", Path: address, RawQuery: url.Values{"_pragma": {
			"busy_timeout(5000)", "synchronous(off)", "cache_size(-200000)", "wal_autocheckpoint(20000)", "temp_store(memory)",
		}}.Encode()}
		db, err = sql.Open("sqlite", u.String())
		id = `unhex(printf('%%012x', %s) || substr(hex(%s), 13))`
	}
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, id, err
}

// statements copy the first block's rows of each table. In them r is the
// request of a row x.
func (h *history) statements(ctx context.Context, db *sql.DB, id string) ([]string, error) {
	by := fmt.Sprintf("n * %d", h.between.Milliseconds())
	later := func(column string) string { return "x." + column + " + " + by }
	serial := fmt.Sprintf("x.serial + n * %d", blockSerials)
	ref := func(column string) string { return fmt.Sprintf(id, "r.created + "+by, "x."+column) }
	var all []string
	for _, t := range []struct {
		name, request string
		changed       map[string]string
	}{
		{"request", "id", map[string]string{"serial": serial, "id": ref("id"), "created": later("created"), "expires": later("expires"), "closed": later("closed")}},
		{"payment", "request", map[string]string{"serial": serial, "request": ref("request"), "paid_at": later("paid_at")}},
		{"event", "request", map[string]string{"request": ref("request"), "at": later("at")}},
		{"job", "ref", map[string]string{"ref": ref("ref"), "due": later("due")}},
	} {
		names, err := columns(ctx, db, t.name)
		if err != nil {
			return nil, err
		}
		values := make([]string, len(names))
		for i, name := range names {
			if values[i] = t.changed[name]; values[i] == "" {
				values[i] = "x." + name
			}
		}
		all = append(all, fmt.Sprintf(`WITH RECURSIVE copy(n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM copy WHERE n < $2)
 INSERT INTO %s (%s) SELECT %s FROM copy CROSS JOIN request r JOIN %s x ON x.%s = r.id WHERE r.serial < %d ORDER BY n, r.serial`,
			t.name, strings.Join(names, ", "), strings.Join(values, ", "), t.name, t.request, blockSerials))
	}
	return all, nil
}

func columns(ctx context.Context, db *sql.DB, table string) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0") //nolint:gosec // the names of tables are our own
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close(), rows.Err()) }()
	return rows.Columns()
}

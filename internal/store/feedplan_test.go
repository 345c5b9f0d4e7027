package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/store/storetest"
)

// longFeed is a history of two institutions' events, all in one feed.
const longFeed = `INSERT INTO event (request, seq, news, at, kind, actor, payment, attempt, letter)
 SELECT r.id, n, n, r.created, 'payment paid', 'a', 'p', 'r', 'P' FROM request r, generate_series(1, 2) n;
INSERT INTO feed SELECT r.institution, row_number() OVER (PARTITION BY r.institution ORDER BY r.serial), r.id, 1 FROM request r;
INSERT INTO feed_waiting SELECT id, 2, institution, created FROM request WHERE serial % 10 = 0;
ANALYZE event; ANALYZE feed; ANALYZE feed_waiting`

// PostgreSQL reads a feed along its key and fetches what belongs to a page one
// by one, however long the history is; waiting events are taken from their
// beginning.
func TestPostgresReadsTheFeedAlongItsKey(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the database goes with it
	db.SetMaxOpenConns(1)                // settings are a connection's
	files, err := filepath.Glob("postgres/migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range files { // in the order of their numbers
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	for _, statements := range append(all, manyRows, longFeed) {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	for call, text := range map[string]string{
		"page('VRAA', 100, 100)": selectFeed,
		"last('VRAA')":           selectFeedEnd,
		"news('00000000-0000-7000-8000-000000000000', 1)": selectNews,
		"waiting(1000)": selectWaitingEvents,
		"anyone":        anyWaiting,
	} {
		name, _, _ := strings.Cut(call, "(")
		if _, err := db.ExecContext(t.Context(), "PREPARE "+name+" AS "+text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		plan := planOf(t, db, "EXPLAIN EXECUTE "+call)
		if strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "Hash") || strings.Contains(plan, "Merge") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

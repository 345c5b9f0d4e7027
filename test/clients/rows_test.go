package clients_test

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the other side of the store's own connections
	_ "modernc.org/sqlite"
)

// rows counts what lies in each table of a running demo's database. Counters and
// leases, which say nothing about requests, are left out.
func (d *demo) rows(t *testing.T) map[string]int {
	t.Helper()
	driver, address := "sqlite", "file:"+d.Database+"?mode=ro&_pragma=busy_timeout(10000)"
	tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if strings.HasPrefix(d.Database, "postgres") {
		driver, address = "pgx", d.Database
		tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.QueryContext(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			t.Fatal(err)
		}
		counts[name] = 0
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Collect(maps.Keys(counts)) {
		var n int
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM "`+name+`"`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[name] = n
	}
	if len(counts) < 5 {
		t.Fatalf("the database has only the tables %v", counts)
	}
	return counts
}

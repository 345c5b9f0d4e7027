package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
)

func TestMigrationsHaveTheSameNumbers(t *testing.T) {
	t.Parallel()
	files := func(dir string) []string {
		entries, err := os.ReadDir(filepath.Join(dir, "migrations"))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
			text, err := os.ReadFile(filepath.Join(dir, "migrations", e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(text), "-- ") {
				t.Errorf("%s/migrations/%s does not begin with a comment that says why", dir, e.Name())
			}
			if strings.Contains(string(text), "+goose Down") {
				t.Errorf("%s/migrations/%s goes back: no data may be lost by a migration", dir, e.Name())
			}
		}
		return names
	}
	if diff := cmp.Diff(files("sqlite"), files("postgres")); diff != "" {
		t.Errorf("migrations of SQLite and PostgreSQL (-sqlite +postgres):\n%s", diff)
	}
}

// column is a column as both engines can tell it.
type column struct {
	Table, Name, Kind string
	Nullable          bool
}

// kinds translates types of both engines to what is kept in them.
func kinds() map[string]string {
	return map[string]string{
		"INTEGER": "number", "integer": "number", "bigint": "number", "boolean": "number",
		"TEXT": "text", "text": "text",
		"BLOB": "bytes", "bytea": "bytes", "uuid": "bytes",
	}
}

func columns(t *testing.T, driver, address, query string) []column {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // an error of the rows is in rows.Err
	var all []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.Table, &c.Name, &c.Kind, &c.Nullable); err != nil {
			t.Fatal(err)
		}
		kind, ok := kinds()[c.Kind]
		if !ok {
			t.Errorf("%s.%s has the unknown type %s", c.Table, c.Name, c.Kind)
		}
		c.Kind = kind
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSchemasEndInTheSameColumns(t *testing.T) {
	t.Parallel()
	path, url := filepath.Join(t.TempDir(), "mm.db"), storetest.Postgres(t)
	lite, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	big, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []storetest.Store{lite, big} {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	inSQLite := columns(t, "sqlite", path, `SELECT t.name, c.name, c.type, c."notnull" = 0 AND c.pk = 0
 FROM pragma_table_list t JOIN pragma_table_info(t.name) c
 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'goose%' ORDER BY t.name, c.cid`)
	inPostgres := columns(t, "pgx", url, `SELECT table_name, column_name, data_type, is_nullable = 'YES'
 FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'
 ORDER BY table_name COLLATE "C", ordinal_position`)
	if len(inSQLite) < 50 {
		t.Errorf("only %d columns were found in SQLite", len(inSQLite))
	}
	if diff := cmp.Diff(inSQLite, inPostgres); diff != "" {
		t.Errorf("columns (-sqlite +postgres):\n%s", diff)
	}
}

package sqlite

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/storetest"
)

// statements are those that some engines were given.
type statements struct {
	mu    sync.Mutex
	texts map[string]bool
}

func (s *statements) add(sql string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[sql] = true
}

// recorder is an engine that remembers the statements that it is given.
type recorder struct {
	store.Engine
	seen *statements
}

func (r *recorder) Query(ctx context.Context, queries ...store.Query) error {
	return recording{r.Engine, r.seen}.Query(ctx, queries...)
}

func (r *recorder) Update(ctx context.Context, work store.Work) error {
	return r.Engine.Update(ctx, func(q store.Querier) ([]store.Write, error) {
		writes, err := work(recording{q, r.seen})
		for _, w := range writes {
			r.seen.add(w.SQL)
		}
		return writes, err
	})
}

// recording is a querier of a recorder.
type recording struct {
	store.Querier
	seen *statements
}

func (r recording) Query(ctx context.Context, queries ...store.Query) error {
	for _, q := range queries {
		r.seen.add(q.SQL)
	}
	return r.Querier.Query(ctx, queries...)
}

// The suite is run once more, and SQLite is asked how it does each statement: no
// table that grows for ever is read from end to end.
func TestNoStatementGetsSlowerWithHistory(t *testing.T) {
	t.Parallel()
	seen := &statements{texts: map[string]bool{}}
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) func() storetest.Store {
			path := filepath.Join(t.TempDir(), "mm.db")
			return func() storetest.Store {
				e, err := open(t.Context(), path, Options{})
				if err != nil {
					t.Fatal(err)
				}
				return store.New(&recorder{Engine: e, seen: seen})
			}
		})
	})
	e, err := open(t.Context(), filepath.Join(t.TempDir(), "mm.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	if err := e.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(seen.texts) < 40 {
		t.Errorf("only %d statements were seen", len(seen.texts))
	}
	for sql := range seen.texts {
		if strings.Contains(sql, "sqlite_schema") || strings.Contains(sql, "goose_db_version") {
			continue
		}
		for _, step := range plan(t, e, sql) {
			if strings.HasPrefix(step, "SCAN ") && !small(sql, step) {
				t.Errorf("%s\nfor %s", step, sql)
			}
			// Those that wait are very many when an institution does not answer.
			if strings.Contains(sql, " FROM delivery WHERE request = ") && !strings.Contains(step, "delivery_request") {
				t.Errorf("%s\nfor one request: %s", step, sql)
			}
		}
	}
}

// small tells whether a scan ends soon: of a table that stays small, of what an
// inner query gave, of the open attention items, or of the newest rows up to a
// limit.
func small(sql, step string) bool {
	table := strings.Fields(step)[1]
	switch table {
	case "lanes", "firsts", "oldest", "first_ones", "listed", "catalogue_version", "document_series", "counter", "clock", "feed_waiting", "w", "page", "most", "CONSTANT":
		return true
	case "attention":
		return strings.Contains(step, "attention_open") || strings.Contains(sql, "WHERE resolved IS NOT NULL ORDER BY id DESC LIMIT $1")
	case "document":
		return strings.HasSuffix(sql, " FROM document ORDER BY repository DESC LIMIT $1")
	case "delivery":
		return strings.HasSuffix(sql, " FROM delivery ORDER BY id DESC LIMIT $1")
	}
	return strings.HasPrefix(table, "(")
}

func plan(t *testing.T, e *engine, sql string) (steps []string) {
	t.Helper()
	args := make([]any, strings.Count(sql, "$"))
	err := e.Query(t.Context(), store.Query{SQL: "EXPLAIN QUERY PLAN " + sql, Args: args, Each: func(row store.Row) error {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}})
	if err != nil {
		t.Errorf("explain %s: %v", sql, err)
	}
	return steps
}

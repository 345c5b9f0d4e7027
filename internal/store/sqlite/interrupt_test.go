package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/store"
)

// endless looks for a row for ever.
const endless = `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n WHERE n < 0`

// A query whose caller has gone stops, and its connection serves the next one:
// there is only one here. The driver stops a query until its first row has
// come, so what may take long has to be done by then.
func TestQueryStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	e, err := open(t.Context(), filepath.Join(t.TempDir(), "mm.db"), Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	for range 3 {
		ctx, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
		err := e.Query(ctx, store.Query{SQL: endless, Each: func(store.Row) error { return nil }})
		leave()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the query ended with %v, want that it was cancelled", err)
		}
		if err := e.Ping(t.Context()); err != nil {
			t.Errorf("the next query: %v", err)
		}
	}
}

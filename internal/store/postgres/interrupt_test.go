package postgres

import (
	"context"
	"errors"
	"testing"

	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/storetest"
)

// endless gives rows that fill more than one packet, and then looks for another
// one for ever.
const endless = `WITH RECURSIVE n(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM n) SELECT n FROM n WHERE n < 10000 OR n < 0`

// A query whose caller has gone stops in the server, too.
func TestQueryStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	e, err := open(t.Context(), storetest.Postgres(t), Options{Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	ctx, leave := context.WithCancel(t.Context())
	err = e.Query(ctx, store.Query{SQL: endless, Each: func(store.Row) error {
		leave()
		return nil
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the query ended with %v, want that it was cancelled", err)
	}
	for running := int64(1); running > 0; { // until the test's own time is over
		err := e.Query(t.Context(), store.Query{
			SQL:  `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = $1 AND state = 'active'`,
			Args: []any{endless},
			Each: func(row store.Row) error { return row.Scan(&running) },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

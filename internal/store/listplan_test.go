package store

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

// manyRows is a history on which PostgreSQL has a choice of plans.
const manyRows = `INSERT INTO request
 SELECT g, gen_random_uuid(), g::text, CASE WHEN g % 50 = 0 THEN 'CSDD' ELSE 'VRAA' END, 's', 1, g * 1000::bigint, g * 1000::bigint + 864000000,
 1000, 'EUR', CASE WHEN g % 3 = 0 THEN 'paid' ELSE 'open' END, false, NULL, 'P', 1, 1, '{}', repeat('y', 1200) FROM generate_series(1, 30000) g;
INSERT INTO payment SELECT serial, id, 0, number, 'i', 'p', 'r', 'b', 'c', 'u', 1000, CASE WHEN state = 'paid' THEN 'paid' ELSE 'due' END, false,
 '', NULL, CASE WHEN state = 'paid' THEN created + 1000 END, false, institution FROM request;
ANALYZE request; ANALYZE payment; SET plan_cache_mode = force_generic_plan; SET jit = off`

// PostgreSQL reads lists along the index that was chosen for them: it neither
// reads a table from end to end nor sorts what lies in the span, whoever asks.
func TestPostgresReadsListsAlongTheirIndex(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the database goes with it
	db.SetMaxOpenConns(1)                // settings are a connection's
	ground, err := os.ReadFile("postgres/migrations/0001_ground.sql")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := os.ReadFile("postgres/migrations/0003_lists.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statements := range []string{string(ground), string(lists), manyRows} {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	day := pay.Span{From: time.UnixMilli(10_000_000), Before: time.UnixMilli(20_000_000)}
	long := pay.Span{From: time.UnixMilli(0), Before: time.UnixMilli(40_000_000)}
	for name, l := range map[string]listing{
		"everything":         requestListing(pay.RequestFilter{Institution: "VRAA"}, pay.Place{}),
		"created":            requestListing(pay.RequestFilter{Institution: "CSDD", Created: day}, pay.Place{}),
		"created_and_paid":   requestListing(pay.RequestFilter{Institution: "VRAA", Created: day, Paid: long}, pay.Place{}),
		"expires":            requestListing(pay.RequestFilter{Institution: "VRAA", Expires: day, OnlyUnpaid: true}, pay.Place{}),
		"paid":               requestListing(pay.RequestFilter{Institution: "CSDD", Paid: day}, pay.Place{}),
		"paid_and_more":      requestListing(pay.RequestFilter{Institution: "VRAA", Paid: day, Created: long, Currency: "EUR"}, pay.Place{}),
		"payments":           paymentListing(pay.PaymentFilter{Institution: "VRAA", Paid: day}, pay.Place{}),
		"payments_of_little": paymentListing(pay.PaymentFilter{Institution: "CSDD"}, pay.Place{}),
	} {
		columns := requestColumns
		if strings.HasPrefix(name, "payments") {
			columns = paymentColumns
		}
		rows, args := l.rows(columns, 501)
		count, _ := l.count(501)
		for kind, text := range map[string]string{"rows": rows, "count": count} {
			plan := explain(t, db, name+"_"+kind, text, args)
			if strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "Sort") {
				t.Errorf("%s, %s:\n%s", name, kind, plan)
			}
		}
	}
}

func explain(t *testing.T, db *sql.DB, name, text string, args []any) string {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), "PREPARE "+name+" AS "+text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var values []string
	for _, v := range args {
		if s, ok := v.(string); ok {
			v = "'" + s + "'"
		}
		values = append(values, fmt.Sprint(v))
	}
	rows, err := db.QueryContext(t.Context(), "EXPLAIN EXECUTE "+name+"("+strings.Join(values, ",")+")")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // an error of the rows is in rows.Err
	var plan strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

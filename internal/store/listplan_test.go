package store

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

// manyRows is a history on which PostgreSQL has a choice of plans.
const manyRows = `INSERT INTO request
 SELECT g, gen_random_uuid(), g::text, CASE WHEN g % 50 = 0 THEN 'CSDD' ELSE 'VRAA' END, 's', 1, g * 1000::bigint, g * 1000::bigint + 864000000,
 1000 + g / 29900 * 1000, 'EUR', CASE WHEN g % 3 = 0 THEN 'paid' ELSE 'open' END, false, NULL, 'P', 1, 1, '{}', repeat('y', 1200) FROM generate_series(1, 30000) g;
INSERT INTO payment SELECT serial, id, 0, number, 'i', 'p', 'r', 'b', 'c', 'u', total, CASE WHEN state = 'paid' THEN 'paid' ELSE 'due' END, false,
 '', NULL, CASE WHEN state = 'paid' THEN created + 1000 END, false, institution FROM request;
ANALYZE request; ANALYZE payment; SET plan_cache_mode = force_generic_plan; SET jit = off`

// PostgreSQL reads lists along the index that was chosen for them: it neither
// reads a table from end to end nor sorts what lies in the span, whoever asks.
// Only what is few is sorted.
func TestPostgresReadsListsAlongTheirIndex(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the database goes with it
	db.SetMaxOpenConns(1)                // settings are a connection's
	for _, statements := range append(migrations(t, "postgres"), manyRows) {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range listings() {
		for kind, text := range c.texts(name) {
			plan := explain(t, db, name+"_"+kind, text, c.l.args)
			_, found, _ := strings.Cut(plan, "Limit")
			if strings.Contains(plan, "Seq Scan") || strings.Contains(found, "Sort") && !c.l.sorted || !strings.Contains(plan, " "+c.along+" ") {
				t.Errorf("%s, %s: not along %s:\n%s", name, kind, c.along, plan)
			}
		}
	}
}

// So does SQLite, which has no statistics. What was found for rows is put into
// order once.
func TestSQLiteReadsListsAlongTheirIndex(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "mm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the file goes with its folder
	for _, statements := range migrations(t, "sqlite") {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range listings() {
		for kind, text := range c.texts(name) {
			allowed := map[string]int{"rows": 1}
			plan := planOf(t, db, "EXPLAIN QUERY PLAN "+text, make([]any, len(c.l.args)+1)...)
			if strings.Contains(plan, "SCAN r") || strings.Contains(plan, "SCAN p") || sortings(plan) > allowed[kind] && !c.l.sorted ||
				!strings.Contains(plan, " "+c.along+" ") {
				t.Errorf("%s, %s: not along %s:\n%s", name, kind, c.along, plan)
			}
		}
	}
}

func sortings(plan string) int { return strings.Count(plan, "TEMP B-TREE") }

// migrations are those that make what lists read.
func migrations(t *testing.T, engine string) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"0001_ground", "0003_lists", "0006_list_conditions", "0008_refund"} {
		text, err := os.ReadFile(filepath.Join(engine, "migrations", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// choice is a list and the index that it goes along.
type choice struct {
	l     listing
	along string
}

// texts are the queries for its rows and for their count.
func (c choice) texts(name string) map[string]string {
	columns := requestColumns
	if strings.HasPrefix(name, "payments") {
		columns = paymentColumns
	}
	rows, _ := c.l.rows(columns, 501)
	count, _ := c.l.count(501)
	return map[string]string{"rows": rows, "count": count}
}

// listings are one of each way to read a list.
func listings() map[string]choice {
	day := pay.Span{From: time.UnixMilli(10_000_000), Before: time.UnixMilli(20_000_000)}
	long := pay.Span{From: time.UnixMilli(0), Before: time.UnixMilli(40_000_000)}
	cents, more := int64(1000), int64(2000)
	requests := func(along string, f pay.RequestFilter, isFew bool) choice {
		return choice{requestListing(f, pay.Place{}, isFew), along}
	}
	payments := func(along string, f pay.PaymentFilter, isFew bool) choice {
		return choice{paymentListing(f, pay.Place{}, isFew), along}
	}
	return map[string]choice{
		"everything":       requests("request_created", pay.RequestFilter{Institution: "VRAA"}, false),
		"created":          requests("request_created", pay.RequestFilter{Institution: "CSDD", Created: day, AmountFrom: &more}, false),
		"created_and_paid": requests("request_created", pay.RequestFilter{Institution: "VRAA", Created: day, Paid: long}, false),
		"unpaid":           requests("request_unpaid", pay.RequestFilter{Institution: "VRAA", Created: long, OnlyUnpaid: true, AmountTill: &cents, AmountFrom: &cents}, false),
		"expires":          requests("request_expires", pay.RequestFilter{Institution: "VRAA", Expires: day}, false),
		"unpaid_expires":   requests("request_unpaid_expires", pay.RequestFilter{Institution: "VRAA", Expires: day, OnlyUnpaid: true}, false),
		"total":            requests("request_total", pay.RequestFilter{Institution: "VRAA", Created: long, AmountFrom: &cents, AmountTill: &cents}, false),
		"few":              requests("request_total", pay.RequestFilter{Institution: "VRAA", Created: long, AmountFrom: &more, Expires: day}, true),
		"few_unpaid":       requests("request_total", pay.RequestFilter{Institution: "VRAA", Created: long, AmountFrom: &more, OnlyUnpaid: true}, true),
		"few_alone":        requests("request_total", pay.RequestFilter{Institution: "VRAA", Created: day, AmountFrom: &more}, true),
		"few_expires":      requests("request_total", pay.RequestFilter{Institution: "VRAA", Expires: day, AmountFrom: &more, OnlyUnpaid: true}, true),
		"few_paid":         requests("request_total", pay.RequestFilter{Institution: "VRAA", Paid: day, AmountFrom: &more}, true),
		"paid":             requests("payment_paid", pay.RequestFilter{Institution: "CSDD", Paid: day}, false),
		"paid_and_more":    requests("payment_paid", pay.RequestFilter{Institution: "VRAA", Paid: day, Created: long, Currency: "EUR"}, false),

		"payments":           payments("payment_paid", pay.PaymentFilter{Institution: "VRAA", Paid: day, AmountFrom: &more}, false),
		"payments_of_little": payments("payment_paid", pay.PaymentFilter{Institution: "CSDD"}, false),
		"payments_of_amount": payments("payment_amount", pay.PaymentFilter{Institution: "VRAA", Paid: long, AmountFrom: &cents, AmountTill: &cents}, false),
		"payments_few":       payments("payment_amount", pay.PaymentFilter{Institution: "VRAA", Paid: long, AmountFrom: &more}, true),
	}
}

func explain(t *testing.T, db *sql.DB, name, text string, args []any) string {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), "PREPARE "+name+" AS "+text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var values []string
	for _, v := range append(args, 501) {
		if s, ok := v.(string); ok {
			v = "'" + s + "'"
		}
		values = append(values, fmt.Sprint(v))
	}
	return planOf(t, db, "EXPLAIN EXECUTE "+name+"("+strings.Join(values, ",")+")")
}

// planOf is the last column of a plan's rows.
func planOf(t *testing.T, db *sql.DB, text string, args ...any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer func() { _ = rows.Close() }() // an error of the rows is in rows.Err
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for rows.Next() {
		var line string
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &line
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

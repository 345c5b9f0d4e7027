package store

import (
	"fmt"
	"math"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// Lists are read along one index, which is chosen here and not by the
// databases: they would guess from statistics, and guess wrong for the caller
// who has few rows among many. What no index of the choice answers stands in a
// CASE: PostgreSQL does not take it for so choosy that sorting, or beginning
// with another table, would pay. Amounts are compared in two ways: as they are,
// they are looked for in the index of amounts, and in no other; as a sum with
// zero, they are looked at in the entries of an index along the time.
const (
	requestsByCreated = ` FROM request r WHERE r.institution = $1 AND (r.created, r.serial) > ($2, $3) AND r.created < $4`
	requestsByExpires = ` FROM request r WHERE r.institution = $1 AND (r.expires, r.serial) > ($2, $3) AND r.expires < $4`
	betweenTotals     = ` AND r.total + 0 >= $5 AND r.total + 0 <= $6`
	requestsOfTotal   = ` FROM request r WHERE r.institution = $1 AND r.total = $2
 AND (r.created, r.serial) > ($3, $4) AND r.created < $5`
	requestsByPaid = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1
 AND (p.paid_at, p.serial) > ($2, $3) AND p.paid_at < $4`
	fewRequests = ` FROM request r WHERE r.institution = $1 AND r.total >= $2 AND r.total <= $3`
	fewCreated  = ` AND (r.created, r.serial) > ($4, $5) AND r.created < $6` // in the entries of the same index
	// No money comes before its request.
	fewPaid = ` FROM request r CROSS JOIN payment p WHERE r.institution = $1 AND r.total >= $2 AND r.total <= $3
 AND r.created < $4 AND p.request = r.id AND p.paid_at IS NOT NULL`

	paymentsByPaid = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1
 AND (p.paid_at, p.serial) > ($2, $3) AND p.paid_at < $4`
	betweenAmounts   = ` AND p.amount + 0 >= $5 AND p.amount + 0 <= $6`
	paymentsOfAmount = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1 AND p.amount = $2
 AND (p.paid_at, p.serial) > ($3, $4) AND p.paid_at < $5`
	fewPayments = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1
 AND p.amount >= $2 AND p.amount <= $3 AND (p.paid_at, p.serial) > ($4, $5) AND p.paid_at < $6`

	// countOfTotal and countOfAmount tell whether few rows have such amounts.
	countOfTotal = `SELECT count(*) FROM (SELECT 1 FROM request r WHERE r.institution = $1
 AND r.total >= $2 AND r.total <= $3 LIMIT $4) AS first_ones`
	countOfAmount = `SELECT count(*) FROM (SELECT 1 FROM payment p WHERE p.institution = $1
 AND p.amount >= $2 AND p.amount <= $3 AND p.paid_at IS NOT NULL LIMIT $4) AS first_ones`
	countForeign = `SELECT count(*) FROM (SELECT 1 FROM request r WHERE r.institution = $1 AND r.currency <> 'EUR' LIMIT 1) AS first_ones`
)

// few is how many rows with an amount that is asked for are read and sorted
// rather than looked for along the time: reading so many takes about as long as
// passing the entries of an index between a hundred that are rarer.
const few = 5000

// fewOfMore is how many times as many that are for lists that pass more than
// that: those that count or read many rows, that look up a row of another table
// for each entry, or that want what is rarer still.
const fewOfMore = 4

// fewRows is how many rows are not many to such a list. In a shortSpan lie few of
// what is rare, and only these are read.
const (
	fewRows   = 100
	shortSpan = 62 * 24 * time.Hour
)

// listing is a list along one index.
type listing struct {
	from   string   // FROM, and the conditions that the index answers
	checks []string // what else is asked of a row
	place  [2]string
	sorted bool // the rows are few: they are sorted by their place, which no index gives
	args   []any
}

// check adds a condition; each %d in it is the number of an argument.
func (l *listing) check(format string, args ...any) {
	numbers := make([]any, len(args))
	for i := range args {
		numbers[i] = len(l.args) + 1 + i
	}
	l.checks = append(l.checks, fmt.Sprintf(format, numbers...))
	l.args = append(l.args, args...)
}

// within adds a condition that a column lies in a span.
func (l *listing) within(column string, s pay.Span) {
	if s.Set() {
		l.check(column+` >= $%d AND `+column+` < $%d`, since(s), before(s))
	}
}

func (l *listing) ofCurrency(c pay.Currency) {
	if c != "" {
		l.check(`r.currency = $%d`, text(c))
	}
}

// rows completes the query for rows: the columns come after those of the place.
// The rows are put into the order that they have already, so that all of them
// are found before the first one is given: until then drivers stop a query when
// its time is over, and that of SQLite only until then.
func (l listing) rows(columns string, limit int) (string, []any) {
	return fmt.Sprintf(`SELECT * FROM (SELECT %s AS place_at, %s AS place_serial, %s%s LIMIT $%d) AS listed ORDER BY place_at + 0, place_serial`,
		l.place[0], l.place[1], columns, l.body(), len(l.args)+1), append(l.args, int64(limit))
}

// count completes the query that counts rows up to a limit. It asks for their
// order, too, which only the index gives.
func (l listing) count(most int) (string, []any) {
	return fmt.Sprintf(`SELECT count(*) FROM (SELECT 1%s LIMIT $%d) AS first_ones`, l.body(), len(l.args)+1), append(l.args, int64(most))
}

func (l listing) body() string {
	body := l.from
	if len(l.checks) > 0 {
		body += ` AND CASE WHEN ` + strings.Join(l.checks, ` AND `) + ` THEN TRUE ELSE FALSE END`
	}
	if l.sorted {
		return body + ` ORDER BY ` + l.place[0] + ` + 0, ` + l.place[1]
	}
	return body + ` ORDER BY ` + l.place[0] + `, ` + l.place[1]
}

// start is the place after which rows count.
func start(s pay.Span, after pay.Place) []any {
	if after == (pay.Place{}) {
		return []any{since(s), int64(-1)} // serials are not negative
	}
	return []any{after.At.UnixMilli(), after.Serial}
}

func since(s pay.Span) int64 {
	if s.From.IsZero() {
		return math.MinInt64
	}
	return ceilMillis(s.From)
}

func before(s pay.Span) int64 {
	if s.Before.IsZero() {
		return math.MaxInt64
	}
	return ceilMillis(s.Before)
}

// ceilMillis is the first whole millisecond that is not before a time.
func ceilMillis(t time.Time) int64 {
	return t.Add(time.Millisecond - 1).UnixMilli()
}

// amounts are the ends of a stretch of amounts, in cents.
type amounts struct{ from, till int64 }

func amountsOf(from, till *int64) amounts {
	a := amounts{math.MinInt64, math.MaxInt64}
	if from != nil {
		a.from = *from
	}
	if till != nil {
		a.till = *till
	}
	return a
}

// set tells whether the stretch leaves any amount out.
func (a amounts) set() bool { return a != amounts{math.MinInt64, math.MaxInt64} }

// one tells whether the stretch is one amount.
func (a amounts) one() bool { return a.from == a.till }

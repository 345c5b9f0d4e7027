package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"viss.gov.lv/mm/pay"
)

// Lists are read along one index, which is chosen here and not by the
// databases: they would guess from statistics, and guess wrong for the caller
// who has few rows among many. What else is asked of a row stands in a CASE:
// no index answers it, and PostgreSQL does not take it for so choosy that
// sorting, or beginning with another table, would pay. All ends are always
// given, open ones as the ends of all time, so that there are few texts.
const (
	requestColumns = `r.id, r.number, r.created, r.expires, r.total, r.currency, r.state, r.letter, r.detail`
	requestChecks  = ` AND CASE WHEN r.total >= $5 AND r.total <= $6 AND (NOT $7 OR r.state <> 'paid') AND ($8 = '' OR r.currency = $8)`
	paidWithin     = ` AND EXISTS (SELECT 1 FROM payment q WHERE q.request = r.id AND q.paid_at >= $%d AND q.paid_at < $%d)`
	checksEnd      = ` THEN TRUE ELSE FALSE END`

	requestsByCreated = ` FROM request r WHERE r.institution = $1 AND (r.created, r.serial) > ($2, $3) AND r.created < $4` +
		requestChecks + ` AND r.expires >= $9 AND r.expires < $10`
	requestsByExpires = ` FROM request r WHERE r.institution = $1 AND (r.expires, r.serial) > ($2, $3) AND r.expires < $4` +
		requestChecks + ` AND r.created >= $9 AND r.created < $10`
	// A request with several payments in the span stands at its first.
	requestsByPaid = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1
 AND (p.paid_at, p.serial) > ($2, $3) AND p.paid_at < $4` + requestChecks +
		` AND r.created >= $9 AND r.created < $10 AND r.expires >= $11 AND r.expires < $12
 AND NOT EXISTS (SELECT 1 FROM payment q WHERE q.request = p.request AND q.paid_at >= $13
 AND (q.paid_at < p.paid_at OR q.paid_at = p.paid_at AND q.serial < p.serial))`

	paymentColumns = `p.paid_at, p.serial, p.request, p.number, p.paid_at, r.detail, p.iban, p.purpose, p.amount, r.currency, p.state`
	paymentsByPaid = ` FROM payment p JOIN request r ON r.id = p.request WHERE p.institution = $1
 AND (p.paid_at, p.serial) > ($2, $3) AND p.paid_at < $4
 AND CASE WHEN p.amount >= $5 AND p.amount <= $6 AND ($7 = '' OR r.currency = $7)`
)

var _ pay.ListStore = (*Store)(nil)

// listing is a list along one index.
type listing struct {
	place string // the columns of a row's place
	from  string // everything after the columns, up to the end of the checks
	args  []any
}

// rows completes the query for rows.
func (l listing) rows(columns string, limit int) (string, []any) {
	return fmt.Sprintf(`SELECT %s%s ORDER BY %s LIMIT $%d`, columns, l.from+checksEnd, l.place, len(l.args)+1), append(l.args, int64(limit))
}

// count completes the query that counts rows up to a limit. It asks for their
// order, too, which only the index gives.
func (l listing) count(most int) (string, []any) {
	return fmt.Sprintf(`SELECT count(*) FROM (SELECT 1%s ORDER BY %s LIMIT $%d) AS first_ones`, l.from+checksEnd, l.place, len(l.args)+1), append(l.args, int64(most))
}

// requestListing chooses the index of the shortest span.
func requestListing(f pay.RequestFilter, after pay.Place) listing {
	head := func(s pay.Span) []any {
		args := append([]any{text(f.Institution)}, start(s, after)...)
		args = append(args, before(s))
		args = append(args, cents(f.AmountFrom, math.MinInt64), cents(f.AmountTill, math.MaxInt64))
		return append(args, f.OnlyUnpaid, text(f.Currency))
	}
	created, paid, expires := f.Created.Length(), f.Paid.Length(), f.Expires.Length()
	var l listing
	switch {
	case f.Paid.Set() && paid <= created && paid <= expires:
		l = listing{place: "p.paid_at, p.serial", from: requestsByPaid, args: head(f.Paid)}
		l.args = append(l.args, within(f.Created)...)
		l.args = append(l.args, within(f.Expires)...)
		l.args = append(l.args, since(f.Paid))
		return l
	case f.Expires.Set() && expires < created:
		l = listing{place: "r.expires, r.serial", from: requestsByExpires, args: head(f.Expires)}
		l.args = append(l.args, within(f.Created)...)
	default:
		l = listing{place: "r.created, r.serial", from: requestsByCreated, args: head(f.Created)}
		l.args = append(l.args, within(f.Expires)...)
	}
	if f.Paid.Set() {
		l.from += fmt.Sprintf(paidWithin, len(l.args)+1, len(l.args)+2)
		l.args = append(l.args, within(f.Paid)...)
	}
	return l
}

func paymentListing(f pay.PaymentFilter, after pay.Place) listing {
	args := append([]any{text(f.Institution)}, start(f.Paid, after)...)
	return listing{place: "p.paid_at, p.serial", from: paymentsByPaid, args: append(args, before(f.Paid),
		cents(f.AmountFrom, math.MinInt64), cents(f.AmountTill, math.MaxInt64), text(f.Currency))}
}

// start is the place after which rows count.
func start(s pay.Span, after pay.Place) []any {
	if after == (pay.Place{}) {
		return []any{since(s), int64(-1)} // serials are not negative
	}
	return []any{after.At.UnixMilli(), after.Serial}
}

func within(s pay.Span) []any { return []any{since(s), before(s)} }

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

func cents(v *int64, open int64) int64 {
	if v == nil {
		return open
	}
	return *v
}

// serviceName is what lists need of a request's detail.
type serviceName struct {
	ServiceName pay.Text `json:"serviceName"`
}

// RequestRows implements pay.ListStore.
func (s *Store) RequestRows(ctx context.Context, f pay.RequestFilter, after pay.Place, limit int) ([]pay.RequestRow, error) {
	l := requestListing(f, after)
	sql, args := l.rows(l.place+", "+requestColumns, limit)
	var rows []pay.RequestRow
	err := s.read(ctx, "list requests", Query{SQL: sql, Args: args, Each: func(row Row) error {
		r, detail := pay.RequestRow{}, serviceName{}
		err := row.Scan(moment{&r.Place.At}, &r.Place.Serial, identifier{&r.ID}, &r.Number, moment{&r.Created},
			moment{&r.Expires}, &r.Total.Minor, &r.Total.Currency, &r.State, &r.Letter, document{&detail})
		r.ServiceName = detail.ServiceName
		rows = append(rows, r)
		return err
	}})
	return rows, err
}

// CountRequestRows implements pay.ListStore.
func (s *Store) CountRequestRows(ctx context.Context, f pay.RequestFilter, most int) (int, error) {
	return s.countRows(ctx, requestListing(f, pay.Place{}), most)
}

// PaymentRows implements pay.ListStore.
func (s *Store) PaymentRows(ctx context.Context, f pay.PaymentFilter, after pay.Place, limit int) ([]pay.PaymentRow, error) {
	sql, args := paymentListing(f, after).rows(paymentColumns, limit)
	var rows []pay.PaymentRow
	err := s.read(ctx, "list payments", Query{SQL: sql, Args: args, Each: func(row Row) error {
		p, detail := pay.PaymentRow{}, serviceName{}
		err := row.Scan(moment{&p.Place.At}, &p.Place.Serial, identifier{&p.Request}, &p.Number, moment{&p.PaidAt},
			document{&detail}, &p.IBAN, &p.Purpose, &p.Amount.Minor, &p.Amount.Currency, &p.State)
		p.ServiceName = detail.ServiceName
		rows = append(rows, p)
		return err
	}})
	return rows, err
}

// CountPaymentRows implements pay.ListStore.
func (s *Store) CountPaymentRows(ctx context.Context, f pay.PaymentFilter, most int) (int, error) {
	return s.countRows(ctx, paymentListing(f, pay.Place{}), most)
}

func (s *Store) countRows(ctx context.Context, l listing, most int) (int, error) {
	sql, args := l.count(most)
	n := 0
	err := s.read(ctx, "count rows of a list", Query{SQL: sql, Args: args, Each: func(row Row) error { return row.Scan(&n) }})
	return n, err
}

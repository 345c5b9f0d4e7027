package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	deliveryColumns = `id, kind, institution, request, target, letter, letter_seq, news, state, created, first_try,
 next_try, tries, last_result, done`
	selectDelivery = `SELECT ` + deliveryColumns + ` FROM delivery WHERE id = $1`
	// A request has few deliveries; of a state there may be very many, so that
	// index must not be taken: a column in an expression has none.
	selectWaiting = `SELECT ` + deliveryColumns + ` FROM delivery WHERE request = $1 AND kind = $2 AND state || '' = $3
 ORDER BY id`
	insertDelivery = `INSERT INTO delivery (` + deliveryColumns + `)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	updateDelivery = `UPDATE delivery SET target = $1, letter = $2, letter_seq = $3, state = $4, first_try = $5,
 next_try = $6, tries = $7, last_result = $8, done = $9 WHERE id = $10`
	insertTry = `INSERT INTO delivery_try (delivery, n, at, took, status, result) VALUES ($1, $2, $3, $4, $5, $6)`
	selectTry = `SELECT delivery, n, at, took, status, result FROM delivery_try WHERE delivery = $1 ORDER BY n`
)

// defaultLimit bounds lists for which the caller names no limit.
const defaultLimit = 100

// Delivery reads one delivery.
func (s *Store) Delivery(ctx context.Context, id pay.ID) (*pay.Delivery, error) {
	found, err := deliveries(ctx, s.engine, selectDelivery, id[:])
	if err != nil {
		return nil, fmt.Errorf("read a delivery: %w", err)
	}
	if len(found) == 0 {
		return nil, pay.ErrNotFound
	}
	return &found[0], nil
}

// Deliveries lists deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, f pay.DeliveryFilter) ([]pay.Delivery, error) {
	var w where
	beside := "" // as in selectWaiting
	if !f.Request.IsZero() {
		w.is("request", f.Request[:])
		beside = " || ''"
	}
	if f.State != "" {
		w.is("state"+beside, text(f.State))
	}
	if f.Institution != "" {
		w.is("institution"+beside, text(f.Institution))
	}
	w.createdWithin(f.Created)
	if !f.Older.IsZero() {
		w.that("id < ?", f.Older[:])
	}
	found, err := deliveries(ctx, s.engine, `SELECT `+deliveryColumns+` FROM delivery`+w.newest(f.Limit), w.args...)
	if err != nil {
		return nil, fmt.Errorf("list the deliveries: %w", err)
	}
	return found, nil
}

// Tries lists the tries of a delivery, in order.
func (s *Store) Tries(ctx context.Context, delivery pay.ID) ([]pay.Try, error) {
	var tries []pay.Try
	err := s.read(ctx, "read the tries", Query{SQL: selectTry, Args: []any{delivery[:]}, Each: func(row Row) error {
		var (
			try  pay.Try
			took int64
		)
		err := row.Scan(identifier{&try.Delivery}, &try.N, moment{&try.At}, &took, &try.Status, &try.Result)
		try.Took = time.Duration(took) * time.Millisecond
		tries = append(tries, try)
		return err
	}})
	return tries, err
}

func deliveries(ctx context.Context, q Querier, sql string, args ...any) ([]pay.Delivery, error) {
	var found []pay.Delivery
	err := q.Query(ctx, Query{SQL: sql, Args: args, Each: func(row Row) error {
		d := pay.Delivery{}
		err := row.Scan(identifier{&d.ID}, &d.Kind, &d.Institution, identifier{&d.Request}, &d.Target, &d.Letter,
			&d.LetterSeq, &d.News, &d.State, moment{&d.Created}, moment{&d.FirstTry}, moment{&d.NextTry}, &d.Tries,
			&d.LastResult, moment{&d.Done})
		found = append(found, d)
		return err
	}})
	return found, err
}

// AddDelivery implements pay.Tx.
func (t *tx) AddDelivery(d pay.Delivery) {
	t.hold(d.ID)
	t.write(insertDelivery, d.ID[:], text(d.Kind), text(d.Institution), d.Request[:], text(d.Target), text(d.Letter),
		int64(d.LetterSeq), int64(d.News), text(d.State), millis(d.Created), millis(d.FirstTry), millis(d.NextTry),
		int64(d.Tries), text(d.LastResult), millis(d.Done))
}

// SaveDelivery implements pay.Tx.
func (t *tx) SaveDelivery(d pay.Delivery) {
	t.held("delivery", d.ID)
	t.write(updateDelivery, text(d.Target), text(d.Letter), int64(d.LetterSeq), text(d.State), millis(d.FirstTry),
		millis(d.NextTry), int64(d.Tries), text(d.LastResult), millis(d.Done), d.ID[:])
}

// AddTry implements pay.Tx.
func (t *tx) AddTry(try pay.Try) {
	t.write(insertTry, try.Delivery[:], int64(try.N), millis(try.At), try.Took.Milliseconds(), int64(try.Status),
		text(try.Result))
}

// where collects the conditions of a list.
type where struct {
	terms []string
	args  []any
}

func (w *where) is(column string, value any) { w.that(column+" = ?", value) }

// that adds a condition in which the value stands for the question mark.
func (w *where) that(condition string, value any) {
	w.args = append(w.args, value)
	w.terms = append(w.terms, strings.Replace(condition, "?", "$"+strconv.Itoa(len(w.args)), 1))
}

// idDrift is more than the time in an identifier and that of its thing can
// differ: both are of the business clock, taken within one use case.
const idDrift = 24 * time.Hour

// createdWithin keeps to things that were created in a span. Identifiers begin
// with their time, so that lists along them read no more than the span.
func (w *where) createdWithin(s pay.Span) {
	if !s.From.IsZero() {
		w.that("created >= ?", ceilMillis(s.From))
		w.that("id >= ?", idAt(s.From.Add(-idDrift)))
	}
	if !s.Before.IsZero() {
		w.that("created < ?", ceilMillis(s.Before))
		w.that("id < ?", idAt(s.Before.Add(idDrift)))
	}
}

// idAt is less than every identifier of a moment, and more than all earlier ones.
func idAt(at time.Time) []byte {
	id := make([]byte, len(pay.ID{}))
	binary.BigEndian.PutUint64(id, uint64(max(at.UnixMilli(), 0))<<16)
	return id
}

// newest ends the statement of a list: newest first, at most limit rows.
func (w *where) newest(limit int) string { return w.newestBy("id", limit) }

// newestBy is newest by another column that rises with time.
func (w *where) newestBy(column string, limit int) string {
	if limit <= 0 {
		limit = defaultLimit
	}
	w.args = append(w.args, int64(limit))
	sql := ""
	if len(w.terms) > 0 {
		sql = " WHERE " + strings.Join(w.terms, " AND ")
	}
	return sql + " ORDER BY " + column + " DESC LIMIT $" + strconv.Itoa(len(w.args))
}

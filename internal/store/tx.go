package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"viss.gov.lv/mm/pay"
)

// tx collects what a use case writes. Nothing is sent before its function has
// returned: then all of it goes in one round trip.
type tx struct {
	ctx     context.Context
	q       Querier
	clauses Clauses
	writes  []Write
	locked  []pay.ID                       // requests and deliveries that are locked or new
	owners  map[pay.ID]pay.InstitutionCode // of the requests among them
	fault   error                          // the first write that cannot be done
	issue   *issue                         // the document that is issued, if any
}

var _ pay.Tx = (*tx)(nil)

var errNotLocked = errors.New("is changed without having been locked in this transaction")

func (t *tx) write(sql string, args ...any) {
	t.writes = append(t.writes, Write{SQL: sql, Args: args})
}

func (t *tx) fail(err error) {
	if t.fault == nil {
		t.fault = err
	}
}

// hold remembers that a thing may be changed.
func (t *tx) hold(id pay.ID) { t.locked = append(t.locked, id) }

// holdOf is hold for a request, whose institution is remembered.
func (t *tx) holdOf(r *pay.Request) {
	t.hold(r.ID)
	if t.owners == nil {
		t.owners = map[pay.ID]pay.InstitutionCode{}
	}
	t.owners[r.ID] = r.Institution
}

// held makes sure that a thing may be changed: a change of a row that nobody
// locked could undo what another transaction wrote, or hit no row at all.
func (t *tx) held(what string, id pay.ID) {
	if !slices.Contains(t.locked, id) {
		t.fail(fmt.Errorf("%s %s %w", what, id, errNotLocked))
	}
}

// serial is the serial of a number, as it is kept.
func (t *tx) serial(n pay.Number) int64 {
	serial, err := n.Serial()
	if err != nil {
		t.fail(fmt.Errorf("keep number %q: %w", n, err))
	}
	return int64(serial)
}

// Lock implements pay.Tx.
func (t *tx) Lock(id pay.ID) (*pay.Request, error) {
	r, queries := readRequest(id, t.clauses.Lock)
	if err := t.q.Query(t.ctx, queries...); err != nil {
		return nil, fmt.Errorf("lock the request: %w", err)
	}
	if r.ID.IsZero() {
		return nil, pay.ErrNotFound
	}
	t.holdOf(r)
	return r, nil
}

// LockDelivery implements pay.Tx.
func (t *tx) LockDelivery(id pay.ID) (*pay.Delivery, error) {
	found, err := deliveries(t.ctx, t.q, selectDelivery+t.clauses.Lock, id[:])
	if err != nil {
		return nil, fmt.Errorf("lock the delivery: %w", err)
	}
	if len(found) == 0 {
		return nil, pay.ErrNotFound
	}
	t.hold(id)
	return &found[0], nil
}

// WaitingDeliveries implements pay.Tx. The deliveries are locked, too.
func (t *tx) WaitingDeliveries(request pay.ID, kind pay.DeliveryKind) ([]pay.Delivery, error) {
	found, err := deliveries(t.ctx, t.q, selectWaiting+t.clauses.Lock, request[:], text(kind), text(pay.DeliveryWaiting))
	if err != nil {
		return nil, fmt.Errorf("lock the waiting deliveries: %w", err)
	}
	for i := range found {
		t.hold(found[i].ID)
	}
	return found, nil
}

// HasMessage implements pay.Tx.
func (t *tx) HasMessage(provider pay.ProviderCode, key string) (bool, error) {
	n, err := count(t.ctx, t.q, countVerified, text(provider), text(key))
	return n > 0, err
}

// UnverifiedMessages implements pay.Tx.
func (t *tx) UnverifiedMessages(attempt pay.ID) (map[string]int, error) {
	kept := map[string]int{}
	err := t.q.Query(t.ctx, Query{SQL: countUnverified, Args: []any{attempt[:]}, Each: func(row Row) error {
		var (
			key string
			n   int
		)
		err := row.Scan(&key, &n)
		kept[key] = n
		return err
	}})
	if err != nil {
		return nil, fmt.Errorf("count unverified messages: %w", err)
	}
	return kept, nil
}

// count runs a query whose one row is a number.
func count(ctx context.Context, q Querier, sql string, args ...any) (int, error) {
	var n int
	err := q.Query(ctx, Query{SQL: sql, Args: args, Each: func(row Row) error { return row.Scan(&n) }})
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

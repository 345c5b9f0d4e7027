package store

import (
	"context"

	"viss.gov.lv/mm/pay"
)

const (
	attemptColumns = `id, request, payment, ref, provider, language, state, created, changed, hold_until, handover,
 provider_ref, reason, late`
	// Identifiers are ordered by time, so this is the order in which attempts were made.
	selectAttempts = `SELECT ` + attemptColumns + ` FROM attempt WHERE request = $1 ORDER BY id`
	upsertAttempt  = `INSERT INTO attempt (serial, ` + attemptColumns + `)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
 ON CONFLICT (id) DO UPDATE SET state = excluded.state, changed = excluded.changed,
 hold_until = excluded.hold_until, handover = excluded.handover, provider_ref = excluded.provider_ref,
 reason = excluded.reason, late = excluded.late`
)

// AttemptOf finds an attempt by its identifier.
func (s *Store) AttemptOf(ctx context.Context, id pay.ID) (*pay.Attempt, error) {
	return s.oneAttempt(ctx, Query{
		SQL:  `SELECT ` + attemptColumns + ` FROM attempt WHERE id = $1`,
		Args: []any{id[:]},
	})
}

// FindAttempt finds the attempt with a reference at a provider.
func (s *Store) FindAttempt(ctx context.Context, provider pay.ProviderCode, ref pay.Number) (*pay.Attempt, error) {
	serial, err := ref.Serial()
	if err != nil {
		return nil, pay.ErrNotFound
	}
	return s.oneAttempt(ctx, Query{
		SQL:  `SELECT ` + attemptColumns + ` FROM attempt WHERE serial = $1 AND provider = $2`,
		Args: []any{int64(serial), text(provider)},
	})
}

func (s *Store) oneAttempt(ctx context.Context, q Query) (*pay.Attempt, error) {
	var found *pay.Attempt
	q.Each = func(row Row) error {
		found = new(pay.Attempt)
		return scanAttempt(row, found)
	}
	if err := s.read(ctx, "read an attempt", q); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, pay.ErrNotFound
	}
	return found, nil
}

func scanAttempt(row Row, a *pay.Attempt) error {
	return row.Scan(identifier{&a.ID}, identifier{&a.Request}, &a.Payment, &a.Ref, &a.Provider, &a.Language, &a.State,
		moment{&a.Created}, moment{&a.Changed}, moment{&a.HoldUntil}, document{&a.Handover}, &a.ProviderRef, &a.Reason,
		&a.Late)
}

// SaveAttempt implements pay.Tx.
func (t *tx) SaveAttempt(a *pay.Attempt) {
	t.held("request", a.Request)
	var handover any
	if a.Handover != nil {
		h, err := encoded(a.Handover)
		if err != nil {
			t.fail(err)
			return
		}
		handover = h
	}
	t.write(upsertAttempt, t.serial(a.Ref), a.ID[:], a.Request[:], int64(a.Payment), string(a.Ref), text(a.Provider),
		text(a.Language), text(a.State), millis(a.Created), millis(a.Changed), millis(a.HoldUntil), handover,
		text(a.ProviderRef), text(a.Reason), a.Late)
}

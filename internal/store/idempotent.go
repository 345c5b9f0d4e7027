package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	selectIdempotent = `SELECT institution, operation, key, digest, request, created, status, answer FROM idempotent
 WHERE institution = $1 AND operation = $2 AND key = $3`
	dropIdempotent = `DELETE FROM idempotent WHERE institution = $1 AND operation = $2 AND key = $3 AND created <= $4`
	addIdempotent  = `INSERT INTO idempotent (institution, operation, key, digest, request, created, status, answer)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	// The inner query bounds the transaction; both engines find the rows by the index on created.
	purgeIdempotent = `DELETE FROM idempotent WHERE (institution, operation, key) IN
 (SELECT institution, operation, key FROM idempotent WHERE created < $1 ORDER BY created LIMIT $2)
 RETURNING 1`
)

// Idempotent reads a key, also one that is older than the window and not yet
// purged.
func (s *Store) Idempotent(ctx context.Context, owner pay.InstitutionCode, operation, key string) (*pay.Idempotent, error) {
	var found *pay.Idempotent
	err := s.read(ctx, "read an idempotency key", Query{
		SQL:  selectIdempotent,
		Args: []any{text(owner), text(operation), text(key)},
		Each: func(row Row) error {
			found = new(pay.Idempotent)
			return row.Scan(&found.Institution, &found.Operation, &found.Key, digest{&found.Digest},
				identifier{&found.Request}, moment{&found.Created}, &found.Status, &found.Answer)
		},
	})
	if err == nil && found == nil {
		err = pay.ErrNotFound
	}
	return found, err
}

// AddIdempotent implements pay.Tx.
func (t *tx) AddIdempotent(i pay.Idempotent) {
	owner, operation, key := text(i.Institution), text(i.Operation), text(i.Key)
	var answer any
	if len(i.Answer) > 0 {
		answer = i.Answer
	}
	t.write(dropIdempotent, owner, operation, key, i.Created.Add(-pay.IdempotencyWindow).UnixMilli())
	t.writes = append(t.writes, Write{
		SQL:   addIdempotent,
		Args:  []any{owner, operation, key, i.Digest[:], i.Request[:], millis(i.Created), int64(i.Status), answer},
		Taken: pay.ErrTaken,
	})
}

// PurgeIdempotent forgets keys made before a moment.
func (s *Store) PurgeIdempotent(ctx context.Context, before time.Time, max int) (int, error) {
	var gone int
	err := s.write(ctx, "purge idempotency keys", func(q Querier) ([]Write, error) {
		gone = 0
		return nil, q.Query(ctx, Query{
			SQL:  purgeIdempotent,
			Args: []any{before.UnixMilli(), int64(max)},
			Each: func(Row) error { gone++; return nil },
		})
	})
	return gone, err
}

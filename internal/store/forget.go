package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	selectRemembered = `SELECT id, target FROM delivery WHERE kind = 'receipt' AND NOT forgotten AND done < $1
 ORDER BY done LIMIT $2`
	// A receipt that was made due again in the meantime is left alone.
	forgetTarget = `UPDATE delivery SET target = $1, forgotten = TRUE WHERE id = $2 AND done < $3`
)

// ForgetReceipts masks the addresses of receipts that were over before a moment,
// the oldest first.
func (s *Store) ForgetReceipts(ctx context.Context, before time.Time, max int) (int, error) {
	var gone int
	err := s.write(ctx, "forget addresses of receipts", func(q Querier) ([]Write, error) {
		var writes []Write
		err := q.Query(ctx, Query{SQL: selectRemembered, Args: []any{before.UnixMilli(), int64(max)}, Each: func(row Row) error {
			var (
				id     pay.ID
				target string
			)
			if err := row.Scan(identifier{&id}, &target); err != nil {
				return err
			}
			writes = append(writes, Write{SQL: forgetTarget, Args: []any{pay.MaskEmail(target), id[:], before.UnixMilli()}})
			return nil
		}})
		gone = len(writes)
		return writes, err
	})
	return gone, err
}

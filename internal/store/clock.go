package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

var (
	errBackwards = errors.New("the business clock never goes back")
	errExhausted = errors.New("no numbers are left")
)

// ClockOffset is how far the business clock is ahead of the machine clock.
func (s *Store) ClockOffset(ctx context.Context) (time.Duration, error) {
	var ahead int64
	err := s.read(ctx, "read the clock", Query{
		SQL:  `SELECT ahead FROM clock WHERE id = 1`,
		Each: func(row Row) error { return row.Scan(&ahead) },
	})
	return time.Duration(ahead) * time.Millisecond, err
}

// AdvanceClock moves the business clock forward, by whole milliseconds.
func (s *Store) AdvanceClock(ctx context.Context, by time.Duration) (time.Duration, error) {
	if by < 0 {
		return 0, fmt.Errorf("advance the clock by %s: %w", by, errBackwards)
	}
	var ahead int64
	err := s.write(ctx, "advance the clock", func(q Querier) ([]Write, error) {
		return nil, q.Query(ctx, Query{
			SQL:  `UPDATE clock SET ahead = ahead + $1 WHERE id = 1 RETURNING ahead`,
			Args: []any{by.Milliseconds()},
			Each: func(row Row) error { return row.Scan(&ahead) },
		})
	})
	return time.Duration(ahead) * time.Millisecond, err
}

// ReserveSerials gives the first of count serials that nobody else gets.
func (s *Store) ReserveSerials(ctx context.Context, count int) (uint64, error) {
	if count < 1 {
		return 0, fmt.Errorf("reserve %d serials: at least one", count)
	}
	var next int64
	err := s.write(ctx, "reserve serials", func(q Querier) ([]Write, error) {
		err := q.Query(ctx, Query{
			SQL:  `UPDATE counter SET value = value + $1 WHERE name = 'serial' RETURNING value`,
			Args: []any{int64(count)},
			Each: func(row Row) error { return row.Scan(&next) },
		})
		if err == nil && next > pay.MaxSerial {
			err = errExhausted
		}
		return nil, err
	})
	return uint64(next) - uint64(count), err
}

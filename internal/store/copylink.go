package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	insertCopyLink = `INSERT INTO copy_link (digest, request, created, expires) VALUES ($1, $2, $3, $4)`
	countCopyLink  = `SELECT count(*) FROM copy_link WHERE digest = $1 AND used IS NULL AND expires > $2`
	useCopyLink    = `UPDATE copy_link SET used = $1 WHERE digest = $2 AND used IS NULL AND expires > $3 RETURNING request`
	purgeCopyLinks = `DELETE FROM copy_link WHERE digest IN
 (SELECT digest FROM copy_link WHERE expires < $1 ORDER BY expires LIMIT $2) RETURNING 1`
)

// AddCopyLink keeps a link to a copy.
func (s *Store) AddCopyLink(ctx context.Context, l pay.CopyLink) error {
	return s.write(ctx, "keep a link to a copy", func(Querier) ([]Write, error) {
		return []Write{{SQL: insertCopyLink, Args: []any{l.Digest[:], l.Request[:], millis(l.Created), millis(l.Expires)}}}, nil
	})
}

// CopyLinkOpen tells whether a link could be used.
func (s *Store) CopyLinkOpen(ctx context.Context, digest [32]byte, at time.Time) (bool, error) {
	n, err := count(ctx, s.engine, countCopyLink, digest[:], at.UnixMilli())
	return n > 0, err
}

// UseCopyLink uses a link up. Who comes second finds it used.
func (s *Store) UseCopyLink(ctx context.Context, digest [32]byte, at time.Time) (pay.ID, error) {
	var request pay.ID
	err := s.write(ctx, "use a link to a copy", func(q Querier) ([]Write, error) {
		request = pay.ID{}
		return nil, q.Query(ctx, Query{
			SQL:  useCopyLink,
			Args: []any{at.UnixMilli(), digest[:], at.UnixMilli()},
			Each: func(row Row) error { return row.Scan(identifier{&request}) },
		})
	})
	if err == nil && request.IsZero() {
		err = pay.ErrNotFound
	}
	return request, err
}

// PurgeCopyLinks forgets links that expired before a moment.
func (s *Store) PurgeCopyLinks(ctx context.Context, before time.Time, max int) (int, error) {
	var gone int
	err := s.write(ctx, "purge links to copies", func(q Querier) ([]Write, error) {
		gone = 0
		return nil, q.Query(ctx, Query{
			SQL:  purgeCopyLinks,
			Args: []any{before.UnixMilli(), int64(max)},
			Each: func(Row) error { gone++; return nil },
		})
	})
	return gone, err
}

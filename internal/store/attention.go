package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	attentionColumns = `id, kind, institution, request, number, payment, amount, note, created, resolved`
	insertAttention  = `INSERT INTO attention (` + attentionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
)

// AttentionItems lists what a person must look at, newest first.
func (s *Store) AttentionItems(ctx context.Context, f pay.AttentionFilter) ([]pay.Attention, error) {
	w := where{terms: []string{"resolved IS NULL"}}
	if f.Resolved {
		w.terms[0] = "resolved IS NOT NULL"
	}
	if f.Kind != "" {
		w.is("kind", text(f.Kind))
	}
	if f.Institution != "" {
		w.is("institution", text(f.Institution))
	}
	if !f.Request.IsZero() {
		w.is("request", f.Request[:])
	}
	var items []pay.Attention
	err := s.read(ctx, "list the attention items", Query{
		SQL:  `SELECT ` + attentionColumns + ` FROM attention` + w.newest(f.Limit),
		Args: w.args,
		Each: func(row Row) error {
			a := pay.Attention{}
			err := row.Scan(identifier{&a.ID}, &a.Kind, &a.Institution, identifier{&a.Request}, &a.Number, &a.Payment,
				&a.Amount, &a.Note, moment{&a.Created}, moment{&a.Resolved})
			items = append(items, a)
			return err
		},
	})
	return items, err
}

// AttentionCounts counts the open items of each kind; kinds without any are
// left out.
func (s *Store) AttentionCounts(ctx context.Context) (map[pay.AttentionKind]int, error) {
	counts := map[pay.AttentionKind]int{}
	err := s.read(ctx, "count the attention items", Query{
		SQL: `SELECT kind, count(*) FROM attention WHERE resolved IS NULL GROUP BY kind`,
		Each: func(row Row) error {
			var (
				kind pay.AttentionKind
				n    int
			)
			err := row.Scan(&kind, &n)
			counts[kind] = n
			return err
		},
	})
	return counts, err
}

// AddAttention implements pay.Tx.
func (t *tx) AddAttention(a pay.Attention) {
	t.write(insertAttention, a.ID[:], text(a.Kind), text(a.Institution), uuid(a.Request), text(a.Number), text(a.Payment),
		a.Amount, text(a.Note), millis(a.Created), millis(a.Resolved))
}

// ResolveAttention implements pay.Tx. An item that is resolved already, or that
// is not there, stays as it is.
func (t *tx) ResolveAttention(id pay.ID, at time.Time) {
	t.write(`UPDATE attention SET resolved = $1 WHERE id = $2 AND resolved IS NULL`, millis(at), id[:])
}

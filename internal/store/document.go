package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"viss.gov.lv/mm/pay"
)

const (
	selectLatestDocument = `SELECT content FROM document WHERE request = $1 ORDER BY seq DESC LIMIT 1`
	selectByCode         = `SELECT content FROM document WHERE code = $1 LIMIT 1`

	// What comes after a document in the order of a list.
	olderIssued    = `(issued, repository) < (SELECT issued, repository FROM document WHERE repository = ?)`
	olderOfRequest = `seq < (SELECT seq FROM document WHERE repository = ?)`

	// The request is locked, so nobody else counts on.
	insertDocument = `INSERT INTO document (repository, id, request, seq, institution, type, number, issued, code, content)
 VALUES ($1, $2, $3, (SELECT coalesce(max(seq), 0) + 1 FROM document WHERE request = $4), $5, $6, $7, $8, $9, $10)`
	// The row stays locked until the end of the transaction: numbers are given
	// in the order of commits, and one that is not kept was never given.
	nextDocument = `INSERT INTO document_series (institution, series, year, last) VALUES ($1, $2, $3, 1)
 ON CONFLICT (institution, series, year) DO UPDATE SET last = document_series.last + 1 RETURNING last`
)

var errTwoDocuments = errors.New("one transaction issues one document")

// LatestDocument is the newest document of a request.
func (s *Store) LatestDocument(ctx context.Context, request pay.ID) (*pay.Document, error) {
	return oneDocument(ctx, s.engine, selectLatestDocument, request[:])
}

// DocumentByCode finds a document by its verification code.
func (s *Store) DocumentByCode(ctx context.Context, code string) (*pay.Document, error) {
	return oneDocument(ctx, s.engine, selectByCode, text(code))
}

func oneDocument(ctx context.Context, q Querier, sql string, args ...any) (*pay.Document, error) {
	found, err := documents(ctx, q, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read a document: %w", err)
	}
	if len(found) == 0 {
		return nil, pay.ErrNotFound
	}
	return &found[0], nil
}

// Documents lists documents.
func (s *Store) Documents(ctx context.Context, f pay.DocumentFilter) ([]pay.Document, error) {
	var w where
	order, older := "repository", "repository < ?"
	if f.Number != "" {
		w.is("number", text(f.Number))
	}
	if f.Institution != "" {
		w.is("institution", text(f.Institution))
		order, older = "issued DESC, repository", olderIssued
	}
	if !f.Request.IsZero() {
		w.is("request", f.Request[:])
		order, older = "seq", olderOfRequest
	}
	if !f.Issued.From.IsZero() {
		w.that("issued >= ?", ceilMillis(f.Issued.From))
	}
	if !f.Issued.Before.IsZero() {
		w.that("issued < ?", ceilMillis(f.Issued.Before))
	}
	if f.Older != 0 {
		w.that(older, f.Older)
	}
	found, err := documents(ctx, s.engine, `SELECT content FROM document`+w.newestBy(order, f.Limit), w.args...)
	if err != nil {
		return nil, fmt.Errorf("list the documents: %w", err)
	}
	return found, nil
}

func documents(ctx context.Context, q Querier, sql string, args ...any) ([]pay.Document, error) {
	var found []pay.Document
	err := q.Query(ctx, Query{SQL: sql, Args: args, Each: func(row Row) error {
		d := pay.Document{}
		err := row.Scan(document{&d})
		found = append(found, d)
		return err
	}})
	return found, err
}

// LatestDocument implements pay.Tx.
func (t *tx) LatestDocument(request pay.ID) (*pay.Document, error) {
	t.held("request", request)
	return oneDocument(t.ctx, t.q, selectLatestDocument, request[:])
}

// issue is a document that waits for its number.
type issue struct {
	document *pay.Document
	finish   func(serial int64) error
}

// AddDocument implements pay.Tx.
func (t *tx) AddDocument(d *pay.Document, finish func(serial int64) error) {
	t.held("request", d.Request)
	if t.issue != nil {
		t.fail(errTwoDocuments)
		return
	}
	t.issue = &issue{document: d, finish: finish}
}

// complete gives what is still to be written once the function has returned.
// With a document the rest is written first, in one round trip with the count,
// so that the series' row is locked from here to the commit and no longer.
func (t *tx) complete() ([]Write, error) {
	if t.fault != nil || t.issue == nil {
		return t.writes, t.fault
	}
	d := t.issue.document
	var serial int64
	queries := make([]Query, 0, len(t.writes)+1)
	// Only a write at the end can say that a key is taken.
	if !slices.ContainsFunc(t.writes, func(w Write) bool { return w.Taken != nil }) {
		for _, w := range t.writes {
			queries = append(queries, Query{SQL: w.SQL, Args: w.Args, Each: func(Row) error { return nil }})
		}
		t.writes = nil
	}
	queries = append(queries, Query{
		SQL:  nextDocument,
		Args: []any{text(d.Institution), pay.DocumentSeries(d.Institution), int64(pay.DocumentYear(d.Issued))},
		Each: func(row Row) error { return row.Scan(&serial) },
	})
	if err := t.q.Query(t.ctx, queries...); err != nil {
		return nil, fmt.Errorf("number a document: %w", err)
	}
	if err := t.issue.finish(serial); err != nil {
		return nil, err
	}
	content, err := encoded(d)
	if err != nil {
		return nil, err
	}
	t.write(insertDocument, d.Repository, d.ID[:], d.Request[:], d.Request[:], text(d.Institution), text(d.Type),
		text(d.Number), millis(d.Issued), text(d.Verification.Code), content)
	return t.writes, t.fault
}

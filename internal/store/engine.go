package store

import "context"

// Engine is a database: how it runs transactions, and the few words in which
// its SQL differs.
type Engine interface {
	// Querier outside of a transaction. All queries of one call see the same
	// state.
	Querier
	// Update runs work in one transaction, executes the writes that it returns
	// in order, and commits. An error of work or of a write rolls all of it back
	// and is returned. Work may run more than once.
	Update(ctx context.Context, work Work) error
	// Clauses are the engine's own words.
	Clauses() Clauses

	Migrate(ctx context.Context) error
	SchemaVersion(ctx context.Context) (has, needs int64, err error)
	Ping(ctx context.Context) error
	Close() error
}

// Work is what a transaction does: it reads through the querier and returns
// what is to be written.
type Work func(q Querier) ([]Write, error)

// Querier runs queries.
type Querier interface {
	// Query runs the queries in order, in one round trip where there is one to
	// save, and hands each row to its query's function. It stops at the first
	// error, which it returns.
	Query(ctx context.Context, queries ...Query) error
}

// Query is a statement that returns rows. Parameters are $1, $2, … in the order
// of their first use; arguments are nil, int64, string, []byte or bool.
type Query struct {
	SQL  string
	Args []any
	Each func(Row) error
	// Many is, for a query that finds one row by a key of 16 bytes, its only
	// argument, the text that finds many: $1 is an array of keys then, and the
	// key comes before the other columns. With it the query may share its round
	// trip with those of other callers; outside of a transaction only.
	Many string
}

// Row is a row that can be read once, while its function runs.
type Row interface {
	Scan(dest ...any) error
}

// Write is a statement that returns nothing.
type Write struct {
	SQL  string
	Args []any
	// Taken is the error when a unique key is in use already; nil for a write
	// to which that cannot happen.
	Taken error
}

// Clauses are the words in which engines differ.
type Clauses struct {
	// Lock after a SELECT keeps other transactions from changing its rows.
	Lock string
	// Skip does the same and leaves out rows that others have locked.
	Skip string
}

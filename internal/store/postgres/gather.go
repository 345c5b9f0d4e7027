package postgres

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"viss.gov.lv/mm/internal/store"
)

// gatherer lets lookups of single rows share round trips. A round trip costs
// both processes many times what the lookup itself does. A lookup that comes
// alone is sent at once; those that come while others are under way wait for
// the next flight and travel together.
type gatherer struct {
	engine *engine

	mu      sync.Mutex
	waiting []*lookup
	flying  int
}

// Limits of the flights: how many are under way at once, how many lookups
// travel in one, and how long one may take.
const (
	flights    = 2
	passengers = 64
	flightTime = 10 * time.Second
)

// lookup is one query on its way.
type lookup struct {
	query store.Query
	done  chan error

	mu   sync.Mutex
	gone bool // its caller has left: its function must not be called any more
}

// each hands a row to the lookup's function, unless its caller has left.
func (l *lookup) each(row store.Row) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone {
		return nil
	}
	return l.query.Each(row)
}

func (l *lookup) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
}

// query runs a lookup. Its answer is of a moment after the call.
func (g *gatherer) query(ctx context.Context, q store.Query) error {
	l := &lookup{query: q, done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, l)
	start := g.flying < flights
	if start {
		g.flying++
	}
	g.mu.Unlock()
	if start {
		go g.fly(context.WithoutCancel(ctx))
	}
	select {
	case err := <-l.done:
		return err
	case <-ctx.Done():
		l.leave()
		return ctx.Err()
	}
}

// fly carries lookups until none waits.
func (g *gatherer) fly(ctx context.Context) {
	for {
		aboard := g.board()
		if len(aboard) == 0 {
			return
		}
		g.carry(ctx, aboard)
	}
}

func (g *gatherer) board() []*lookup {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), passengers)
	aboard := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	if n == 0 {
		g.waiting = nil
		g.flying--
	}
	return aboard
}

// carry runs lookups in one round trip. When it breaks, each is told.
func (g *gatherer) carry(ctx context.Context, aboard []*lookup) {
	ctx, cancel := context.WithTimeout(ctx, flightTime)
	defer cancel()
	conn, raw, err := g.engine.connection(ctx)
	if err != nil {
		land(aboard, err)
		return
	}
	defer func() { _ = conn.Close() }() // gives it back to the pool
	for len(aboard) > 0 {               // one text is the rule; two of them take two trips
		alike, others := split(aboard)
		land(alike, find(ctx, raw, alike))
		aboard = others
	}
}

// split parts the lookups of the first one's text from the others.
func split(all []*lookup) (alike, others []*lookup) {
	for _, l := range all {
		if l.query.Many == all[0].query.Many {
			alike = append(alike, l)
		} else {
			others = append(others, l)
		}
	}
	return alike, others
}

// find runs lookups of one text and hands each row to whoever asked for it.
func find(ctx context.Context, raw *pgx.Conn, all []*lookup) error {
	asked := make(map[[16]byte][]*lookup, len(all))
	for _, l := range all {
		key, err := keyOf(l.query)
		if err != nil {
			return err
		}
		asked[key] = append(asked[key], l)
	}
	keys := make([][16]byte, 0, len(asked))
	for key := range asked {
		keys = append(keys, key)
	}
	rows, err := raw.Query(ctx, all[0].query.Many, keys)
	if err != nil {
		return err
	}
	var key [16]byte
	return each(rows, func(row store.Row) error {
		copy(key[:], rows.RawValues()[0])
		for _, l := range asked[key] {
			if err := l.each(behindKey{row}); err != nil {
				return err
			}
		}
		return nil
	})
}

func keyOf(q store.Query) (key [16]byte, err error) {
	b, ok := q.Args[0].([]byte)
	if !ok || len(b) != len(key) {
		return key, errors.New("a lookup needs a key of 16 bytes")
	}
	return [16]byte(b), nil
}

// behindKey is a row without its first column.
type behindKey struct{ row store.Row }

// Scan reads the columns behind the key.
func (r behindKey) Scan(dest ...any) error {
	return r.row.Scan(append([]any{nil}, dest...)...) // pgx passes over a nil
}

func land(all []*lookup, err error) {
	for _, l := range all {
		l.done <- err
	}
}

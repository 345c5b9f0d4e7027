package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	selectLease = `SELECT holder, until FROM feed_lease WHERE id = 1`
	updateLease = `UPDATE feed_lease SET holder = $1, until = $2 WHERE id = 1`

	// Requests are locked when events are added, so that of two events of one the
	// later is never seen without the earlier: along this order none is overtaken.
	selectWaitingEvents = `SELECT w.institution, w.request, w.seq,
 (SELECT coalesce(max(f.position), 0) FROM feed f WHERE f.institution = w.institution)
 FROM feed_waiting w ORDER BY w.request, w.seq LIMIT $1`
	insertPlace = `INSERT INTO feed (institution, position, request, seq) VALUES ($1, $2, $3, $4)`
	dropWaiting = `DELETE FROM feed_waiting WHERE request = $1 AND seq = $2`
)

// lease is who numbers events, as it is kept.
type lease struct {
	holder pay.ID
	until  time.Time
	found  bool // and, in a transaction, locked
}

func (l *lease) query(lock string) Query {
	return Query{SQL: selectLease + lock, Each: func(row Row) error {
		l.found = true
		return row.Scan(identifier{&l.holder}, moment{&l.until})
	}}
}

// openTo tells whether somebody may number events at a moment.
func (l *lease) openTo(who pay.SequencerLease) bool {
	return l.found && who.Takes(l.holder, l.until)
}

// waitingEvent is an event that gets its position.
type waitingEvent struct {
	institution pay.InstitutionCode
	request     pay.ID
	seq         int
	head        int64 // of the institution's feed, before
}

// Sequence gives positions to up to most committed events. Whoever has the
// lease's row locked is alone at it; the times in it only keep others from
// trying. The events are read by a statement after the one that locks, so that
// it sees all that earlier holders did; an event that commits later is there
// the next time.
func (s *Store) Sequence(ctx context.Context, l pay.SequencerLease, most int) (pay.Sequenced, error) {
	var now lease
	if err := s.read(ctx, "look at the sequencer's lease", now.query("")); err != nil || !now.openTo(l) {
		return pay.Sequenced{}, err
	}
	var done pay.Sequenced
	err := s.write(ctx, "number events", func(q Querier) ([]Write, error) {
		done = pay.Sequenced{}
		var (
			held    lease
			waiting []waitingEvent
		)
		// Nobody waits for the lock: who finds it taken is not needed.
		if err := q.Query(ctx, held.query(s.engine.Clauses().Skip), readWaiting(&waiting, most)); err != nil || !held.openTo(l) {
			return nil, err
		}
		done = pay.Sequenced{Held: l.Until.After(l.Now), Placed: len(waiting)}
		return append(place(waiting), Write{SQL: updateLease, Args: []any{l.Holder[:], l.Until.UnixMilli()}}), nil
	})
	if err != nil {
		return pay.Sequenced{}, err
	}
	return done, nil
}

func readWaiting(into *[]waitingEvent, most int) Query {
	return Query{SQL: selectWaitingEvents, Args: []any{int64(most)}, Each: func(row Row) error {
		w := waitingEvent{}
		err := row.Scan(&w.institution, identifier{&w.request}, &w.seq, &w.head)
		*into = append(*into, w)
		return err
	}}
}

// place gives the statements that move events into their feeds, in order.
func place(events []waitingEvent) []Write {
	writes := make([]Write, 0, 2*len(events)+1)
	heads := map[pay.InstitutionCode]int64{}
	for i := range events {
		e := &events[i]
		position := max(heads[e.institution], e.head) + 1
		heads[e.institution] = position
		writes = append(writes,
			Write{SQL: insertPlace, Args: []any{text(e.institution), position, e.request[:], int64(e.seq)}},
			Write{SQL: dropWaiting, Args: []any{e.request[:], int64(e.seq)}})
	}
	return writes
}

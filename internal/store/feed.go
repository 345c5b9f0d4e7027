package store

import (
	"context"

	"viss.gov.lv/mm/pay"
)

const (
	addWaiting = `INSERT INTO feed_waiting (request, seq, institution, at) VALUES ($1, $2, $3, $4)`
	// The key's order, since a search along it passes over what was deleted but once.
	anyWaiting   = `SELECT 1 FROM feed_waiting ORDER BY request, seq LIMIT 1`
	countBacklog = `SELECT count(*), min(at) FROM
 (SELECT at FROM feed_waiting ORDER BY request, seq LIMIT $1) AS first_ones`

	newsColumns = `r.number, e.request, e.seq, e.news, e.at, e.kind, e.payment, e.letter, e.data`
	// The page is cut before the rest is fetched, and at a number that PostgreSQL
	// can see: of a limit that it does not know it expects a tenth of the feed, for
	// which it would read all events from end to end.
	selectFeed = `SELECT page.position, ` + newsColumns + ` FROM (SELECT position, request, seq FROM
 (SELECT position, request, seq FROM feed WHERE institution = $1 AND position > $2 ORDER BY position LIMIT 1000) AS most
 ORDER BY position LIMIT $3) AS page
 JOIN event e ON e.request = page.request AND e.seq = page.seq JOIN request r ON r.id = page.request ORDER BY page.position`
	selectFeedEnd = `SELECT coalesce(max(position), 0) FROM feed WHERE institution = $1`
	selectNews    = `SELECT ` + newsColumns + ` FROM event e JOIN request r ON r.id = e.request
 WHERE e.request = $1 AND e.news = $2`
)

// mostBacklog bounds how far a backlog is counted.
const mostBacklog = 10_000

// awaitPlace puts a published event among those that wait for their position in
// the feed of the request's institution.
func (t *tx) awaitPlace(e pay.Event) {
	t.held("request", e.Request)
	t.write(addWaiting, e.Request[:], int64(e.Seq), text(t.owners[e.Request]), millis(e.At))
}

// Unsequenced tells whether an event waits for its position.
func (s *Store) Unsequenced(ctx context.Context) (bool, error) {
	found := false
	err := s.read(ctx, "look for events without a position", Query{
		SQL:  anyWaiting,
		Each: func(Row) error { found = true; return nil },
	})
	return found, err
}

// FeedBacklog counts the events that wait for their position, up to 10 000.
func (s *Store) FeedBacklog(ctx context.Context) (pay.FeedBacklog, error) {
	var b pay.FeedBacklog
	err := s.read(ctx, "count events without a position", Query{
		SQL: countBacklog, Args: []any{int64(mostBacklog)},
		Each: func(row Row) error { return row.Scan(&b.Waiting, moment{&b.Oldest}) },
	})
	return b, err
}

// Feed reads entries of an institution's feed after a position, in order, and no
// more than 1000.
func (s *Store) Feed(ctx context.Context, owner pay.InstitutionCode, after int64, limit int) ([]pay.FeedEntry, error) {
	var entries []pay.FeedEntry
	err := s.read(ctx, "read the feed", Query{
		SQL: selectFeed, Args: []any{text(owner), after, int64(limit)},
		Each: func(row Row) error {
			e := pay.FeedEntry{}
			err := scanNews(row, &e.News, &e.Position)
			entries = append(entries, e)
			return err
		},
	})
	return entries, err
}

// FeedEnd is the last position of an institution's feed.
func (s *Store) FeedEnd(ctx context.Context, owner pay.InstitutionCode) (int64, error) {
	var end int64
	err := s.read(ctx, "find the end of the feed", Query{
		SQL: selectFeedEnd, Args: []any{text(owner)},
		Each: func(row Row) error { return row.Scan(&end) },
	})
	return end, err
}

// News reads one published event of a request.
func (s *Store) News(ctx context.Context, request pay.ID, sequence int) (pay.News, error) {
	var news pay.News
	found := false
	if sequence < 1 {
		return news, pay.ErrNotFound
	}
	err := s.read(ctx, "read news", Query{
		SQL: selectNews, Args: []any{request[:], int64(sequence)},
		Each: func(row Row) error { found = true; return scanNews(row, &news) },
	})
	if err == nil && !found {
		err = pay.ErrNotFound
	}
	return news, err
}

// scanNews reads the columns of news and those before them.
func scanNews(row Row, to *pay.News, before ...any) error {
	var (
		e      pay.Event
		number pay.Number
	)
	err := row.Scan(append(before, &number, identifier{&e.Request}, &e.Seq, &e.News, moment{&e.At}, &e.Kind, &e.Payment,
		&e.Letter, document{&e.Data})...)
	*to = pay.NewsOf(e, number)
	return err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/pay"
)

// newsOfOne is how many events a request adds to the feed while a store is
// filled, as many as a paid one does.
const newsOfOne = 3

// measureFeed measures how the feed is read when it is long.
func (s settings) measureFeed(ctx context.Context, p place) error {
	fmt.Printf("\n%s: a feed of %d events\n", p.name, s.feed)
	address, err := p.database(ctx, "feed")
	if err != nil {
		return err
	}
	if err := s.fillFeed(ctx, address); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	mm, err := startMM(ctx, s.mm, p.dir, address)
	if err != nil {
		return err
	}
	return errors.Join(s.readFeed(ctx, p, mm), mm.stop())
}

// fillFeed writes requests with news, and gives the news their positions.
func (s settings) fillFeed(ctx context.Context, address string) error {
	ids, err := fillNews(ctx, address, s.feed/newsOfOne)
	if err != nil || len(ids) == 0 {
		return err
	}
	db, err := openStore(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // all is committed
	return number(ctx, db)
}

// fillNews fills a store with requests and adds their news to them.
func fillNews(ctx context.Context, address string, count int) ([]string, error) {
	db, err := openStore(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // all is committed
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	var ids []string
	began := time.Now()
	for first := 0; first < count && ctx.Err() == nil; first += blockRequests {
		all := make([]*pay.Request, min(blockRequests, count-first))
		for i := range all {
			if all[i], err = m.request(uint64(first+i)*10, began.UTC().Truncate(time.Millisecond)); err != nil {
				return nil, err
			}
			all[i].Expires = began.AddDate(1, 0, 0).UTC().Truncate(time.Millisecond)
			ids = append(ids, all[i].ID.String())
		}
		err := db.Update(ctx, func(tx pay.Tx) error {
			for _, r := range all {
				write(tx, r)
				addNews(tx, r)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if _, err := db.ReserveSerials(ctx, count*10+1000); err != nil { // the server's numbers begin after ours
		return nil, err
	}
	fmt.Printf("  filled with %d requests in %.0f s\n", count, time.Since(began).Seconds())
	return ids, ctx.Err()
}

// addNews adds to a request what a payment of it would have.
func addNews(tx pay.Tx, r *pay.Request) {
	for i, e := range []pay.Event{
		{Kind: pay.EventPaymentPaid, Payment: r.Payments[0].Number, Data: map[string]string{
			"amount": "1912", "currency": "EUR", "provider": "DEMO0000", "providerRef": "20260831-1",
		}},
		{Kind: pay.EventLetterChanged, Data: map[string]string{"from": "P", "to": "E", "state": "paid"}},
		{Kind: pay.EventDocumentIssued, Data: map[string]string{"document": r.ID.String(), "type": "confirmation"}},
	} {
		e.Request, e.Seq, e.News, e.At, e.Letter = r.ID, i+2, i+1, r.Created, pay.LetterExecuted
		tx.AddEvent(e)
	}
}

// number gives all events their positions.
func number(ctx context.Context, db *store.Store) error {
	began := time.Now()
	placed := 0
	for {
		done, err := db.Sequence(ctx, pay.SequencerLease{Holder: pay.ID{1}, Now: began, Until: began}, 1000)
		if err != nil {
			return err
		}
		if placed += done.Placed; done.Placed == 0 {
			fmt.Printf("  %d positions given in %.1f s, %.0f/s\n", placed, time.Since(began).Seconds(), float64(placed)/time.Since(began).Seconds())
			return nil
		}
	}
}

// readers is how many read the feed at the same time: loops of institutions.
const readers = 4

// readFeed reads pages here and there in the feed, and at its end.
func (s settings) readFeed(ctx context.Context, p place, mm *child) error {
	s.workers = readers
	floor, err := s.bareTLS(ctx, p.dir, mm)
	if err != nil {
		return err
	}
	fmt.Printf("  bare TLS handler                %s\n", floor)
	callers, err := mm.clients(readers)
	if err != nil {
		return err
	}
	size := 0
	read := func(after func(n int) int, limit int) func(ctx context.Context, worker, n int) error {
		return func(ctx context.Context, worker, n int) error {
			url := fmt.Sprintf("%s/events?after=%d&limit=%d", mm.facts.APIv2, after(n), limit)
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
			if err != nil {
				return err
			}
			answer, err := callers[worker].Do(request)
			if err != nil {
				return err
			}
			defer func() { _ = answer.Body.Close() }() // read to its end below
			text, err := io.ReadAll(answer.Body)
			if err == nil && answer.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s answered %s: %.300s", url, answer.Status, text)
			}
			if worker == 0 {
				size = len(text)
			}
			return err
		}
	}
	whole := s.feed / newsOfOne * newsOfOne
	for _, row := range []struct {
		name  string
		after func(int) int
		limit int
	}{
		{"100 events from anywhere   ", func(n int) int { return n * 7919 % (whole - 100) }, 100},
		{"100 events from the start  ", func(int) int { return 0 }, 100},
		{"500 events from anywhere   ", func(n int) int { return n * 7919 % (whole - 500) }, 500},
		{"nothing new, at the end    ", func(int) int { return whole }, 100},
	} {
		settle()
		got := drive(ctx, readers, s.duration, read(row.after, row.limit))
		fmt.Printf("  %s %s   %5d bytes, p50 %.1f times and p99 %.1f times the bare handler's\n", row.name, got, size,
			ms(got.percentile(.5))/ms(floor.percentile(.5)), ms(got.percentile(.99))/ms(floor.percentile(.99)))
	}
	return nil
}

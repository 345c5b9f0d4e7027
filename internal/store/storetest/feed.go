package storetest

import (
	"context"
	"errors"
	"time"

	"viss.gov.lv/mm/pay"
)

// publish adds published events to a request, in one transaction. An error of
// then comes last in it, and keeps nothing.
func publish(ctx context.Context, s Store, request pay.ID, count int, then error) error {
	return s.Update(ctx, func(tx pay.Tx) error {
		r, err := tx.Lock(request)
		if err != nil {
			return err
		}
		for range count {
			r.EventSeq++
			tx.AddEvent(pay.Event{Request: r.ID, Seq: r.EventSeq, At: at(0), Kind: pay.EventMessageIgnored, Letter: r.Letter})
			r.EventSeq++
			r.NewsSeq++
			tx.AddEvent(pay.Event{
				Request: r.ID, Seq: r.EventSeq, News: r.NewsSeq, At: at(time.Hour), Kind: pay.EventPaymentPaid, Letter: r.Letter,
				Payment: r.Payments[0].Number, Data: map[string]string{"amount": "1210", "currency": "EUR", "provider": "DEMO0000"},
			})
		}
		tx.SaveRequest(r)
		return then
	})
}

func (f *fixture) published(r *pay.Request, count int) {
	f.Helper()
	if err := publish(f.Context(), f.s, r.ID, count, nil); err != nil {
		f.Fatal(err)
	}
}

// sequencer is a lease of a new holder between two moments.
func (f *fixture) sequencer(now, until time.Duration) pay.SequencerLease {
	return pay.SequencerLease{Holder: f.ID(), Now: at(now), Until: at(until)}
}

// numbered numbers events and makes sure how many there were.
func (f *fixture) numbered(want, most int) {
	f.Helper()
	got, err := f.s.Sequence(f.Context(), f.sequencer(0, 0), most)
	if err != nil || got.Placed != want {
		f.Errorf("%d events were placed, %v, want %d", got.Placed, err, want)
	}
}

func (f *fixture) feed(owner pay.InstitutionCode, after int64, limit int) []pay.FeedEntry {
	f.Helper()
	return need(f, func(ctx context.Context) ([]pay.FeedEntry, error) { return f.s.Feed(ctx, owner, after, limit) })
}

// news is what publish published of a request, at a sequence.
func news(r *pay.Request, sequence int) pay.News {
	return pay.News{
		ID: pay.NewsID(r.ID, sequence), Type: pay.NewsPaymentPaid, Time: pay.Stamp{Time: at(time.Hour)}, Request: r.ID, Number: r.Number,
		Sequence: sequence, Letter: r.Letter,
		Payment: &pay.NewsPayment{Number: r.Payments[0].Number, Amount: "12.10", Currency: pay.Euro, Provider: "DEMO0000"},
	}
}

func feedInOrder(f *fixture) {
	a, b, other := f.saved("VRAA", 1), f.saved("VRAA", 1), f.saved("CSDD", 1)
	f.numbered(0, 10)
	f.same("an empty feed", []pay.FeedEntry(nil), f.feed("VRAA", 0, 10))

	f.published(b, 1)
	f.numbered(1, 10)
	f.published(b, 1)
	f.published(other, 1)
	f.published(a, 2)
	f.numbered(4, 10)
	f.numbered(0, 10)
	f.same("the feed of VRAA", []pay.FeedEntry{
		{Position: 1, News: news(b, 1)}, {Position: 2, News: news(a, 1)}, {Position: 3, News: news(a, 2)}, {Position: 4, News: news(b, 2)},
	}, f.feed("VRAA", 0, 10))
	f.same("the feed of CSDD", []pay.FeedEntry{{Position: 1, News: news(other, 1)}}, f.feed("CSDD", 0, 10))
	for owner, want := range map[pay.InstitutionCode]int64{"VRAA": 4, "CSDD": 1, "RD": 0} {
		if end, err := f.s.FeedEnd(f.Context(), owner); err != nil || end != want {
			f.Errorf("the feed of %s ends at %d, %v, want %d", owner, end, err, want)
		}
	}
	got := need(f, func(ctx context.Context) (pay.News, error) { return f.s.News(ctx, a.ID, 2) })
	f.same("one piece of news", news(a, 2), got)
	for _, sequence := range []int{-1, 0, 3} {
		_, err := f.s.News(f.Context(), a.ID, sequence)
		f.fails("news that there is not", err, pay.ErrNotFound)
	}
}

func feedWaits(f *fixture) {
	r := f.saved("VRAA", 1)
	waits := func(want bool, backlog pay.FeedBacklog) {
		f.Helper()
		if got, err := f.s.Unsequenced(f.Context()); err != nil || got != want {
			f.Errorf("Unsequenced = %t, %v, want %t", got, err, want)
		}
		f.same("backlog", backlog, need(f, f.s.FeedBacklog))
	}
	waits(false, pay.FeedBacklog{})
	f.published(r, 3)
	waits(true, pay.FeedBacklog{Waiting: 3, Oldest: at(time.Hour)})
	f.numbered(2, 2)
	waits(true, pay.FeedBacklog{Waiting: 1, Oldest: at(time.Hour)})
	f.numbered(1, 2)
	waits(false, pay.FeedBacklog{})
}

// feedLease tells who may number when: times of the machine clock.
func feedLease(f *fixture) {
	r := f.saved("VRAA", 1)
	first, second := f.ID(), f.ID()
	for i, step := range []struct {
		holder     pay.ID
		now, until time.Duration
		most       int
		want       pay.Sequenced
	}{
		{first, 0, 20 * time.Second, 1, pay.Sequenced{Held: true, Placed: 1}},
		{second, time.Second, 21 * time.Second, 9, pay.Sequenced{}},                           // the first has it
		{first, 10 * time.Second, 30 * time.Second, 1, pay.Sequenced{Held: true, Placed: 1}},  // and renews it
		{second, 20 * time.Second, 40 * time.Second, 9, pay.Sequenced{}},                      // so it lasts longer
		{second, 30 * time.Second, 50 * time.Second, 1, pay.Sequenced{Held: true, Placed: 1}}, // until it has ended
		{first, 31 * time.Second, 51 * time.Second, 9, pay.Sequenced{}},                       // now it is the other's
		{second, 32 * time.Second, 32 * time.Second, 0, pay.Sequenced{}},                      // who gives it back
		{first, 32 * time.Second, 52 * time.Second, 9, pay.Sequenced{Held: true, Placed: 2}},  // so that nobody waits
		{first, 33 * time.Second, 53 * time.Second, 9, pay.Sequenced{Held: true}},             // nothing is left
		{second, 30 * time.Second, 50 * time.Second, 9, pay.Sequenced{}},                      // a clock that is behind takes nothing
		{second, time.Hour, time.Hour + 20*time.Second, 9, pay.Sequenced{Held: true}},         // one that is ahead does
		{first, 34 * time.Second, 34 * time.Second, 0, pay.Sequenced{}},                       // who gives back takes nothing
		{first, 34 * time.Second, 54 * time.Second, 9, pay.Sequenced{Held: true}},             // no lease is that long: its clock is wrong
		{second, 35 * time.Second, 55 * time.Second, 9, pay.Sequenced{}},
	} {
		if i == 0 {
			f.published(r, 5)
		}
		got, err := f.s.Sequence(f.Context(), pay.SequencerLease{Holder: step.holder, Now: at(step.now), Until: at(step.until)}, step.most)
		if err != nil || got != step.want {
			f.Errorf("step %d: %+v, %v, want %+v", i, got, err, step.want)
		}
	}
	if got := f.feed("VRAA", 0, 10); len(got) != 5 {
		f.Errorf("%d entries, want 5", len(got))
	}
}

func feedPages(f *fixture) {
	r := f.saved("VRAA", 1)
	f.published(r, 7)
	f.numbered(7, 10)
	for _, page := range []struct {
		after       int64
		limit       int
		first, last int64
	}{{0, 3, 1, 3}, {3, 3, 4, 6}, {6, 3, 7, 7}, {7, 3, 0, 0}, {99, 3, 0, 0}, {2, 100, 3, 7}} {
		got := f.feed("VRAA", page.after, page.limit)
		var first, last int64
		for i, e := range got {
			if i == 0 {
				first = e.Position
			}
			if last = e.Position; last != first+int64(i) {
				f.Errorf("after %d: entry %d has position %d", page.after, i, last)
			}
		}
		if first != page.first || last != page.last {
			f.Errorf("after %d: entries %d to %d, want %d to %d", page.after, first, last, page.first, page.last)
		}
	}
}

func feedKeepsOut(f *fixture) {
	r := f.saved("VRAA", 1)
	f.fails("publishing", publish(f.Context(), f.s, r.ID, 2, errRefused), errRefused)
	f.numbered(0, 10)
	err := f.s.Update(f.Context(), func(tx pay.Tx) error {
		tx.AddEvent(pay.Event{Request: r.ID, Seq: 2, News: 1, At: at(0), Kind: pay.EventPaymentPaid})
		return nil
	})
	if err == nil {
		f.Error("an event was published though its request was not locked")
	}
	gone, cancel := context.WithCancel(f.Context())
	cancel()
	f.published(r, 1)
	if _, err := f.s.Sequence(gone, f.sequencer(0, 0), 10); !errors.Is(err, context.Canceled) {
		f.Errorf("a caller that has gone numbers events: %v", err)
	}
	f.numbered(1, 10)
	f.same("the feed", []pay.FeedEntry{{Position: 1, News: news(r, 1)}}, f.feed("VRAA", 0, 10))
}

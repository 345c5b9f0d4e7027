package storetest

import (
	"context"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// portion is how many events a sequencer numbers in one transaction.
const portion = 1000

// benchmarkFeed measures how many events one sequencer numbers in a second, beside
// the floor of as many bare rows added in transactions as large, and how long it
// takes to number one event that has just been committed.
func benchmarkFeed(b *testing.B, s Store, samples *Samples) {
	b.Helper()
	ctx := context.Background()
	r := samples.Request("FEED", 1)
	if err := s.Update(ctx, func(tx pay.Tx) error { samples.Save(tx, r); return nil }); err != nil {
		b.Fatal(err)
	}
	holder := samples.ID()
	number := func(b *testing.B) int {
		b.Helper()
		done, err := s.Sequence(ctx, pay.SequencerLease{Holder: holder, Now: start(), Until: at(time.Hour)}, portion)
		if err != nil {
			b.Fatal(err)
		}
		return done.Placed
	}
	b.Run("bare rows", func(b *testing.B) {
		delivery := samples.ID()
		for from := 0; from < b.N; from += portion {
			if err := s.Update(ctx, func(tx pay.Tx) error {
				for n := from; n < min(from+portion, b.N); n++ {
					tx.AddTry(pay.Try{Delivery: delivery, N: n, At: start()})
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	})
	b.Run("number events", func(b *testing.B) {
		for from := 0; from < b.N; from += portion {
			if err := publish(ctx, s, r.ID, min(portion, b.N-from), nil); err != nil {
				b.Fatal(err)
			}
		}
		b.ResetTimer()
		for left := b.N; left > 0; {
			placed := number(b)
			if left -= placed; placed == 0 {
				b.Fatalf("%d events were not placed", left)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	})
	b.Run("from commit to position", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			if err := publish(ctx, s, r.ID, 1, nil); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			number(b)
		}
	})
	b.Run("read the feed by 100", func(b *testing.B) {
		for i := range b.N {
			if entries, err := s.Feed(ctx, "FEED", int64(i%10), 100); err != nil || len(entries) == 0 {
				b.Fatalf("%d entries, %v", len(entries), err)
			}
		}
	})
}

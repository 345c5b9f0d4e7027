package storetest

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// Callers is how many callers the benchmarks have.
const Callers = 32

// Benchmark measures what counts: requests that are saved, letters and requests
// that are read, and changes of a request, each by 32 callers. The store must
// be empty but for its schema.
func Benchmark(b *testing.B, s Store) {
	samples := NewSamples(1 << 30)
	ctx := context.Background()
	b.Run("save", func(b *testing.B) {
		requests := make([]*pay.Request, b.N)
		for i := range requests {
			requests[i] = samples.Request("VRAA", 1)
		}
		parallel(b, func(i int64) error {
			return s.Update(ctx, func(tx pay.Tx) error {
				samples.Save(tx, requests[i])
				return nil
			})
		})
	})
	r := samples.Request("VRAA", 1)
	if err := s.Update(ctx, func(tx pay.Tx) error { samples.Save(tx, r); return nil }); err != nil {
		b.Fatal(err)
	}
	b.Run("letter", func(b *testing.B) {
		parallel(b, func(int64) error {
			_, _, err := s.Letter(ctx, r.ID)
			return err
		})
	})
	b.Run("request", func(b *testing.B) {
		parallel(b, func(int64) error {
			_, err := s.Request(ctx, r.ID)
			return err
		})
	})
	b.Run("change", func(b *testing.B) {
		requests := make([]*pay.Request, Callers)
		for i := range requests {
			requests[i] = samples.Request("VRAA", 1)
			if err := s.Update(ctx, func(tx pay.Tx) error { samples.Save(tx, requests[i]); return nil }); err != nil {
				b.Fatal(err)
			}
		}
		parallel(b, func(i int64) error {
			return s.Update(ctx, func(tx pay.Tx) error {
				r, err := tx.Lock(requests[i%Callers].ID)
				if err != nil {
					return err
				}
				r.EventSeq++
				tx.SaveRequest(r)
				tx.SavePayment(r, 0)
				tx.AddEvent(pay.Event{Request: r.ID, Seq: r.EventSeq, At: start(), Kind: pay.EventMessageIgnored})
				return nil
			})
		})
	})
	benchmarkDocuments(b, s, samples)
	benchmarkFeed(b, s, samples)
}

// parallel runs b.N operations by 32 callers and reports how many there are in
// a second, and how long half of them and 99 of 100 take at most.
func parallel(b *testing.B, do func(i int64) error) {
	b.Helper()
	b.ReportAllocs()
	var next atomic.Int64
	next.Store(-1)
	failed := make(chan error, Callers)
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	for range Callers {
		go func() {
			for i := next.Add(1); i < int64(b.N); i = next.Add(1) {
				began := time.Now()
				if err := do(i); err != nil {
					failed <- err
					return
				}
				took[i] = time.Since(began)
			}
			failed <- nil
		}()
	}
	for range Callers {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	slices.Sort(took)
	b.ReportMetric(took[b.N/2].Seconds()*1000, "ms-p50")
	b.ReportMetric(took[b.N*99/100].Seconds()*1000, "ms-p99")
}

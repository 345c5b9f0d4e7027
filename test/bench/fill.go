package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// pair is the figures of one round, both calls.
type pair struct{ save, status series }

// compare puts an empty store beside a full one, in rounds that alternate so
// that whatever else the machine does hits both.
func (s settings) compare(ctx context.Context, p place) error {
	fmt.Printf("\n%s: empty and with %d requests, %d alternating rounds\n", p.name, s.fill, s.rounds)
	var stores [2]*child
	var ids [2][]string
	for i, name := range []string{"empty", "full"} {
		address, err := p.database(ctx, name)
		if err != nil {
			return err
		}
		count := s.workers * 4
		if name == "full" {
			count = s.fill
		}
		if ids[i], err = filled(ctx, address, count); err != nil {
			return fmt.Errorf("fill: %w", err)
		}
		if stores[i], err = startMM(ctx, s.mm, p.dir, address); err != nil {
			return err
		}
		fmt.Printf("  %-5s start to ready %.0f ms\n", name, ms(stores[i].ready))
	}
	var rounds [2][]pair
	for round := range s.rounds {
		for i := range stores {
			settle()
			figures, err := s.round(ctx, stores[i], ids[i])
			if err != nil {
				return err
			}
			rounds[i] = append(rounds[i], figures)
			fmt.Printf("  round %d %-5s  save %s   status %s\n", round+1, []string{"empty", "full"}[i], figures.save, figures.status)
			listed, err := s.lists(ctx, stores[i])
			if err != nil {
				return err
			}
			fmt.Printf("  round %d %-5s  first 100 rows of a list %s\n", round+1, []string{"empty", "full"}[i], listed)
		}
	}
	printRatios(rounds)
	return errors.Join(stores[0].stop(), stores[1].stop())
}

func (s settings) round(ctx context.Context, mm *child, ids []string) (pair, error) {
	callers, err := mm.clients(s.workers)
	if err != nil {
		return pair{}, err
	}
	saved := drive(ctx, s.workers, s.duration, func(ctx context.Context, worker, _ int) error {
		_, err := post(ctx, callers[worker], mm.facts.PaymentSOAP, []byte(save))
		return err
	})
	return pair{saved, s.statuses(ctx, mm, ids)}, nil
}

// printRatios prints the median of full to empty.
func printRatios(rounds [2][]pair) {
	for _, call := range []struct {
		name string
		of   func(pair) series
	}{{"SavePaymentRequest", func(p pair) series { return p.save }}, {"CheckPaymentRequestStatus", func(p pair) series { return p.status }}} {
		for _, share := range []float64{.5, .99} {
			median := func(all []pair) float64 {
				times := make([]float64, len(all))
				for i, p := range all {
					times[i] = ms(call.of(p).percentile(share))
				}
				slices.Sort(times)
				return times[len(times)/2]
			}
			empty, full := median(rounds[0]), median(rounds[1])
			fmt.Printf("  %-26s p%-3.0f empty %7.2f ms   full %7.2f ms   ratio %.2f\n", call.name, share*100, empty, full, full/empty)
		}
	}
}

// filled fills a store, or takes one that an earlier run has filled and kept;
// beside such a file lies a list of some of its identifiers.
func filled(ctx context.Context, address string, count int) ([]string, error) {
	list := address + ".ids"
	if text, err := os.ReadFile(list); err == nil {
		return strings.Fields(string(text)), nil
	}
	ids, err := fill(ctx, address, count)
	if err != nil || strings.Contains(address, "://") {
		return ids, err
	}
	return ids, os.WriteFile(list, []byte(strings.Join(ids, "\n")), 0o600)
}

// fillBatch is how many requests share a transaction while a store is filled.
const fillBatch = 500

// fill writes requests, a year of them, and gives some of their identifiers.
func fill(ctx context.Context, address string, count int) ([]string, error) {
	db, err := openStore(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // all is committed
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	spacing := 365 * 24 * time.Hour / time.Duration(count)
	at := func(n int) time.Time {
		return began.Add(-spacing * time.Duration(count-n)).UTC().Truncate(time.Millisecond)
	}
	var mu sync.Mutex
	var ids []string
	var failed error
	batches := make(chan int)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for first := range batches {
				some, err := fillOne(ctx, db, m, first, min(fillBatch, count-first), at)
				mu.Lock()
				ids, failed = append(ids, some...), errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	printed := began
	for first := 0; first < count && ctx.Err() == nil; first += fillBatch {
		batches <- first
		if time.Since(printed) > 5*time.Second {
			printed = time.Now()
			rate := float64(first) / time.Since(began).Seconds()
			fmt.Printf("  filling: %d of %d (%.0f %%), %.0f/s, %.0f s to go\n", first, count, 100*float64(first)/float64(count), rate, float64(count-first)/rate)
		}
	}
	close(batches)
	group.Wait()
	if _, err := db.ReserveSerials(ctx, count*10+1000); err != nil { // the server's numbers begin after ours
		return nil, err
	}
	return ids, errors.Join(failed, ctx.Err())
}

func fillOne(ctx context.Context, db pay.Store, m maker, first, n int, at func(int) time.Time) ([]string, error) {
	all := make([]*pay.Request, n)
	for i := range all {
		var err error
		if all[i], err = m.request(uint64(first+i)*10, at(first+i)); err != nil {
			return nil, err
		}
		all[i].Expires = time.Now().AddDate(1, 0, 0).UTC().Truncate(time.Millisecond) // nothing falls due meanwhile
	}
	err := db.Update(ctx, func(tx pay.Tx) error {
		for _, r := range all {
			write(tx, r)
		}
		return nil
	})
	var some []string
	for i := 0; i < n; i += 25 {
		some = append(some, all[i].ID.String())
	}
	return some, err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
)

// pair is the figures of one round, both calls.
type pair struct{ save, status series }

// compare puts an empty store beside a full one, in rounds that alternate so
// that whatever else the machine does hits both.
func (s settings) compare(ctx context.Context, p place) error {
	fmt.Printf("\n%s: empty and with %d requests, %d alternating rounds\n", p.name, s.fill, s.rounds)
	var stores [2]*child
	var ids [2][]string
	var addresses [2]string
	for i, name := range []string{nameEmpty, nameFull} {
		address, err := p.database(ctx, name)
		if err != nil {
			return err
		}
		addresses[i] = address
		count := s.workers * 4
		if name == nameFull {
			count = s.fill
		}
		if ids[i], err = filled(ctx, address, filepath.Join(p.dir, name+".ids"), count); err != nil {
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
			fmt.Printf("  round %d %-5s  save %s   status %s\n", round+1, []string{nameEmpty, nameFull}[i], figures.save, figures.status)
		}
	}
	if s.rounds > 0 {
		printRatios(rounds)
	}
	err := stores[0].stop()
	if s.listTime > 0 {
		err = errors.Join(err, s.compareLists(ctx, p, addresses[1], stores[1]))
	}
	return errors.Join(err, stores[1].stop())
}

func (s settings) round(ctx context.Context, mm *child, old []string) (pair, error) {
	kinds, err := s.overSOAP(mm, &identifiers{all: old})
	if err != nil {
		return pair{}, err
	}
	saved := drive(ctx, s.workers, s.duration, kinds[0].call)
	if kinds, err = s.overSOAP(mm, &identifiers{all: old}); err != nil { // asks for old requests only
		return pair{}, err
	}
	return pair{saved, drive(ctx, s.workers, s.duration, kinds[1].call)}, nil
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

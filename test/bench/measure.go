package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// kind is a kind of call, measured beside another one that is its floor.
type kind struct {
	name  string
	floor string // the name of another kind; "" for a floor
	call  func(ctx context.Context, worker, n int) error
}

// measure prints one store's figures. The kinds take turns in rounds, so that
// whatever else the machine does hits all of them.
func (s settings) measure(ctx context.Context, p place) error {
	fmt.Printf("\n%s, %d rounds\n", p.name, s.rounds)
	bareAddress, err := p.database(ctx, "bare")
	if err != nil {
		return err
	}
	rows, err := openBareRows(ctx, bareAddress)
	if err != nil {
		return err
	}
	address, err := p.database(ctx, "served")
	if err != nil {
		return err
	}
	first, err := startMM(ctx, s.mm, p.dir, address)
	if err != nil {
		return err
	}
	if err := first.stop(); err != nil { // the second start finds certificates and schema
		return err
	}
	mm, err := startMM(ctx, s.mm, p.dir, address)
	if err != nil {
		return err
	}
	err = s.served(ctx, p, address, mm, rows)
	return errors.Join(err, mm.stop(), rows.close())
}

// served measures the running server.
func (s settings) served(ctx context.Context, p place, address string, mm *child, rows *bareRows) error {
	handler, err := startBareTLS(ctx, p.dir, s.workers, mm)
	if err != nil {
		return err
	}
	defer handler.stop()
	ids := new(identifiers)
	kinds := []kind{{"bare rows", "", rows.write}, {"bare TLS handler", "", handler.call}}
	for _, more := range []func(*child, *identifiers) ([]kind, error){s.overSOAP, s.overJSON, s.overV2} {
		some, err := more(mm, ids)
		if err != nil {
			return err
		}
		kinds = append(kinds, some...)
	}
	if s.only != "" {
		kinds = slices.DeleteFunc(kinds, func(k kind) bool { return !matches(s.only, k.name) && k.name != soapSave })
	}
	usage := newMeter(address, mm.cmd.Process.Pid, handler.process.Process.Pid)
	figures := make(map[string][]series, len(kinds))
	for range s.rounds {
		for _, k := range kinds {
			settle()
			stop := s.profile(ctx, mm, k.name)
			before := usage.used()
			one := drive(ctx, s.workers, s.duration, k.call)
			one.spent = usage.used().minus(before)
			stop()
			figures[k.name] = append(figures[k.name], one)
		}
	}
	for _, k := range kinds {
		line := fmt.Sprintf("  %-30s %s", k.name, together(figures[k.name]))
		if floor := figures[k.floor]; len(floor) > 0 {
			median, least, most := ratios(figures[k.name], floor)
			line += fmt.Sprintf("   %3.0f %% of %s (%.0f–%.0f)", 100*median, k.floor, 100*least, 100*most)
		}
		fmt.Println(line)
		fmt.Printf("  %-30s %s\n", "  processor time of a call", together(figures[k.name]).processor())
	}
	fmt.Printf("  start to ready %.0f ms (first start with new certificates and schema aside), resident %.0f MB\n", ms(mm.ready), mm.resident())
	return nil
}

// together is several series of one kind as one.
func together(all []series) series {
	var sum series
	for _, one := range all {
		sum.calls, sum.failed, sum.took = sum.calls+one.calls, sum.failed+one.failed, sum.took+one.took
		sum.times = append(sum.times, one.times...)
		sum.spent = sum.spent.plus(one.spent)
	}
	slices.Sort(sum.times)
	return sum
}

// ratios compares series of the same rounds: the median, the least and the most.
func ratios(all, floor []series) (median, least, most float64) {
	each := make([]float64, min(len(all), len(floor)))
	for i := range each {
		each[i] = all[i].perSecond() / floor[i].perSecond()
	}
	slices.SortFunc(each, cmp.Compare)
	return each[len(each)/2], each[0], each[len(each)-1]
}

// identifiers are those of requests that were saved.
type identifiers struct {
	mu  sync.Mutex
	all []string
}

func (i *identifiers) add(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.all = append(i.all, id)
}

// some gives one here and there.
func (i *identifiers) some(n int) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.all) == 0 {
		return ""
	}
	return i.all[n*7919%len(i.all)]
}

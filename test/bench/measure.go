package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// measure prints one store's figures.
func (s settings) measure(ctx context.Context, p place) error {
	fmt.Printf("\n%s\n", p.name)
	address, err := p.database(ctx, "bare")
	if err != nil {
		return err
	}
	rows, err := s.bareRows(ctx, address)
	if err != nil {
		return err
	}
	fmt.Printf("  bare rows                      %s\n", rows)
	settle()

	if address, err = p.database(ctx, "served"); err != nil {
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
	err = s.served(ctx, p, mm, rows)
	return errors.Join(err, mm.stop())
}

// served measures the running server.
func (s settings) served(ctx context.Context, p place, mm *child, rows series) error {
	callers, err := mm.clients(s.workers)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var ids []string
	saved := drive(ctx, s.workers, s.duration, func(ctx context.Context, worker, _ int) error {
		answer, err := post(ctx, callers[worker], mm.facts.PaymentSOAP, []byte(save))
		if err != nil {
			return err
		}
		id, err := idIn(answer)
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, id)
		return err
	})
	memory := mm.resident()
	fmt.Printf("  SavePaymentRequest             %s   %3.0f %% of bare rows\n", saved, 100*saved.perSecond()/rows.perSecond())
	settle()

	handler, err := s.bareTLS(ctx, p.dir, mm)
	if err != nil {
		return err
	}
	fmt.Printf("  bare TLS handler               %s\n", handler)
	settle()
	status := s.statuses(ctx, mm, ids)
	fmt.Printf("  CheckPaymentRequestStatus      %s   %3.0f %% of bare TLS handler\n", status, 100*status.perSecond()/handler.perSecond())
	if err := s.overJSON(ctx, mm, ids, saved, status); err != nil {
		return err
	}
	if err := s.overV2(ctx, mm, ids, saved, status); err != nil {
		return err
	}
	fmt.Printf("  start to ready %.0f ms (first start with new certificates and schema aside), resident %.0f MB after the saves, %.0f MB now\n",
		ms(mm.ready), memory, mm.resident())
	return nil
}

// statuses asks for requests here and there among those that exist.
func (s settings) statuses(ctx context.Context, mm *child, ids []string) series {
	callers, err := mm.clients(s.workers)
	if err != nil || len(ids) == 0 {
		return series{failed: 1}
	}
	return drive(ctx, s.workers, s.duration, func(ctx context.Context, worker, n int) error {
		answer, err := post(ctx, callers[worker], mm.facts.PaymentSOAP, []byte(fmt.Sprintf(check, ids[n*7919%len(ids)])))
		if err != nil {
			return err
		}
		return letterIn(answer, "P")
	})
}

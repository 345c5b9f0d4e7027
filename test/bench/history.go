package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

// A history is a block of requests that the store wrote like any others, and
// copies of it, moved on in time, that the database makes itself: writing five
// million requests one by one would take longer than measuring them.
const (
	blockRequests = 500
	blockSerials  = blockRequests * 10
)

// history is a year of requests up to now.
type history struct {
	blocks  int
	between time.Duration // from one block to the next, whole milliseconds
	open    []*pay.Request
}

// fill writes a year of requests and gives the identifiers of some that are
// unpaid.
func fill(ctx context.Context, address string, count int) (ids []string, err error) {
	db, err := openStore(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	h := history{blocks: max(1, count/blockRequests)}
	h.between = (365 * 24 * time.Hour / time.Duration(h.blocks)).Truncate(time.Millisecond)
	first := time.Now().Add(-h.between * time.Duration(h.blocks)).UTC().Truncate(time.Millisecond)
	if err := h.write(ctx, db, m, first); err != nil {
		return nil, err
	}
	if err := h.multiply(ctx, address); err != nil {
		return nil, fmt.Errorf("multiply the first block: %w", err)
	}
	if _, err := db.ReserveSerials(ctx, (h.blocks+1)*blockSerials); err != nil { // the server's numbers begin after ours
		return nil, err
	}
	return h.ids(), nil
}

// write stores the first block.
func (h *history) write(ctx context.Context, db pay.Store, m maker, first time.Time) error {
	spacing := h.between / blockRequests
	var all []*pay.Request
	for i := range blockRequests {
		r, err := m.request(uint64(i)*10, first.Add(spacing*time.Duration(i)).Truncate(time.Millisecond))
		if err != nil {
			return err
		}
		live(r, i)
		if r.Institution == catalogue.SampleInstitution && r.State == pay.RequestOpen {
			h.open = append(h.open, r)
		}
		all = append(all, r)
	}
	return db.Update(ctx, func(tx pay.Tx) error {
		for _, r := range all {
			write(tx, r)
		}
		return nil
	})
}

// Of a block, one request is another institution's and one is of an amount of
// its own; 5 % are open and 5 % have expired, the rest are paid.
const (
	otherOwner  = 7
	largeAmount = 13
	largeCents  = 1_234_567
)

// live gives the i-th request of a block its amounts and what became of it.
func live(r *pay.Request, i int) {
	extra := int64(i * 7919 % 20_000) // up to 200 €
	if i == largeAmount {
		extra = largeCents - r.Total.Minor
	}
	last := &r.Payments[len(r.Payments)-1]
	last.Amount += extra
	r.Detail.Lines[len(r.Detail.Lines)-1].Amount += extra
	r.Total.Minor += extra
	if i == otherOwner {
		r.Institution = catalogue.OtherSampleInstitution
	}
	r.Expires = r.Created.AddDate(0, 0, 10)
	switch i % 20 {
	case 0: // nothing falls due while it is measured
		r.Expires = r.Created.AddDate(2, 0, 0)
	case 1:
		r.State, r.Letter, r.Closed = pay.RequestExpired, pay.LetterRevoked, r.Expires
	default:
		r.State, r.Letter, r.Closed = pay.RequestPaid, pay.LetterExecuted, r.Created.Add(time.Duration(1+i%60)*time.Minute)
		for p := range r.Payments {
			r.Payments[p].State, r.Payments[p].PaidAt = pay.PaymentPaid, r.Closed
			r.Payments[p].Provider, r.Payments[p].PaidBy = "DEMO0000", r.ID
		}
	}
}

// ids are the identifiers of open requests in some blocks.
func (h *history) ids() []string {
	var all []string
	for block := 0; block < h.blocks; block += max(1, h.blocks/8000) {
		for _, r := range h.open {
			all = append(all, moved(r, time.Duration(block)*h.between).String())
		}
	}
	return all
}

// moved is the identifier of a request's copy.
func moved(r *pay.Request, by time.Duration) pay.ID {
	id, ms := r.ID, r.Created.Add(by).UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	return id
}

// filled fills a store, or takes one that an earlier run has filled and kept;
// a list of some of its identifiers lies in a file of its own.
func filled(ctx context.Context, address, list string, count int) ([]string, error) {
	if text, err := os.ReadFile(list); err == nil {
		db, err := openStore(ctx, address) // brings an older schema up to date
		if err != nil {
			return nil, err
		}
		return strings.Fields(string(text)), db.Close()
	}
	ids, err := fill(ctx, address, count)
	if err != nil {
		return nil, err
	}
	return ids, os.WriteFile(list, []byte(strings.Join(ids, "\n")), 0o600)
}

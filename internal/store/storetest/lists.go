package storetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// history is a month of requests of two institutions, some of them paid.
func (f *fixture) history() []*pay.Request {
	f.Helper()
	random := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // the same history each time
	var all []*pay.Request
	for i := range 120 {
		owner := pay.InstitutionCode("VRAA")
		if i%3 == 2 {
			owner = "CSDD"
		}
		r := f.Request(owner, 1+i%3)
		r.Created = at(time.Duration(random.IntN(30*24)) * time.Hour) // several at the same moment
		r.Expires = r.Created.Add(time.Duration(1+random.IntN(20)) * 24 * time.Hour)
		r.Total = pay.EUR(int64(random.IntN(5)) * 500)
		if i%17 == 0 {
			r.Total.Currency = "USD"
		}
		paid := random.IntN(len(r.Payments) + 1)
		for j := range r.Payments {
			p := &r.Payments[j]
			p.Amount = int64(random.IntN(4)) * 250
			if j < paid {
				p.State, p.Provider, p.PaidBy = pay.PaymentPaid, "DEMO0000", f.ID()
				p.PaidAt = r.Created.Add(time.Duration(random.IntN(72)) * time.Hour)
				p.Refund = i%5 == 0
			}
		}
		if paid == len(r.Payments) {
			r.State, r.Letter = pay.RequestPaid, pay.LetterExecuted
		}
		all = append(all, r)
	}
	f.update(func(tx pay.Tx) error {
		for _, r := range all {
			f.Save(tx, r)
		}
		return nil
	})
	return all
}

// span is a random one, or none.
func span(random *rand.Rand) pay.Span {
	var s pay.Span
	from := at(time.Duration(random.IntN(40*24)) * time.Hour)
	if kind := random.IntN(4); kind > 1 {
		s.From = from
	}
	if kind := random.IntN(3); kind > 1 {
		s.Before = from.Add(time.Duration(random.IntN(20*24)) * time.Hour)
	}
	return s
}

func inSpan(t time.Time, s pay.Span) bool {
	return !t.IsZero() && (s.From.IsZero() || !t.Before(s.From)) && (s.Before.IsZero() || t.Before(s.Before))
}

func amount(random *rand.Rand) *int64 {
	if random.IntN(3) > 0 {
		return nil
	}
	v := int64(random.IntN(5)) * 250
	return &v
}

func inAmounts(v int64, from, till *int64) bool {
	return (from == nil || v >= *from) && (till == nil || v <= *till)
}

// chosen tells by itself whether a filter chooses a request.
func chosen(r *pay.Request, f pay.RequestFilter) bool {
	paid := !f.Paid.Set()
	for i := range r.Payments {
		paid = paid || inSpan(r.Payments[i].PaidAt, f.Paid)
	}
	return r.Institution == f.Institution && paid && inSpan(r.Created, f.Created) && inSpan(r.Expires, f.Expires) &&
		inAmounts(r.Total.Minor, f.AmountFrom, f.AmountTill) && (!f.OnlyUnpaid || r.State != pay.RequestPaid) &&
		(f.Currency == "" || r.Total.Currency == f.Currency)
}

func listRequests(f *fixture) {
	all := f.history()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same filters each time
	for range 200 {
		filter := pay.RequestFilter{
			Institution: "VRAA", Created: span(random), Paid: span(random), Expires: span(random),
			AmountFrom: amount(random), AmountTill: amount(random), OnlyUnpaid: random.IntN(4) == 0,
		}
		if random.IntN(5) == 0 {
			filter.Currency = "USD"
		}
		want := map[pay.ID]bool{}
		for _, r := range all {
			if chosen(r, filter) {
				want[r.ID] = true
			}
		}
		rows := pages(f, func(ctx context.Context, after pay.Place, limit int) ([]pay.RequestRow, error) {
			return f.s.RequestRows(ctx, filter, after, limit)
		}, func(r pay.RequestRow) pay.Place { return r.Place })
		got := map[pay.ID]bool{}
		for _, row := range rows {
			if got[row.ID] {
				f.Errorf("%+v: request %s is listed twice", filter, row.ID)
			}
			got[row.ID] = true
		}
		f.same("requests", want, got)
		for _, most := range []int{1000, 5} {
			n := need(f, func(ctx context.Context) (int, error) { return f.s.CountRequestRows(ctx, filter, most) })
			f.same("count", min(len(want), most), n)
		}
	}
	r := all[0]
	rows := need(f, func(ctx context.Context) ([]pay.RequestRow, error) {
		return f.s.RequestRows(ctx, pay.RequestFilter{Institution: "VRAA", Created: pay.Span{From: r.Created, Before: r.Created.Add(1)}}, pay.Place{}, 10)
	})
	i := slices.IndexFunc(rows, func(row pay.RequestRow) bool { return row.ID == r.ID })
	if i < 0 {
		f.Fatal("the request is not listed in the millisecond of its creation")
	}
	f.same("row", pay.RequestRow{
		Place: rows[i].Place, ID: r.ID, Number: r.Number, Created: r.Created, Expires: r.Expires, Total: r.Total,
		State: r.State, Letter: r.Letter, ServiceName: r.Detail.ServiceName,
	}, rows[i])
}

// pages reads a list in pages of seven; rows come in the order of their places.
func pages[T any](f *fixture, read func(context.Context, pay.Place, int) ([]T, error), place func(T) pay.Place) []T {
	f.Helper()
	const size = 7
	var all []T
	var after pay.Place
	for {
		some := need(f, func(ctx context.Context) ([]T, error) { return read(ctx, after, size) })
		for _, row := range some {
			p := place(row)
			if p.At.Before(after.At) || p.At.Equal(after.At) && p.Serial <= after.Serial {
				f.Fatalf("place %v comes after %v", p, after)
			}
			after = p
		}
		all = append(all, some...)
		if len(some) < size {
			return all
		}
	}
}

func listPayments(f *fixture) {
	all := f.history()
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same filters each time
	for range 100 {
		filter := pay.PaymentFilter{Institution: "CSDD", Paid: span(random), AmountFrom: amount(random), AmountTill: amount(random)}
		if random.IntN(5) == 0 {
			filter.Currency = "EUR"
		}
		want := map[pay.Number]pay.PaymentRow{}
		for _, r := range all {
			for _, p := range r.Payments {
				if r.Institution == "CSDD" && inSpan(p.PaidAt, filter.Paid) && inAmounts(p.Amount, filter.AmountFrom, filter.AmountTill) &&
					(filter.Currency == "" || r.Total.Currency == filter.Currency) {
					want[p.Number] = pay.PaymentRow{
						Request: r.ID, Number: p.Number, PaidAt: p.PaidAt, ServiceName: r.Detail.ServiceName, IBAN: p.Account.IBAN,
						Purpose: p.Purpose, Amount: pay.Money{Minor: p.Amount, Currency: r.Total.Currency}, State: p.State, Refund: p.Refund,
					}
				}
			}
		}
		got := map[pay.Number]pay.PaymentRow{}
		for _, row := range pages(f, func(ctx context.Context, after pay.Place, limit int) ([]pay.PaymentRow, error) {
			return f.s.PaymentRows(ctx, filter, after, limit)
		}, func(r pay.PaymentRow) pay.Place { return r.Place }) {
			row.Place = pay.Place{}
			got[row.Number] = row
		}
		f.same("payments", want, got)
		n := need(f, func(ctx context.Context) (int, error) { return f.s.CountPaymentRows(ctx, filter, 5) })
		f.same("count", min(len(want), 5), n)
	}
}

package store

import (
	"context"

	"viss.gov.lv/mm/pay"
)

var _ pay.ListStore = (*Store)(nil)

// The columns of rows, after those of their place.
const (
	requestColumns = `r.id, r.number, r.created, r.expires, r.total, r.currency, r.state, r.letter, r.detail`
	paymentColumns = `p.request, p.number, p.paid_at, r.detail, p.iban, p.purpose, p.amount, r.currency, p.state, p.refund`
)

// serviceName is what lists need of a request's detail.
type serviceName struct {
	ServiceName pay.Text `json:"serviceName"`
}

// RequestRows implements pay.ListStore.
func (s *Store) RequestRows(ctx context.Context, f pay.RequestFilter, after pay.Place, limit int) ([]pay.RequestRow, error) {
	l, some, err := s.requestListing(ctx, f, after, limit)
	if err != nil || !some {
		return nil, err
	}
	sql, args := l.rows(requestColumns, limit)
	var rows []pay.RequestRow
	err = s.read(ctx, "list requests", Query{SQL: sql, Args: args, Each: func(row Row) error {
		r, detail := pay.RequestRow{}, serviceName{}
		err := row.Scan(moment{&r.Place.At}, &r.Place.Serial, identifier{&r.ID}, &r.Number, moment{&r.Created},
			moment{&r.Expires}, &r.Total.Minor, &r.Total.Currency, &r.State, &r.Letter, document{&detail})
		r.ServiceName = detail.ServiceName
		rows = append(rows, r)
		return err
	}})
	return rows, err
}

// CountRequestRows implements pay.ListStore.
func (s *Store) CountRequestRows(ctx context.Context, f pay.RequestFilter, most int) (int, error) {
	l, some, err := s.requestListing(ctx, f, pay.Place{}, most)
	if err != nil || !some {
		return 0, err
	}
	sql, args := l.count(most)
	return s.countRows(ctx, sql, args...)
}

// PaymentRows implements pay.ListStore.
func (s *Store) PaymentRows(ctx context.Context, f pay.PaymentFilter, after pay.Place, limit int) ([]pay.PaymentRow, error) {
	l, some, err := s.paymentListing(ctx, f, after, limit)
	if err != nil || !some {
		return nil, err
	}
	sql, args := l.rows(paymentColumns, limit)
	var rows []pay.PaymentRow
	err = s.read(ctx, "list payments", Query{SQL: sql, Args: args, Each: func(row Row) error {
		p, detail := pay.PaymentRow{}, serviceName{}
		err := row.Scan(moment{&p.Place.At}, &p.Place.Serial, identifier{&p.Request}, &p.Number, moment{&p.PaidAt},
			document{&detail}, &p.IBAN, &p.Purpose, &p.Amount.Minor, &p.Amount.Currency, &p.State, &p.Refund)
		p.ServiceName = detail.ServiceName
		rows = append(rows, p)
		return err
	}})
	return rows, err
}

// CountPaymentRows implements pay.ListStore.
func (s *Store) CountPaymentRows(ctx context.Context, f pay.PaymentFilter, most int) (int, error) {
	l, some, err := s.paymentListing(ctx, f, pay.Place{}, most)
	if err != nil || !some {
		return 0, err
	}
	sql, args := l.count(most)
	return s.countRows(ctx, sql, args...)
}

// requestListing chooses how a list is read; not some when it is empty for sure.
func (s *Store) requestListing(ctx context.Context, f pay.RequestFilter, after pay.Place, rows int) (l listing, some bool, err error) {
	if some, err = s.hasCurrency(ctx, f.Institution, f.Currency); err != nil || !some {
		return l, some, err
	}
	more := rows > fewRows+1 || isByPaid(f) || f.OnlyUnpaid || f.Created.Length() <= shortSpan
	isFew, err := s.areFew(ctx, countOfTotal, f.Institution, amountsOf(f.AmountFrom, f.AmountTill), more)
	return requestListing(f, after, isFew), true, err
}

func (s *Store) paymentListing(ctx context.Context, f pay.PaymentFilter, after pay.Place, rows int) (l listing, some bool, err error) {
	if some, err = s.hasCurrency(ctx, f.Institution, f.Currency); err != nil || !some {
		return l, some, err
	}
	isFew, err := s.areFew(ctx, countOfAmount, f.Institution, amountsOf(f.AmountFrom, f.AmountTill), rows > fewRows+1 || f.Paid.Length() <= shortSpan)
	return paymentListing(f, after, isFew), true, err
}

// hasCurrency tells whether an institution may have requests in a currency. As
// long as all amounts are in euros, a list of others is found to be empty
// without looking for it.
func (s *Store) hasCurrency(ctx context.Context, institution pay.InstitutionCode, c pay.Currency) (bool, error) {
	if c == "" || c == pay.Euro {
		return true, nil
	}
	n, err := s.countRows(ctx, countForeign, text(institution))
	return n > 0, err
}

// areFew tells whether an institution has few rows with such amounts, in all
// its history; to a list that would pass more without, more are few.
func (s *Store) areFew(ctx context.Context, sql string, institution pay.InstitutionCode, a amounts, more bool) (bool, error) {
	if !a.set() {
		return false, nil
	}
	most := s.few
	if more {
		most *= fewOfMore
	}
	n, err := s.countRows(ctx, sql, text(institution), a.from, a.till, int64(most+1))
	return n <= most, err
}

func (s *Store) countRows(ctx context.Context, sql string, args ...any) (int, error) {
	n := 0
	err := s.read(ctx, "count rows of a list", Query{SQL: sql, Args: args, Each: func(row Row) error { return row.Scan(&n) }})
	return n, err
}

package paymentapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"viss.gov.lv/mm/pay"
)

// requestRow is a row of GetPaymentRequests (spec 002, chapter 2.10.3), its
// members in the order of the example.
type requestRow struct {
	ID                  string `json:"PaymentRequestUniqueId"`
	Number              string
	StartDate           pay.Day
	ExpirationDate      pay.Day
	ServiceProviderName string
	ServiceName         string
	TotalAmount         json.Number
	Currency            pay.Currency
	UsageStatus         string
}

// paymentRow is a row of GetPayments (chapter 2.10.4).
type paymentRow struct {
	ID                 string `json:"PaymentRequestUniqueId"`
	PaymentDate        pay.Day
	Number             string `json:"ExternalId"`
	ServiceName        string
	PayeeAccountNumber string
	BankInfo           string
	Amount             json.Number
	Currency           pay.Currency
	StatusCode         pay.Letter
}

// The published UsageStatus, and its opposite.
const (
	used   = "Izmantots"
	unused = "Neizmantots"
)

func (h *Handler) requests(ctx context.Context, c *call) error {
	f := &fields{object: c.body}
	filter := pay.RequestFilter{
		Institution: c.caller.Institution,
		Created:     f.dates("CreatedDateFrom", "CreatedDateTill"),
		Paid:        f.dates("PaymentDateFrom", "PaymentDateTill"),
		Expires:     f.terms("ExpirationDateFrom", "ExpirationDateTill"),
		AmountFrom:  f.amount("AmountFrom"), AmountTill: f.amount("AmountTill"),
		OnlyUnpaid: f.flag("OnlyNotPayed"), Currency: f.currency("Currency"),
	}
	p := f.page()
	if f.err != nil {
		return f.err
	}
	name := h.Institution(c.caller.Institution)
	return stream(ctx, h, c, p, source[pay.RequestRow]{
		count: func(ctx context.Context, most int) (int, error) { return h.Lists.CountRequestRows(ctx, filter, most) },
		rows: func(ctx context.Context, after pay.Place, limit int) ([]pay.RequestRow, error) {
			return h.Lists.RequestRows(ctx, filter, after, limit)
		},
		place: func(r *pay.RequestRow) pay.Place { return r.Place },
		show: func(r *pay.RequestRow) any {
			row := requestRow{
				ID: r.ID.String(), Number: string(r.Number), StartDate: pay.DayOf(r.Created),
				ExpirationDate:      pay.DayOf(r.Expires.Add(-time.Millisecond)), // the last day of the term
				ServiceProviderName: name, ServiceName: r.ServiceName.LV,
				TotalAmount: json.Number(r.Total.String()), Currency: r.Total.Currency, UsageStatus: unused,
			}
			if r.State == pay.RequestPaid {
				row.UsageStatus = used
			}
			return row
		},
	})
}

func (h *Handler) payments(ctx context.Context, c *call) error {
	f := &fields{object: c.body}
	filter := pay.PaymentFilter{
		Institution: c.caller.Institution,
		Paid:        f.dates("PaymentDateFrom", "PaymentDateTill"),
		AmountFrom:  f.amount("AmountFrom"), AmountTill: f.amount("AmountTill"),
		Currency: f.currency("Currency"),
	}
	p := f.page()
	if f.err != nil {
		return f.err
	}
	return stream(ctx, h, c, p, source[pay.PaymentRow]{
		count: func(ctx context.Context, most int) (int, error) { return h.Lists.CountPaymentRows(ctx, filter, most) },
		rows: func(ctx context.Context, after pay.Place, limit int) ([]pay.PaymentRow, error) {
			return h.Lists.PaymentRows(ctx, filter, after, limit)
		},
		place: func(r *pay.PaymentRow) pay.Place { return r.Place },
		show: func(r *pay.PaymentRow) any {
			return paymentRow{
				ID: r.Request.String(), PaymentDate: pay.DayOf(r.PaidAt), Number: string(r.Number),
				ServiceName: r.ServiceName.LV, PayeeAccountNumber: r.IBAN, BankInfo: r.Purpose,
				Amount: json.Number(r.Amount.String()), Currency: r.Amount.Currency, StatusCode: r.StatusCode(),
			}
		},
	})
}

// source is a list: how it is read, and how a row of it is shown.
type source[T any] struct {
	count func(ctx context.Context, most int) (int, error)
	rows  func(ctx context.Context, after pay.Place, limit int) ([]T, error)
	place func(*T) pay.Place
	show  func(*T) any
}

// portion is how many rows are read at once. The database is let go between
// portions, so that a caller who reads slowly holds nothing of it.
const portion = 500

// stream answers with a list. The first portion is read before the answer
// begins, so that what is wrong by then can still be told.
func stream[T any](ctx context.Context, h *Handler, c *call, p page, s source[T]) error {
	left := p.limit
	if left == 0 {
		left = h.ListRows
		n, err := inTime(ctx, h, func(ctx context.Context) (int, error) { return s.count(ctx, h.ListRows+1) })
		if err != nil {
			return err
		}
		if n > h.ListRows {
			return h.tooManyRows()
		}
	}
	read := func() ([]T, error) {
		// One row more than wanted tells whether the list goes on.
		return inTime(ctx, h, func(ctx context.Context) ([]T, error) { return s.rows(ctx, p.after, min(left, portion)+1) })
	}
	rows, err := read()
	if err != nil {
		return err
	}
	if p.limit > 0 && len(rows) > p.limit {
		c.w.Header()[headerNext] = []string{writePlace(s.place(&rows[p.limit-1]))}
	}
	c.begun = true
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.Header().Set("X-Content-Type-Options", "nosniff")
	out := bufio.NewWriterSize(c.w, 32<<10)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	_, _ = out.WriteString("[")
	for first := true; ; {
		shown := min(len(rows), left, portion)
		for i := range rows[:shown] {
			if !first {
				_, _ = out.WriteString(",")
			}
			first = false
			if err := encoder.Encode(s.show(&rows[i])); err != nil {
				return fmt.Errorf("write a row: %w", err)
			}
		}
		if left -= shown; shown == len(rows) || left == 0 {
			break
		}
		p.after = s.place(&rows[shown-1])
		if rows, err = read(); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("]\n")
	_ = out.Flush() // nobody is left to tell when the caller has gone
	return nil
}

// inTime bounds how long the database may take.
func inTime[T any](ctx context.Context, h *Handler, read func(context.Context) (T, error)) (T, error) {
	limited, cancel := context.WithTimeout(ctx, h.ListTimeout)
	defer cancel()
	v, err := read(limited)
	if _, told := errors.AsType[*pay.Error](err); told {
		return v, err
	}
	if err != nil && ctx.Err() == nil && errors.Is(limited.Err(), context.DeadlineExceeded) {
		err = &pay.Error{Code: pay.CodeListTooSlow, Err: err, Want: pay.Want{
			LV: "Norādiet īsāku laika posmu, piemēram, CreatedDateFrom un CreatedDateTill.",
			EN: "Give a shorter stretch of time, as by CreatedDateFrom and CreatedDateTill.",
		}}
	}
	return v, err
}

func (h *Handler) tooManyRows() error {
	n, page := strconv.Itoa(h.ListRows), strconv.Itoa(mostPerPage)
	return &pay.Error{Code: pay.CodeListTooLong, Want: pay.Want{
		LV: "Vairāk par " + n + " rindām. Norādiet īsāku laika posmu vai prasiet pa daļām ar Limit (līdz " + page + ") un After.",
		EN: "More than " + n + " rows. Give a shorter stretch of time, or ask in parts, by Limit (up to " + page + ") and After.",
	}}
}

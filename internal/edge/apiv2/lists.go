package apiv2

import (
	"context"
	"errors"

	"viss.gov.lv/mm/pay"
)

// page is a list as answers bear it.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// requestRow is PaymentRequestRow of the contract.
type requestRow struct {
	ID          pay.ID           `json:"id"`
	Number      pay.Number       `json:"number"`
	Status      pay.RequestState `json:"status"`
	Letter      pay.Letter       `json:"letter"`
	Created     moment           `json:"created"`
	Expires     moment           `json:"expires"`
	ServiceName pay.Text         `json:"serviceName"`
	Total       string           `json:"total"`
	Currency    pay.Currency     `json:"currency"`
}

// paymentRow is PaymentRow of the contract.
type paymentRow struct {
	Number      pay.Number       `json:"number"`
	Request     pay.ID           `json:"paymentRequest"`
	Status      pay.PaymentState `json:"status"`
	Letter      pay.Letter       `json:"letter"`
	PaidAt      moment           `json:"paidAt"`
	Amount      string           `json:"amount"`
	Currency    pay.Currency     `json:"currency"`
	Account     string           `json:"account"`
	Purpose     string           `json:"purpose"`
	ServiceName pay.Text         `json:"serviceName"`
	ToRefund    bool             `json:"toRefund"`
}

// requests lists payment requests (the published GetPaymentRequests).
func (h *Handler) requests(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	filter := pay.RequestFilter{
		Institution: c.caller.Institution,
		Created:     q.span("createdFrom", "createdTill"), Paid: q.span("paidFrom", "paidTill"), Expires: q.terms("expiresFrom", "expiresTill"),
		AmountFrom: q.amount("amountFrom"), AmountTill: q.amount("amountTill"),
		OnlyUnpaid: q.flag("unpaid"), Currency: q.currency("currency"),
	}
	return list(ctx, h, c, q, source[pay.RequestRow, requestRow]{
		rows: func(ctx context.Context, after pay.Place, limit int) ([]pay.RequestRow, error) {
			return h.Lists.RequestRows(ctx, filter, after, limit)
		},
		place: func(r *pay.RequestRow) pay.Place { return r.Place },
		show: func(r *pay.RequestRow) requestRow {
			return requestRow{
				ID: r.ID, Number: r.Number, Status: r.State, Letter: r.Letter, Created: moment(r.Created), Expires: moment(r.Expires),
				ServiceName: r.ServiceName, Total: r.Total.String(), Currency: r.Total.Currency,
			}
		},
	})
}

// payments lists payments whose money came (the published GetPayments).
func (h *Handler) payments(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	filter := pay.PaymentFilter{
		Institution: c.caller.Institution, Paid: q.span("paidFrom", "paidTill"),
		AmountFrom: q.amount("amountFrom"), AmountTill: q.amount("amountTill"), Currency: q.currency("currency"),
	}
	return list(ctx, h, c, q, source[pay.PaymentRow, paymentRow]{
		rows: func(ctx context.Context, after pay.Place, limit int) ([]pay.PaymentRow, error) {
			return h.Lists.PaymentRows(ctx, filter, after, limit)
		},
		place: func(r *pay.PaymentRow) pay.Place { return r.Place },
		show: func(r *pay.PaymentRow) paymentRow {
			return paymentRow{
				Number: r.Number, Request: r.Request, Status: r.State, Letter: pay.LetterExecuted, PaidAt: moment(r.PaidAt),
				Amount: r.Amount.String(), Currency: r.Amount.Currency, Account: r.IBAN, Purpose: r.Purpose, ServiceName: r.ServiceName,
				ToRefund: r.Refund,
			}
		},
	})
}

// source is a list: how it is read, and how a row R of it is shown as a V.
type source[R, V any] struct {
	rows  func(ctx context.Context, after pay.Place, limit int) ([]R, error)
	place func(*R) pay.Place
	show  func(*R) V
}

// list answers with a page of a list. All other parameters must have been read.
func list[R, V any](ctx context.Context, h *Handler, c *call, q *query, s source[R, V]) error {
	limit, after := q.limit(), q.cursor(c.path)
	if err := q.rest(); err != nil {
		return err
	}
	// One row more than wanted tells whether the list goes on.
	rows, err := inTime(ctx, h, func(ctx context.Context) ([]R, error) { return s.rows(ctx, after, limit+1) })
	if err != nil {
		return err
	}
	p := page[V]{Items: make([]V, min(len(rows), limit))}
	for i := range p.Items {
		p.Items[i] = s.show(&rows[i])
	}
	if len(rows) > limit {
		p.Next = q.next(c.path, s.place(&rows[limit-1]))
		c.linkNext(q, p.Next)
	}
	return c.answer(p)
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
			LV: "Norādiet īsāku laika posmu, piemēram, createdFrom un createdTill.",
			EN: "Give a shorter stretch of time, as by createdFrom and createdTill.",
		}}
	}
	return v, err
}

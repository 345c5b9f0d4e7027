// Package payerwebtest brings the payer's pages into every state that there is:
// a cashier that keeps requests in memory, a sample request with whatever may
// happen to it, and the scenes in which a payer comes to see a page. What
// happens to a request is decided by the domain itself; only storing and banks
// are missing.
package payerwebtest

import (
	"context"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// Desk is a cashier in memory. Its members may be set before it is used, and
// read afterwards; it is safe for concurrent use.
type Desk struct {
	Views    map[pay.ID]*pay.View // the requests, by identifier
	Handover pay.Handover         // of attempts that begin
	BeginErr error                // of every Begin; nil: the domain decides
	ViewErr  error                // of every View
	AskErr   error                // of every SendReceipt
	Taking   func(pay.Message) (pay.Received, error)

	Begun    []pay.Choice
	Ended    []pay.Number // the attempts that were given up
	Messages []pay.Message
	Asked    []Asked

	mu sync.Mutex
}

// NewDesk makes a desk with requests.
func NewDesk(views ...*pay.View) *Desk {
	d := &Desk{Views: map[pay.ID]*pay.View{}, Handover: pay.Handover{
		URL: "http://127.0.0.1:9123/bank", Fields: []pay.FormField{{Name: "ref", Value: "1"}, {Name: "sum", Value: "12.00"}},
	}}
	for _, v := range views {
		d.Views[v.Request.ID] = v
	}
	return d
}

// Asked is a receipt that was asked for.
type Asked struct {
	To       string // empty: the payer's own address
	Language pay.Language
}

// SendReceipt keeps what was asked for, and shows it on the request's page.
func (d *Desk) SendReceipt(_ context.Context, id pay.ID, to string, l pay.Language) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.AskErr != nil {
		return d.AskErr
	}
	v := d.Views[id]
	d.Asked = append(d.Asked, Asked{to, l})
	if to == "" {
		to = v.Request.Payer.Email
	}
	v.Receipts = append(v.Receipts, pay.Receipt{To: pay.MaskEmail(to), State: pay.DeliveryWaiting, Asked: v.Now})
	return nil
}

// Institutions are those of the catalogue.
func (d *Desk) Institutions() map[pay.InstitutionCode]*pay.Institution {
	i := Institution()
	return map[pay.InstitutionCode]*pay.Institution{i.Code: i}
}

// View is a copy of a request.
func (d *Desk) View(_ context.Context, id pay.ID) (pay.View, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ViewErr != nil {
		return pay.View{}, d.ViewErr
	}
	v, ok := d.Views[id]
	if !ok {
		return pay.View{}, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	copied := *v
	request := *v.Request
	request.Attempts = append([]pay.Attempt(nil), v.Request.Attempts...)
	request.Payments = append([]pay.Payment(nil), v.Request.Payments...)
	copied.Request = &request
	return copied, nil
}

// Begin begins an attempt and hands it over at once.
func (d *Desk) Begin(_ context.Context, id pay.ID, c pay.Choice) (pay.Attempt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.BeginErr != nil {
		return pay.Attempt{}, d.BeginErr
	}
	v := d.Views[id]
	a := pay.Attempt{
		ID: nextAttempt(v), Ref: nextRef(v), Provider: c.Provider,
		Payment: v.Request.PaymentByNumber(c.Payment), Language: c.Language, HoldUntil: v.Now.Add(30 * time.Minute),
	}
	if _, err := v.Request.Begin(a, v.Now); err != nil {
		return pay.Attempt{}, err
	}
	if _, err := v.Request.Sent(a.ID, d.Handover, v.Now); err != nil {
		return pay.Attempt{}, err
	}
	d.Begun = append(d.Begun, c)
	return *v.Request.Attempt(a.ID), nil
}

// GiveUp ends an attempt.
func (d *Desk) GiveUp(_ context.Context, id pay.ID, ref pay.Number) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.Views[id]
	a := v.Request.AttemptByRef(ref)
	if a == nil {
		return pay.Fail(pay.CodePaymentNotFound, nil)
	}
	d.Ended = append(d.Ended, ref)
	_, err := v.Request.GiveUp(a.ID, v.Now)
	return err
}

// Receive keeps a message and answers as Taking says; without it the payer is
// led to the sample request.
func (d *Desk) Receive(_ context.Context, m pay.Message) (pay.Received, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Messages = append(d.Messages, m)
	if d.Taking == nil {
		return pay.Received{Request: SampleID(), Notice: pay.Notice{Channel: pay.ChannelBrowser}}, nil
	}
	return d.Taking(m)
}

package pay

import (
	"slices"
	"strconv"
	"time"
)

// Apply lets a verified notice of a provider act on the request. The same news
// twice leaves the states as they are; whoever keeps messages also keeps what
// was said twice from being noted twice, by the notice's key. Policy is
// what the institution wants of a success after expiry; hold is the new limit
// of an attempt that becomes accepted.
func (r *Request) Apply(n Notice, policy LatePolicy, hold time.Duration, now time.Time) (Effects, error) {
	a := r.AttemptByRef(n.Ref)
	if a == nil || a.Provider != n.Provider {
		return Effects{}, Fail(CodePaymentNotFound, nil)
	}
	c := r.change(now, string(n.Provider))
	switch n.Result {
	case ResultNone:
		return Effects{}, nil
	case ResultAccepted:
		a.HoldUntil = laterOf(a.HoldUntil, now.Add(hold), a.State == AttemptIntended || a.State == AttemptSent)
		c.note(a, OnAccepted, n)
	case ResultDeclined:
		c.note(a, OnDecline, n)
	case ResultCancelled:
		c.note(a, OnCancel, n)
	case ResultOther:
		c.other(a, n)
	case ResultPaid:
		c.success(a, n, policy)
	}
	return c.done(), nil
}

func laterOf(was, is time.Time, change bool) time.Time {
	if change && is.After(was) {
		return is
	}
	return was
}

// note moves the attempt if the table lets it, and else keeps a trace of a
// message that contradicts what is known.
func (c *change) note(a *Attempt, on Trigger, n Notice) bool {
	contradicts := a.State == AttemptManual && a.Reason == ReasonMismatch
	if !contradicts && c.moveFor(a, on, n.Reason) {
		if p := &c.r.Payments[a.Payment]; p.Other { // the provider knows better now
			p.Other = false
			c.touchPayment(a.Payment)
		}
		return true
	}
	if !repeats(a.State, n.Result) {
		c.event(EventMessageIgnored, a, map[string]string{"result": string(n.Result), "state": string(a.State)})
	}
	return false
}

// repeats tells whether the result says again what the attempt already is.
func repeats(s AttemptState, r Result) bool {
	switch r {
	case ResultAccepted:
		return s == AttemptAccepted || s == AttemptPaid // accepted is always said before paid
	case ResultPaid:
		return s == AttemptPaid
	case ResultDeclined:
		return s == AttemptDeclined
	case ResultCancelled:
		return s == AttemptCancelled
	case ResultOther:
		return s == AttemptManual
	case ResultNone:
	}
	return true
}

func (c *change) other(a *Attempt, n Notice) {
	if !c.note(a, OnOther, n) {
		return
	}
	c.r.Payments[a.Payment].Other = true
	c.touchPayment(a.Payment)
	c.attention(AttentionManual, a.Payment, c.r.Payments[a.Payment].Amount,
		string(a.Provider)+" answered other for "+string(a.Ref))
}

// success books a verified success.
func (c *change) success(a *Attempt, n Notice, policy LatePolicy) {
	p := &c.r.Payments[a.Payment]
	if c.differs(a, n) {
		c.mismatch(a, n)
		return
	}
	if a.State == AttemptPaid {
		if n.ProviderRef != "" && a.ProviderRef != "" && n.ProviderRef != a.ProviderRef {
			c.overpaid(a, n, "the provider reports a second payment "+n.ProviderRef+" for the same attempt")
		}
		return
	}
	a.ProviderRef = n.ProviderRef
	c.move(a, OnSuccess)
	if p.Settled() {
		c.overpaid(a, n, "paid again by attempt "+string(a.Ref)+" at "+string(a.Provider))
		return
	}
	c.settle(a, policy)
	c.closeAsPaid(a)
}

// differs compares what was paid with what was asked. What a message does not
// carry cannot differ.
func (c *change) differs(a *Attempt, n Notice) bool {
	p := &c.r.Payments[a.Payment]
	if n.Amount != (Money{}) && (n.Amount.Minor != p.Amount || n.Amount.Currency != c.r.Total.Currency) {
		return true
	}
	return n.Account != "" && n.Account != p.Account.IBAN
}

// ReasonMismatch is the reason of an attempt for which a provider reported
// another amount, currency or account than was asked.
const ReasonMismatch = "mismatch"

// mismatch puts an attempt into a person's hands. Each transfer of that kind is
// money that a person must see, whatever the attempt was before; one that is
// paid stays so.
func (c *change) mismatch(a *Attempt, n Notice) {
	ignored := map[string]string{"result": "mismatch", "state": string(a.State), "providerRef": n.ProviderRef}
	switch {
	case a.State == AttemptManual && a.Reason == ReasonMismatch && a.ProviderRef == n.ProviderRef: // seen already
		c.event(EventMessageIgnored, a, ignored)
		return
	case a.State == AttemptPaid:
		c.event(EventMessageIgnored, a, ignored)
	default:
		a.ProviderRef = n.ProviderRef
		c.moveFor(a, OnMismatch, ReasonMismatch)
	}
	c.attention(AttentionManual, a.Payment, n.Amount.Minor,
		string(a.Provider)+" reports "+n.Amount.String()+" "+string(n.Amount.Currency)+" for "+string(a.Ref)+
			" instead of "+EUR(c.r.Payments[a.Payment].Amount).String())
}

func (c *change) overpaid(a *Attempt, n Notice, note string) {
	data := c.money(a)
	data[dataProviderRef], data[dataRefund] = n.ProviderRef, "true"
	if c.r.State == RequestExpired || c.r.State == RequestWithdrawn {
		data[dataLate] = "true"
	}
	if n.Amount != (Money{}) {
		data[dataAmount], data[dataCurrency] = strconv.FormatInt(n.Amount.Minor, 10), string(n.Amount.Currency)
	}
	c.event(EventOverpaid, a, data)
	c.attention(AttentionOverpaid, a.Payment, c.r.Payments[a.Payment].Amount, note)
}

// settle marks the attempt's payment as paid. The caller has made sure that it
// is not settled yet.
func (c *change) settle(a *Attempt, policy LatePolicy) {
	p := &c.r.Payments[a.Payment]
	if err := c.movePayment(a.Payment, OnSettle); err != nil {
		return
	}
	p.Provider, p.PaidBy, p.PaidAt, p.Other = a.Provider, a.ID, c.at, false
	p.Late, p.Refund = c.r.State != RequestOpen, c.refunds(policy)
	data := c.money(a)
	if p.Late {
		data[dataLate] = "true"
	}
	if p.Refund {
		data[dataRefund] = "true"
	}
	c.event(EventPaymentPaid, a, data)
}

// money is what the news of an attempt's payment says of it.
func (c *change) money(a *Attempt) map[string]string {
	data := map[string]string{
		dataAmount: strconv.FormatInt(c.r.Payments[a.Payment].Amount, 10), dataCurrency: string(c.r.Total.Currency),
		dataProvider: string(a.Provider),
	}
	if a.ProviderRef != "" {
		data[dataProviderRef] = a.ProviderRef
	}
	return data
}

// refunds tells whether money that comes now does not count and goes back. Once
// a part of the request goes back, the rest does too, even if the institution
// has changed its policy since: such a request is never whole.
func (c *change) refunds(policy LatePolicy) bool {
	switch {
	case c.r.State == RequestOpen:
		return false
	case c.r.State == RequestWithdrawn, policy == LateRefund:
		return true
	}
	return slices.ContainsFunc(c.r.Payments, func(p Payment) bool { return p.Refund })
}

// closeAsPaid draws the conclusion for the request after a payment was settled.
func (c *change) closeAsPaid(a *Attempt) {
	late := c.r.State != RequestOpen
	if c.r.Payments[a.Payment].Refund {
		c.r.PartlyPaid = c.r.Paid() < c.r.Total.Minor
		c.attention(AttentionToRefund, a.Payment, c.r.Payments[a.Payment].Amount,
			"paid after the request was "+string(c.r.State))
		return
	}
	if c.r.NextDue() >= 0 {
		if c.r.PartlyPaid = late; late { // nobody will pay the rest
			c.attention(AttentionPartlyPaid, a.Payment, c.r.Paid(), "paid in part after the request was "+string(c.r.State))
		}
		return
	}
	on := OnAllPaid
	if late {
		on = OnLatePaid
	}
	if c.moveRequest(on) {
		c.r.PartlyPaid = false
		c.event(EventRequestPaid, nil, nil)
	}
}

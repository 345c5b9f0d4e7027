package pay

import (
	"fmt"
	"time"
)

// Begin starts an attempt: the payer chose a provider. The caller fills in ID,
// Ref, Payment, Provider, Language and HoldUntil. It fails with CodeExpired,
// CodeAlreadyPaid, CodeWithdrawn or CodeAttemptRunning; the last also while the
// outcome of an earlier attempt is unknown, so that nobody pays twice; with
// CodeTooManyCalls after MaxAttempts.
func (r *Request) Begin(a Attempt, now time.Time) (Effects, error) {
	if err := r.Payable(a.Payment, now); err != nil {
		return Effects{}, err
	}
	if r.LiveAttempt(a.Payment) != nil || r.unknownOutcome(a.Payment) {
		return Effects{}, Fail(CodeAttemptRunning, nil)
	}
	if r.tries(a.Payment) >= MaxAttempts {
		return Effects{}, Fail(CodeTooManyCalls, nil)
	}
	a.Request, a.State, a.Created = r.ID, AttemptIntended, now
	r.Attempts = append(r.Attempts, a)
	c := r.change(now, "payer")
	added := &r.Attempts[len(r.Attempts)-1]
	c.touchAttempt(added)
	p := &r.Payments[a.Payment]
	p.Provider, p.Other = a.Provider, false
	if err := c.movePayment(a.Payment, OnStart); err != nil {
		return Effects{}, err
	}
	c.touchPayment(a.Payment)
	c.event(EventAttemptBegun, added, map[string]string{"provider": string(a.Provider)})
	return c.done(), nil
}

// MaxAttempts is how often a payment may be tried: no payer needs more, and
// whoever holds a request's address must not make it grow for ever.
const MaxAttempts = 50

func (r *Request) tries(payment int) int {
	n := 0
	for i := range r.Attempts {
		if r.Attempts[i].Payment == payment {
			n++
		}
	}
	return n
}

// unknownOutcome tells whether a person still has to find out about an attempt
// at a payment.
func (r *Request) unknownOutcome(payment int) bool {
	for i := range r.Attempts {
		if r.Attempts[i].Payment == payment && r.Attempts[i].State == AttemptManual {
			return true
		}
	}
	return false
}

// Payable tells why an attempt at a payment may not start now, if so.
func (r *Request) Payable(payment int, now time.Time) error {
	switch {
	case r.State == RequestPaid:
		return Fail(CodeAlreadyPaid, nil)
	case r.State == RequestWithdrawn:
		return Fail(CodeWithdrawn, nil)
	case r.State == RequestExpired, !now.Before(r.Expires):
		return Fail(CodeExpired, nil)
	case payment < 0 || payment >= len(r.Payments):
		return Fail(CodePaymentNotFound, nil)
	case r.Payments[payment].Settled():
		return Fail(CodeAlreadyPaid, nil)
	}
	return nil
}

// Sent records that the payer is handed over.
func (r *Request) Sent(attempt ID, h Handover, now time.Time) (Effects, error) {
	a := r.Attempt(attempt)
	if a == nil {
		return Effects{}, Fail(CodePaymentNotFound, nil)
	}
	if a.State != AttemptIntended { // a message of the provider was quicker
		return Effects{}, nil
	}
	c := r.change(now, "payer")
	a.Handover = &h
	c.move(a, OnHandover)
	return c.done(), nil
}

// ReasonGivenUp is the reason of an attempt that the payer gave up at MM, as
// opposed to one that was cancelled at the provider.
const ReasonGivenUp = "given up"

// GiveUp ends an attempt because the payer says so. Only an attempt of which
// the provider has said nothing can be given up.
func (r *Request) GiveUp(attempt ID, now time.Time) (Effects, error) {
	a := r.Attempt(attempt)
	if a == nil {
		return Effects{}, Fail(CodePaymentNotFound, nil)
	}
	if a.State == AttemptCancelled {
		return Effects{}, nil
	}
	c := r.change(now, "payer")
	if !c.moveFor(a, OnGiveUp, ReasonGivenUp) {
		return Effects{}, Fail(CodeNotPossible, fmt.Errorf("attempt is %s", a.State))
	}
	return c.done(), nil
}

// Failed ends an attempt that could not be started at the provider.
func (r *Request) Failed(attempt ID, reason string, now time.Time) (Effects, error) {
	a := r.Attempt(attempt)
	if a == nil {
		return Effects{}, Fail(CodePaymentNotFound, nil)
	}
	if a.State != AttemptIntended { // a message of the provider was quicker
		return Effects{}, nil
	}
	c := r.change(now, "provider")
	c.moveFor(a, OnDecline, reason)
	return c.done(), nil
}

// HoldEnd ends a live attempt whose hold limit has passed. An attempt that is
// not live, or not due, is left alone. An accepted attempt that lapses needs a
// person: the provider has said that it works on it.
func (r *Request) HoldEnd(attempt ID, now time.Time) (Effects, error) {
	a := r.Attempt(attempt)
	if a == nil || !a.Live() || now.Before(a.HoldUntil) {
		return Effects{}, nil
	}
	c := r.change(now, "clock")
	if a.State == AttemptAccepted {
		c.attention(AttentionManual, a.Payment, r.Payments[a.Payment].Amount,
			"accepted by "+string(a.Provider)+" but never finished; ask the provider about "+string(a.Ref))
	}
	c.move(a, OnHoldEnd)
	return c.done(), nil
}

// Expire closes the request if its term has passed and no live attempt holds
// it. Otherwise it changes nothing and gives the time to look again; the zero
// time when there is nothing to wait for.
func (r *Request) Expire(now time.Time) (Effects, time.Time) {
	if r.State != RequestOpen {
		return Effects{}, time.Time{}
	}
	if now.Before(r.Expires) {
		return Effects{}, r.Expires
	}
	if until := r.heldUntil(); !until.IsZero() {
		return Effects{}, until
	}
	c := r.change(now, "clock")
	c.close(OnExpire, EventRequestExpired)
	return c.done(), time.Time{}
}

// heldUntil is the latest hold limit of the live attempts, zero without any.
func (r *Request) heldUntil() time.Time {
	var until time.Time
	for i := range r.Attempts {
		if a := &r.Attempts[i]; a.Live() && a.HoldUntil.After(until) {
			until = a.HoldUntil
		}
	}
	return until
}

// Withdraw closes an open request because its institution says so. It fails
// with CodeAttemptRunning while a payer is at a provider.
func (r *Request) Withdraw(actor, reason string, now time.Time) (Effects, error) {
	switch r.State {
	case RequestWithdrawn:
		return Effects{}, nil
	case RequestPaid:
		return Effects{}, Fail(CodeAlreadyPaid, nil)
	case RequestExpired:
		return Effects{}, Fail(CodeExpired, nil)
	case RequestOpen:
	}
	for i := range r.Attempts {
		if r.Attempts[i].Live() {
			return Effects{}, Fail(CodeAttemptRunning, nil)
		}
	}
	c := r.change(now, actor)
	c.close(OnWithdraw, EventWithdrawn)
	if reason != "" {
		c.out.Events[len(c.out.Events)-1].Data = map[string]string{"reason": reason}
	}
	return c.done(), nil
}

// close ends an open request with something unpaid.
func (c *change) close(on Trigger, kind EventKind) {
	c.moveRequest(on)
	if paid := c.r.Paid(); paid > 0 {
		c.r.PartlyPaid = true
		c.event(kind, nil, nil)
		c.attention(AttentionPartlyPaid, -1, paid, "closed with "+EUR(paid).String()+" of "+c.r.Total.String()+" paid")
		return
	}
	c.event(kind, nil, nil)
}

// move takes an attempt through the table and its payment along; false when
// the table has no such transition.
func (c *change) move(a *Attempt, on Trigger) bool {
	t, ok := next(AttemptTransitions(), a.State, on)
	if !ok {
		return false
	}
	wasLive := a.Live()
	a.State = t.To
	a.Late = a.Late || t.Late
	c.touchAttempt(a)
	c.event(attemptEvent(t.To), a, attemptData(a))
	if wasLive && !a.Live() && a.State != AttemptPaid {
		c.free(a.Payment)
	}
	return true
}

// moveFor is move with the reason that the attempt keeps if it moves.
func (c *change) moveFor(a *Attempt, on Trigger, reason string) bool {
	was := a.Reason
	if reason != "" {
		a.Reason = reason
	}
	if c.move(a, on) {
		return true
	}
	a.Reason = was
	return false
}

// free gives a payment back to the payer when no live attempt at it is left.
func (c *change) free(payment int) {
	if c.r.LiveAttempt(payment) != nil || c.r.Payments[payment].State != PaymentProcessing {
		return
	}
	_ = c.movePayment(payment, OnFree) // cannot fail: the state was looked at
}

func (c *change) movePayment(payment int, on Trigger) error {
	p := &c.r.Payments[payment]
	t, ok := next(PaymentTransitions(), p.State, on)
	if !ok {
		return Fail(CodeNotPossible, fmt.Errorf("payment is %s, cannot %s", p.State, on))
	}
	p.State = t.To
	c.touchPayment(payment)
	return nil
}

func (c *change) moveRequest(on Trigger) bool {
	t, ok := next(RequestTransitions(), c.r.State, on)
	if !ok {
		return false
	}
	c.r.State = t.To
	c.r.Closed = c.at
	return true
}

func attemptData(a *Attempt) map[string]string {
	data := map[string]string{"provider": string(a.Provider)}
	if a.Reason != "" {
		data["reason"] = a.Reason
	}
	if a.ProviderRef != "" {
		data["providerRef"] = a.ProviderRef
	}
	if a.Late {
		data["late"] = "true"
	}
	return data
}

func attemptEvent(s AttemptState) EventKind {
	switch s {
	case AttemptSent:
		return EventAttemptSent
	case AttemptAccepted:
		return EventAttemptAccepted
	case AttemptPaid:
		return EventAttemptPaid
	case AttemptDeclined:
		return EventAttemptDeclined
	case AttemptCancelled:
		return EventAttemptEnded
	case AttemptLapsed:
		return EventAttemptLapsed
	case AttemptManual:
		return EventAttemptManual
	case AttemptIntended:
	}
	return EventAttemptBegun
}

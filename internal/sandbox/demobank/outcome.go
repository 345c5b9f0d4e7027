package demobank

import (
	"fmt"
	"slices"
	"time"
)

// Outcome is what the bank shall do with an order.
type Outcome string

// The outcomes. Automatic does what the cents of the amount say (Magic).
const (
	Automatic Outcome = "auto"
	Approve   Outcome = "approve" // paid, and the payer comes back
	Decline   Outcome = "decline" // refused by the bank
	Cancel    Outcome = "cancel"  // given up by the payer at the bank
	Pending   Outcome = "pending" // accepted, and nothing more
	Delayed   Outcome = "delayed" // accepted, paid a minute later
	Late      Outcome = "late"    // the payer leaves; paid once the request has expired
	Twice     Outcome = "twice"   // paid, and the server says it twice
	Double    Outcome = "double"  // paid by two transfers
	Silent    Outcome = "silent"  // paid, and the payer never comes back
	Back      Outcome = "back"    // the payer goes back without a word of the bank
	Failure   Outcome = "error"   // a technical error: the bank answers “other”
	Amount    Outcome = "amount"  // paid, but another amount
)

// Outcomes are all outcomes but Automatic.
func Outcomes() []Outcome {
	return []Outcome{Approve, Decline, Cancel, Pending, Delayed, Late, Twice, Double, Silent, Back, Failure, Amount}
}

// Valid tells whether the bank knows the outcome.
func (o Outcome) Valid() bool { return o == Automatic || slices.Contains(Outcomes(), o) }

// Magic is the outcome that the cents of an amount ask for, when the bank's
// page is left on automatic.
func Magic(cents int64) Outcome {
	table := map[int64]Outcome{
		1: Decline, 2: Cancel, 3: Pending, 4: Delayed, 5: Silent, 6: Twice, 7: Failure, 8: Late, 9: Amount,
		10: Approve, // a refund of it shall fail; the payment itself succeeds
		11: Double,
	}
	if o, ok := table[cents%100]; ok {
		return o
	}
	return Approve
}

const (
	delay = time.Minute // between accepted and paid, when delayed
	// A merchant holds a request open while its payer may still be at the bank;
	// half an hour is what ours does. A late success comes after both that and
	// the term.
	hold  = 30 * time.Minute
	after = time.Minute
)

// decide makes the news of an outcome. The caller holds b.mu. What an order has
// been paid for already is not paid again, except by Double.
func (b *Bank) decide(o *order, outcome Outcome) {
	now := b.Now()
	if outcome == Automatic {
		outcome = Magic(o.cents)
	}
	if last := o.last(); last != nil && last.service == paidService && outcome != Double {
		return
	}
	o.silent = outcome == Silent || outcome == Late
	switch outcome {
	case Approve, Silent:
		b.transfer(o, now, 1)
	case Twice:
		b.transfer(o, now, 2)
	case Double:
		b.transfer(o, now, 1)
		b.tell(o, &news{at: now, service: paidService, number: o.number(), amount: o.form.Get("DB_AMOUNT")}, 1)
	case Amount:
		b.tell(o, &news{at: now, service: paidService, number: o.number(), amount: euros(o.cents + 100)}, 1)
	case Decline:
		b.tell(o, &news{at: now, service: declinedService, reason: "NO_FUNDS"}, 1)
	case Cancel:
		b.tell(o, &news{at: now, service: cancelService, reason: "BY_PAYER"}, 1)
	case Failure:
		b.tell(o, &news{at: now, service: otherService, reason: "TECHNICAL"}, 1)
	case Pending, Delayed:
		number := o.number()
		b.tell(o, &news{at: now, service: acceptedService, number: number, amount: o.form.Get("DB_AMOUNT")}, 1)
		if outcome == Delayed {
			b.tell(o, &news{at: now.Add(delay), service: paidService, number: number, amount: o.form.Get("DB_AMOUNT")}, 1)
		}
	case Late:
		at := o.received.Add(hold)
		if o.expires.After(at) {
			at = o.expires
		}
		b.transfer(o, at.Add(after), 1)
	case Back, Automatic:
	}
}

// transfer pays an order once. One that would come later comes now instead.
func (b *Bank) transfer(o *order, at time.Time, copies int) {
	for _, n := range o.news {
		if n.service == paidService && !n.happened {
			n.at, n.next, n.copies, n.happened = at, at, copies, !at.After(b.Now())
			return
		}
		if n.service == paidService {
			return
		}
	}
	b.tell(o, &news{at: at, service: paidService, number: o.number(), amount: o.form.Get("DB_AMOUNT")}, copies)
}

// tell adds news to an order. What is not in the future has happened.
func (b *Bank) tell(o *order, n *news, copies int) {
	n.order, n.copies, n.next = o, copies, n.at
	n.happened = !n.at.After(b.Now())
	o.news = append(o.news, n)
}

// number names a transfer.
func (o *order) number() string {
	o.transfers++
	return fmt.Sprintf("%s-%d", o.ref(), o.transfers)
}

func euros(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

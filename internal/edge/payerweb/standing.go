package payerweb

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// kind names a page. Those of a request are decided by its state alone.
type kind string

const (
	kindChoose    kind = "choose"    // may be paid now; says what became of the last attempt
	kindHandover  kind = "handover"  // the page that leads to the bank; a detour of running
	kindRunning   kind = "running"   // the payer was sent to a bank and nothing is known yet
	kindWaiting   kind = "waiting"   // the bank works on it
	kindUnknown   kind = "unknown"   // a person must find out
	kindPaid      kind = "paid"      // just now
	kindAlready   kind = "already"   // some time ago
	kindExpired   kind = "expired"   //
	kindWithdrawn kind = "withdrawn" //
	kindProblem   kind = "problem"   // no request, or something went wrong
	kindAbout     kind = "about"     // what the pages say of themselves: privacy, accessibility
	kindCheck     kind = "check"     // whether a document is genuine; belongs to no request
	kindCopy      kind = "copy"      // of a link to a document; the request is not told yet
)

// freshFor is how long a paid request is shown as just paid. Later visitors
// are told that nothing is left to pay.
const freshFor = 15 * time.Minute

// standing is how one payment stands in the eyes of the payer.
type standing string

const (
	standingDue      standing = "due"
	standingRunning  standing = "running"
	standingWaiting  standing = "waiting"
	standingUnknown  standing = "unknown"
	standingPaid     standing = "paid"
	standingReturned standing = "returned"
)

// standingOf judges a payment.
func standingOf(r *pay.Request, payment int) standing {
	p := &r.Payments[payment]
	switch p.State {
	case pay.PaymentReturned:
		return standingReturned
	case pay.PaymentPaid:
		return standingPaid
	case pay.PaymentDue, pay.PaymentProcessing:
	}
	if p.Other || unknownOutcome(r, payment) {
		return standingUnknown
	}
	if live := r.LiveAttempt(payment); live != nil {
		if live.State == pay.AttemptAccepted {
			return standingWaiting
		}
		return standingRunning
	}
	return standingDue
}

// unknownOutcome tells whether a person still has to find out about an attempt
// at a payment. Nobody is asked to pay or to go on then, whatever other attempt
// there is: the domain begins none.
func unknownOutcome(r *pay.Request, payment int) bool {
	return slices.ContainsFunc(r.Attempts, func(a pay.Attempt) bool {
		return a.Payment == payment && a.State == pay.AttemptManual
	})
}

// pageOf decides which page a request is on, and which payment it is about; -1
// when about none. A payment that can be acted on goes before one that can only
// be waited for, so that a slow bank does not keep the payer from the rest. Of
// several that can be acted on the wanted one goes first: the address or the
// form may name it, and the state decides whether it may be had.
func pageOf(r *pay.Request, now time.Time, wanted pay.Number) (kind, int) {
	switch r.State {
	case pay.RequestPaid:
		if now.Sub(r.Closed) < freshFor && !anyStands(r, standingReturned) {
			return kindPaid, -1
		}
		return kindAlready, -1
	case pay.RequestExpired:
		return kindExpired, -1
	case pay.RequestWithdrawn:
		return kindWithdrawn, -1
	case pay.RequestOpen:
	}
	first := map[standing]int{}
	for i := range r.Payments {
		if s := standingOf(r, i); !has(first, s) {
			first[s] = i
		}
	}
	over := !now.Before(r.Expires) // though perhaps nobody has closed the request yet
	if over {
		delete(first, standingDue)
	}
	if i := r.PaymentByNumber(wanted); i >= 0 {
		switch s := standingOf(r, i); {
		case s == standingRunning:
			return kindRunning, i
		case s == standingDue && !over:
			return kindChoose, i
		}
	}
	for _, row := range []struct {
		standing standing
		page     kind
	}{
		{standingRunning, kindRunning},
		{standingDue, kindChoose},
		{standingWaiting, kindWaiting},
		{standingUnknown, kindUnknown},
	} {
		if i, ok := first[row.standing]; ok {
			return row.page, i
		}
	}
	return kindExpired, -1
}

func has(m map[standing]int, s standing) bool {
	_, ok := m[s]
	return ok
}

func anyStands(r *pay.Request, s standing) bool {
	for i := range r.Payments {
		if standingOf(r, i) == s {
			return true
		}
	}
	return false
}

// token names what the payer sees of a request's state, and nothing else: it
// changes when the page should.
func token(r *pay.Request, now time.Time, wanted pay.Number) string {
	page, payment := pageOf(r, now, wanted)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d", r.ID, page, payment, r.EventSeq))
	return hex.EncodeToString(sum[:8])
}

// ending is what became of the last attempt at a payment that is due.
type ending string

const (
	endingNone        ending = ""
	endingDeclined    ending = "declined"
	endingUnavailable ending = "unavailable" // the provider could not be asked: the payer never left
	endingCancelled   ending = "cancelled"   // at the provider, or before the payer could leave: no money was taken
	endingGivenUp     ending = "given up"    // here, after the payer may have been at the provider
	endingLapsed      ending = "lapsed"
)

// endingOf judges the last attempt at a payment.
func endingOf(r *pay.Request, payment int) (ending, *pay.Attempt) {
	last := r.LastAttempt(payment)
	if last == nil {
		return endingNone, nil
	}
	switch last.State {
	case pay.AttemptDeclined:
		if last.Handover == nil {
			return endingUnavailable, last
		}
		return endingDeclined, last
	case pay.AttemptCancelled:
		if last.Reason == pay.ReasonGivenUp && last.Handover != nil {
			return endingGivenUp, last
		}
		return endingCancelled, last
	case pay.AttemptLapsed:
		return endingLapsed, last
	case pay.AttemptIntended, pay.AttemptSent, pay.AttemptAccepted, pay.AttemptPaid, pay.AttemptManual:
	}
	return endingNone, last
}

package payerwebtest

import (
	"time"

	"viss.gov.lv/mm/pay"
)

func nextAttempt(v *pay.View) pay.ID { return pay.ID{15: byte(len(v.Request.Attempts) + 1)} }

func nextRef(v *pay.View) pay.Number { return pay.NumberOf(uint64(100 + len(v.Request.Attempts))) }

// Tried adds an attempt at a payment and lets things happen to it.
func Tried(payment int, happens ...func(*pay.View, *pay.Attempt)) func(*pay.View) {
	return func(v *pay.View) {
		a := pay.Attempt{
			ID: nextAttempt(v), Ref: nextRef(v), Payment: payment, Provider: "HABALV22", HoldUntil: v.Now.Add(30 * time.Minute),
		}
		Must(v.Request.Begin(a, v.Now))
		for _, happen := range happens {
			happen(v, v.Request.Attempt(a.ID))
		}
	}
}

// Must panics when the domain does not let something happen: the test is wrong.
func Must(_ pay.Effects, err error) {
	if err != nil {
		panic(err)
	}
}

// Sent hands the payer over to the bank.
func Sent(v *pay.View, a *pay.Attempt) {
	Must(v.Request.Sent(a.ID, pay.Handover{URL: "https://bank.example/ib", Fields: []pay.FormField{{Name: "VK_REF", Value: string(a.Ref)}}}, v.Now))
}

// Heard lets the bank answer.
func Heard(result pay.Result) func(*pay.View, *pay.Attempt) {
	return func(v *pay.View, a *pay.Attempt) {
		n := pay.Notice{Provider: a.Provider, Ref: a.Ref, Result: result, ProviderRef: "2026112200017"}
		Must(v.Request.Apply(n, pay.LateRefund, time.Hour, v.Now))
	}
}

// GivenUp lets the payer give the attempt up.
func GivenUp(v *pay.View, a *pay.Attempt) { Must(v.Request.GiveUp(a.ID, v.Now)) }

// Lapsed lets the hold of a sent attempt end.
func Lapsed(v *pay.View, a *pay.Attempt) {
	v.Now = v.Now.Add(31 * time.Minute)
	Must(v.Request.HoldEnd(a.ID, v.Now))
}

// NeverFinished lets the hold of an accepted attempt end.
func NeverFinished(v *pay.View, a *pay.Attempt) {
	v.Now = a.HoldUntil.Add(time.Minute)
	Must(v.Request.HoldEnd(a.ID, v.Now))
}

// PaidOtherwise lets the bank report another amount for the first attempt.
func PaidOtherwise(v *pay.View) {
	a := v.Request.Attempts[0]
	n := pay.Notice{Provider: a.Provider, Ref: a.Ref, Result: pay.ResultPaid, Amount: pay.EUR(1)}
	Must(v.Request.Apply(n, pay.LateRefund, time.Hour, v.Now))
}

// Late lets the success of the first attempt come after all else.
func Late(v *pay.View) { Heard(pay.ResultPaid)(v, &v.Request.Attempts[0]) }

// Later lets time pass.
func Later(by time.Duration) func(*pay.View) {
	return func(v *pay.View) { v.Now = v.Now.Add(by) }
}

// Expired lets the term pass.
func Expired(v *pay.View) {
	v.Now = v.Request.Expires.Add(time.Minute)
	effects, _ := v.Request.Expire(v.Now)
	Must(effects, nil)
}

// Withdrawn lets the institution take the request back.
func Withdrawn(v *pay.View) { Must(v.Request.Withdraw("institution", "", v.Now)) }

// Returned lets the money of the first payment be sent back.
func Returned(v *pay.View) { v.Request.Payments[0].State = pay.PaymentReturned }

package pay_test

import (
	"slices"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

// checkEffects holds that a step names all that it changed: what it does not
// name is not written.
func (w *walk) checkEffects(t *rapid.T, effects pay.Effects) {
	now := w.snapshot()
	for i, p := range now.payments {
		if p != w.before.payments[i] && !slices.Contains(effects.Payments, i) {
			t.Fatalf("payment %d changed and is not named: %+v → %+v", i, w.before.payments[i], p)
		}
	}
	for id, a := range now.attempts {
		was, known := w.before.attempts[id]
		if changed, named := !known || a != was, slices.Contains(effects.Attempts, id); changed && !named {
			t.Fatalf("attempt %s changed and is not named: %+v → %+v", a.Ref, was, a)
		}
	}
	if now.request != w.before.request && len(effects.Events) == 0 {
		t.Fatalf("the request changed without an event: %+v → %+v", w.before.request, now.request)
	}
	if len(effects.Attempts) > 0 && !effects.Timers {
		t.Fatalf("attempts changed, timers were not named: %+v", effects)
	}
	for _, a := range effects.Attention {
		if a.Request != w.r.ID || a.Number != w.r.Number || a.Institution != w.r.Institution || a.Note == "" || !a.Created.Equal(w.Clock.Now()) || !a.Resolved.IsZero() {
			t.Fatalf("attention item is not whole: %+v", a)
		}
	}
	w.checkWayOfStates(t, now)
}

// checkWayOfStates holds that nothing goes back.
func (w *walk) checkWayOfStates(t *rapid.T, now snapshot) {
	for i, p := range now.payments {
		was := w.before.payments[i]
		if was.Settled() && (!p.Settled() || p.PaidBy != was.PaidBy || !p.PaidAt.Equal(was.PaidAt)) {
			t.Fatalf("payment %d was paid and is now %+v", i, p)
		}
		if p.Settled() && !was.Settled() {
			if p.Late != (w.before.request.State != pay.RequestOpen) || !p.PaidAt.Equal(w.Clock.Now()) {
				t.Fatalf("payment %d paid in a request that was %s: %+v", i, w.before.request.State, p)
			}
			unwanted := w.before.request.State == pay.RequestWithdrawn || w.before.request.State == pay.RequestExpired && w.policy == pay.LateRefund
			if p.Refund != unwanted {
				t.Fatalf("payment %d paid in a request that was %s, under %s: %+v", i, w.before.request.State, w.policy, p)
			}
		} else if p.Refund != was.Refund {
			t.Fatalf("payment %d was to be sent back: %v, and now: %v", i, was.Refund, p.Refund)
		}
	}
	for id, was := range w.before.attempts {
		if is := now.attempts[id]; was.State == pay.AttemptPaid && is.State != pay.AttemptPaid {
			t.Fatalf("attempt %s was paid and is %s", is.Ref, is.State)
		}
	}
	if w.before.request.Letter == pay.LetterExecuted && now.request.Letter != pay.LetterExecuted {
		t.Fatalf("the letter left E for %s", now.request.Letter)
	}
}

// check holds what must be true after every step.
func (w *walk) check(t *rapid.T) {
	checkSums(t, w.r)
	w.checkEvents(t)
	w.checkAttempts(t)
	w.checkMoney(t)
	w.checkRequest(t)
}

// checkEvents holds that the events tell the whole story, in order.
func (w *walk) checkEvents(t *rapid.T) {
	if w.r.EventSeq != len(w.events) {
		t.Fatalf("EventSeq %d, %d events", w.r.EventSeq, len(w.events))
	}
	letter, changes := pay.LetterProcess, 0
	for i, e := range w.events {
		if e.Seq != i+1 || e.Request != w.r.ID {
			t.Fatalf("event %d: %+v", i+1, e)
		}
		if i > 0 && e.At.Before(w.events[i-1].At) {
			t.Fatalf("event %d is before the one before it", e.Seq)
		}
		if e.Kind == pay.EventLetterChanged {
			if e.Data["from"] != string(letter) || e.Data["to"] != string(e.Letter) || e.Letter == letter {
				t.Fatalf("event %d: %+v after letter %s", e.Seq, e, letter)
			}
			letter = e.Letter
			changes++
		}
		if e.Letter != letter {
			t.Fatalf("event %d shows letter %s, it was %s", e.Seq, e.Letter, letter)
		}
	}
	if letter != w.r.Letter || changes != w.r.LetterSeq || w.r.Letter != w.r.CurrentLetter() {
		t.Fatalf("letter %s (%d), events say %s (%d), state says %s", w.r.Letter, w.r.LetterSeq, letter, changes, w.r.CurrentLetter())
	}
}

func (w *walk) checkAttempts(t *rapid.T) {
	for i, p := range w.r.Payments {
		live := w.live(i)
		if live > 1 {
			t.Fatalf("payment %d has %d live attempts", i, live)
		}
		if processing := p.State == pay.PaymentProcessing; processing != (live == 1 && !p.Settled()) {
			t.Fatalf("payment %d is %s with %d live attempts", i, p.State, live)
		}
		if live > 0 && (w.r.State == pay.RequestExpired || w.r.State == pay.RequestWithdrawn) {
			t.Fatalf("%s under the payer's hands", w.r.State)
		}
	}
	for _, a := range w.r.Attempts {
		if !a.Created.Before(w.r.Expires) {
			t.Fatalf("attempt %s was started at %s, after the term %s", a.Ref, a.Created, w.r.Expires)
		}
		if a.State == pay.AttemptPaid && !w.proven[a.Ref] {
			t.Fatalf("attempt %s is paid without its provider's word", a.Ref)
		}
		if w.proven[a.Ref] && a.State != pay.AttemptPaid {
			t.Fatalf("the provider vouches for attempt %s, which is %s", a.Ref, a.State)
		}
	}
}

// checkMoney holds that no success is dropped.
func (w *walk) checkMoney(t *rapid.T) {
	overpaid, wantOverpaid := 0, len(w.seconds)
	for i, p := range w.r.Payments {
		paid := 0
		for _, a := range w.r.Attempts {
			if a.Payment == i && a.State == pay.AttemptPaid {
				paid++
			}
		}
		if p.Settled() != (paid > 0) {
			t.Fatalf("payment %d is %s with %d paid attempts", i, p.State, paid)
		}
		if p.Settled() {
			a := w.r.Attempt(p.PaidBy)
			if a == nil || a.State != pay.AttemptPaid || a.Payment != i || a.Provider != p.Provider {
				t.Fatalf("payment %d was paid by %+v: %+v", i, a, p)
			}
		}
		wantOverpaid += max(paid-1, 0)
	}
	for _, a := range w.attention {
		if a.Kind == pay.AttentionOverpaid {
			overpaid++
		}
	}
	if overpaid < wantOverpaid {
		t.Fatalf("%d successes too many, %d attention items", wantOverpaid, overpaid)
	}
}

func (w *walk) checkRequest(t *rapid.T) {
	all := w.r.NextDue() < 0
	closed := w.r.State == pay.RequestExpired || w.r.State == pay.RequestWithdrawn
	switch {
	case w.r.State == pay.RequestPaid && !all:
		t.Fatal("paid, with something due")
	case w.r.State == pay.RequestPaid && slices.ContainsFunc(w.r.Payments, func(p pay.Payment) bool { return p.Refund }):
		t.Fatal("paid, with something to be sent back")
	case w.r.State == pay.RequestOpen && all:
		t.Fatal("open, with nothing due")
	case w.r.State == pay.RequestExpired && all && w.policy == pay.LateAccept:
		t.Fatal("expired, though all is paid and that is welcome")
	case (w.r.State == pay.RequestOpen) != w.r.Closed.IsZero():
		t.Fatalf("%s, closed at %s", w.r.State, w.r.Closed)
	}
	if want := closed && w.r.Paid() > 0 && !all; w.r.PartlyPaid != want {
		t.Fatalf("%s with %d of %s paid: partly paid = %v", w.r.State, w.r.Paid(), w.r.Total, w.r.PartlyPaid)
	}
	told := slices.ContainsFunc(w.attention, func(a pay.Attention) bool {
		return a.Kind == pay.AttentionPartlyPaid || a.Kind == pay.AttentionToRefund
	})
	if closed && w.r.Paid() > 0 && !told {
		t.Fatalf("%s with %d of %s paid, and nobody was told", w.r.State, w.r.Paid(), w.r.Total)
	}
}

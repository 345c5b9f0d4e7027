package pay_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// A walk does to one request whatever providers, payers, institutions and the
// clock may do, in any order, and checks after each step what must always hold
// (walkcheck_test.go). Shrunk failures print the steps that lead to them.
type walk struct {
	*paytest.World
	r      *pay.Request
	policy pay.LatePolicy

	before    snapshot
	events    []pay.Event
	attention []pay.Attention
	notices   []pay.Notice        // all that were let act, to be said again
	proven    map[pay.Number]bool // attempts with a verified success, everything as ordered
	seconds   map[pay.Number]bool // attempts whose provider reported a second success under another number
}

func TestRandomWalks(t *testing.T) {
	t.Parallel()
	for _, policy := range []pay.LatePolicy{pay.LateAccept, pay.LateRefund} {
		for payments := 1; payments <= 3; payments++ {
			for part := range 5 { // a hundred walks each
				t.Run(fmt.Sprintf("%s/%d payments/%d", policy, payments, part+1), func(t *testing.T) {
					t.Parallel()
					rapid.Check(t, func(t *rapid.T) { walkThrough(t, policy, payments) })
				})
			}
		}
	}
}

func walkThrough(t *rapid.T, policy pay.LatePolicy, payments int) {
	w := &walk{
		World: paytest.NewWorld(), policy: policy, proven: map[pay.Number]bool{}, seconds: map[pay.Number]bool{},
	}
	w.r = newRequest(t, w.World, payments)
	w.events = []pay.Event{{Request: w.r.ID, Seq: 1, Kind: pay.EventCreated, Letter: pay.LetterProcess}}
	w.r.EventSeq = 1
	w.before = w.snapshot()
	t.Repeat(map[string]func(*rapid.T){
		"begin": w.begin, "hand over": w.handOver, "give up": w.giveUp, "cannot start": w.cannotStart,
		"notice": w.notice, "success": w.success, "notice again": w.noticeAgain, "stranger's notice": w.strangersNotice,
		"hold end": w.holdEnd, "expire": w.expire, "withdraw": w.withdraw, "time passes": w.timePasses,
		"": w.check,
	})
}

func newRequest(t *rapid.T, w *paytest.World, payments int) *pay.Request {
	r, err := w.Compose(paytest.Split(payments))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Payments {
		r.Payments[i].Number = w.NewNumber()
	}
	return r
}

// attempt draws one of the attempts.
func (w *walk) attempt(t *rapid.T) *pay.Attempt {
	if len(w.r.Attempts) == 0 {
		t.Skip("no attempt yet")
	}
	return &w.r.Attempts[rapid.IntRange(0, len(w.r.Attempts)-1).Draw(t, "attempt")]
}

// unknown tells whether a person has to find out about an attempt.
func (w *walk) unknown(payment int) bool {
	return slices.ContainsFunc(w.r.Attempts, func(a pay.Attempt) bool {
		return a.Payment == payment && a.State == pay.AttemptManual
	})
}

func (w *walk) begin(t *rapid.T) {
	payment := rapid.IntRange(-1, len(w.r.Payments)).Draw(t, "payment")
	known := payment >= 0 && payment < len(w.r.Payments)
	want := pay.Code("")
	switch now := w.Clock.Now(); {
	case w.r.State == pay.RequestPaid:
		want = pay.CodeAlreadyPaid
	case w.r.State == pay.RequestWithdrawn:
		want = pay.CodeWithdrawn
	case w.r.State == pay.RequestExpired || !now.Before(w.r.Expires):
		want = pay.CodeExpired
	case !known:
		want = pay.CodePaymentNotFound
	case w.r.Payments[payment].Settled():
		want = pay.CodeAlreadyPaid
	case w.live(payment) > 0 || w.unknown(payment):
		want = pay.CodeAttemptRunning
	}
	provider := rapid.SampledFrom([]pay.ProviderCode{paytest.Demo, paytest.Cards}).Draw(t, "provider")
	effects, err := w.r.Begin(w.NewAttempt(payment, provider), w.Clock.Now())
	w.did(t, effects, err, want)
}

func (w *walk) handOver(t *rapid.T) {
	effects, err := w.r.Sent(w.attempt(t).ID, pay.Handover{URL: "https://bank.example"}, w.Clock.Now())
	w.did(t, effects, err, "")
}

func (w *walk) giveUp(t *rapid.T) {
	a, want := w.attempt(t), pay.Code("")
	switch a.State {
	case pay.AttemptIntended, pay.AttemptSent, pay.AttemptCancelled:
	default:
		want = pay.CodeNotPossible
	}
	effects, err := w.r.GiveUp(a.ID, w.Clock.Now())
	w.did(t, effects, err, want)
}

func (w *walk) cannotStart(t *rapid.T) {
	effects, err := w.r.Failed(w.attempt(t).ID, "503", w.Clock.Now())
	w.did(t, effects, err, "")
}

func (w *walk) notice(t *rapid.T) {
	result := rapid.SampledFrom([]pay.Result{
		pay.ResultNone, pay.ResultAccepted, pay.ResultDeclined, pay.ResultCancelled, pay.ResultOther,
	}).Draw(t, "result")
	n := paytest.News(w.attempt(t), result)
	if rapid.Bool().Draw(t, "with reason") {
		n.Reason = "116"
	}
	w.apply(t, n)
}

// success is a verified success, sometimes of something else than was ordered.
func (w *walk) success(t *rapid.T) {
	a := w.attempt(t)
	n := paytest.Success(w.r, a)
	odd := rapid.SampledFrom([]string{"", "", "", "bare", "amount", "currency", "account", "second"}).Draw(t, "odd")
	switch odd {
	case "bare":
		n.Amount, n.Account = pay.Money{}, ""
	case "amount":
		n.Amount.Minor += rapid.SampledFrom([]int64{-1, 1, 100}).Draw(t, "difference")
	case "currency":
		n.Amount.Currency = "USD"
	case "account":
		n.Account = "LV80BANK0000435195001"
	case "second":
		n.ProviderRef += "/2"
	}
	n.Key += odd
	switch odd {
	case "", "bare", "second":
		if odd == "second" && a.State == pay.AttemptPaid && a.ProviderRef != n.ProviderRef {
			w.seconds[a.Ref] = true
		}
		w.proven[a.Ref] = true
	}
	w.apply(t, n)
}

func (w *walk) apply(t *rapid.T, n pay.Notice) {
	effects, err := w.r.Apply(n, w.policy, time.Hour, w.Clock.Now())
	w.did(t, effects, err, "")
	w.notices = append(w.notices, n)
}

// noticeAgain says something again, in a later state and in another order.
func (w *walk) noticeAgain(t *rapid.T) {
	if len(w.notices) == 0 {
		t.Skip("nothing was said yet")
	}
	n := rapid.SampledFrom(w.notices).Draw(t, "notice")
	effects, err := w.r.Apply(n, w.policy, time.Hour, w.Clock.Now())
	if len(effects.Attempts) > 0 || len(effects.Payments) > 0 || effects.Letter {
		t.Fatalf("the same notice changed something the second time: %+v", effects)
	}
	w.did(t, effects, err, "")
}

func (w *walk) strangersNotice(t *rapid.T) {
	n := paytest.Success(w.r, w.attempt(t))
	if rapid.Bool().Draw(t, "of another provider") {
		n.Provider = paytest.Luminor
	} else {
		n.Ref = w.NewNumber()
	}
	effects, err := w.r.Apply(n, w.policy, time.Hour, w.Clock.Now())
	w.did(t, effects, err, pay.CodePaymentNotFound)
}

func (w *walk) holdEnd(t *rapid.T) {
	a := w.attempt(t)
	ends := a.Live() && !w.Clock.Now().Before(a.HoldUntil)
	accepted := a.State == pay.AttemptAccepted
	want := a.State
	if ends {
		want = pay.AttemptLapsed
	}
	if ends && accepted { // the provider has said that it works on it
		want = pay.AttemptManual
	}
	effects, err := w.r.HoldEnd(a.ID, w.Clock.Now())
	if ends != (len(effects.Attempts) == 1) || a.State != want {
		t.Fatalf("hold until %s at %s: %+v, attempt %s", a.HoldUntil, w.Clock.Now(), effects, a.State)
	}
	if raised := len(effects.Attention) > 0; raised != (ends && accepted) {
		t.Fatalf("hold end of an attempt accepted = %v: attention %+v", accepted, effects.Attention)
	}
	w.did(t, effects, err, "")
}

func (w *walk) expire(t *rapid.T) {
	now, held := w.Clock.Now(), time.Time{}
	for _, a := range w.r.Attempts {
		if a.Live() && a.HoldUntil.After(held) {
			held = a.HoldUntil
		}
	}
	open := w.r.State == pay.RequestOpen
	effects, again := w.r.Expire(now)
	switch {
	case !open:
		if !again.IsZero() || len(effects.Events) > 0 {
			t.Fatalf("a request that is %s: again %s, %+v", w.r.State, again, effects)
		}
	case now.Before(w.r.Expires):
		if !again.Equal(w.r.Expires) || w.r.State != pay.RequestOpen {
			t.Fatalf("before its term: again %s, %s", again, w.r.State)
		}
	case !held.IsZero():
		if !again.Equal(held) || w.r.State != pay.RequestOpen {
			t.Fatalf("under the payer's hands: again %s (held until %s), %s", again, held, w.r.State)
		}
	default:
		if !again.IsZero() || w.r.State != pay.RequestExpired {
			t.Fatalf("after its term: again %s, %s", again, w.r.State)
		}
	}
	w.did(t, effects, nil, "")
}

func (w *walk) withdraw(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
		t.Skip("would end most walks early")
	}
	want := map[pay.RequestState]pay.Code{pay.RequestPaid: pay.CodeAlreadyPaid, pay.RequestExpired: pay.CodeExpired}[w.r.State]
	if w.r.State == pay.RequestOpen {
		for i := range w.r.Payments {
			if w.live(i) > 0 {
				want = pay.CodeAttemptRunning
			}
		}
	}
	effects, err := w.r.Withdraw("operator", rapid.SampledFrom([]string{"", "mistake"}).Draw(t, "reason"), w.Clock.Now())
	w.did(t, effects, err, want)
}

func (w *walk) timePasses(t *rapid.T) {
	w.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Second, 31 * time.Minute, 2 * time.Hour, 24 * time.Hour, paytest.Term}).Draw(t, "by"))
}

// did takes down what a step did. An error must be the wanted one and change
// nothing.
func (w *walk) did(t *rapid.T, effects pay.Effects, err error, want pay.Code) {
	if got := cmp.Or(codeOf(err), ""); got != want {
		t.Fatalf("error %v, want code %q", err, want)
	}
	if err != nil && !w.before.equal(w.snapshot()) {
		t.Fatalf("%v, but something changed: %+v", err, w.r)
	}
	w.checkEffects(t, effects)
	w.events = append(w.events, effects.Events...)
	w.attention = append(w.attention, effects.Attention...)
	w.before = w.snapshot()
}

func codeOf(err error) pay.Code {
	if err == nil {
		return ""
	}
	return pay.CodeOf(err)
}

func (w *walk) live(payment int) int {
	n := 0
	for _, a := range w.r.Attempts {
		if a.Payment == payment && a.Live() {
			n++
		}
	}
	return n
}

// snapshot is all that a step may change.
type snapshot struct {
	request  requestColumns
	payments []pay.Payment
	attempts map[pay.ID]pay.Attempt
}

type requestColumns struct {
	State               pay.RequestState
	Partly              bool
	Closed              time.Time
	Letter              pay.Letter
	LetterSeq, EventSeq int
}

func (w *walk) snapshot() snapshot {
	s := snapshot{
		request:  requestColumns{w.r.State, w.r.PartlyPaid, w.r.Closed, w.r.Letter, w.r.LetterSeq, w.r.EventSeq},
		payments: slices.Clone(w.r.Payments), attempts: map[pay.ID]pay.Attempt{},
	}
	for _, a := range w.r.Attempts {
		s.attempts[a.ID] = a
	}
	return s
}

func (s snapshot) equal(o snapshot) bool {
	return s.request == o.request && slices.Equal(s.payments, o.payments) && maps.Equal(s.attempts, o.attempts)
}

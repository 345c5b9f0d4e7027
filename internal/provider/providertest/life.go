package providertest

import (
	"slices"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// book is an open request with one payment, whose attempt was handed over to
// the provider: what the suite's order is about.
func book(b Bench) *pay.Request {
	o := Order()
	id := pay.ID{1}
	code := b.Provider.Terms().Code
	return &pay.Request{
		ID: id, Created: o.Created, Expires: o.Expires, Total: o.Amount, State: pay.RequestOpen, Letter: pay.LetterProcess,
		Payments: []pay.Payment{{
			Number: pay.NumberOf(3), Account: o.Payee, Amount: o.Amount.Minor, State: pay.PaymentProcessing, Provider: code,
		}},
		Attempts: []pay.Attempt{{
			ID: pay.ID{2}, Request: id, Ref: o.Ref, Provider: code, State: pay.AttemptSent,
			Created: o.Created, HoldUntil: o.Created.Add(b.Provider.Terms().SentHold),
		}},
	}
}

// hear lets words of the bank act on a request, as the cashier does: a message
// whose key was heard before is not heard again.
func hear(t *testing.T, b Bench, words ...Word) (r *pay.Request, attention []pay.AttentionKind) {
	t.Helper()
	r = book(b)
	var heard []string
	for i, w := range words {
		n := read(t, b, b.Say(t, about(w)))
		if slices.Contains(heard, n.Key) {
			continue
		}
		heard = append(heard, n.Key)
		effects, err := r.Apply(n, pay.LateAccept, b.Provider.Terms().AcceptedHold, Order().Created.Add(time.Duration(i+1)*time.Minute))
		if err != nil {
			t.Fatalf("Apply: %v", err)
		}
		for _, a := range effects.Attention {
			attention = append(attention, a.Kind)
		}
	}
	return r, attention
}

// differing sends genuine successes of something that was not asked for.
func differing(t *testing.T, b Bench) {
	o := Order()
	var words []Word
	if b.Echoes.Amount {
		words = append(words,
			Word{Result: pay.ResultPaid, Amount: pay.EUR(o.Amount.Minor - 1)},
			Word{Result: pay.ResultPaid, Amount: pay.EUR(o.Amount.Minor * 10)})
	}
	if b.Echoes.Currency {
		words = append(words, Word{Result: pay.ResultPaid, Amount: pay.Money{Minor: o.Amount.Minor, Currency: "USD"}})
	}
	if b.Echoes.Account {
		words = append(words, Word{Result: pay.ResultPaid, Account: "LV97HABA0012345678910"})
	}
	for _, w := range words {
		r, attention := hear(t, b, w)
		if r.State != pay.RequestOpen || r.Payments[0].Settled() {
			t.Errorf("%+v: the request is %s, the payment %s", w, r.State, r.Payments[0].State)
		}
		if r.Attempts[0].State != pay.AttemptManual || !slices.Contains(attention, pay.AttentionManual) {
			t.Errorf("%+v: the attempt is %s, attention %v; want a person to look", w, r.Attempts[0].State, attention)
		}
	}
}

// life sends what banks send: again, in the wrong order, against itself.
func life(t *testing.T, b Bench) {
	paid := Word{Result: pay.ResultPaid}
	byServer := Word{Result: pay.ResultPaid, Channel: pay.ChannelServer}
	tests := []struct {
		name  string
		words []Word
		need  []pay.Result
		want  pay.AttemptState
		item  pay.AttentionKind // raised once; empty: none
	}{
		{name: "paid", words: []Word{paid}, want: pay.AttemptPaid},
		{name: "paid again and again", words: []Word{paid, byServer, paid, byServer}, want: pay.AttemptPaid},
		{name: "accepted after paid", words: []Word{paid, {Result: pay.ResultAccepted}}, need: []pay.Result{pay.ResultAccepted}, want: pay.AttemptPaid},
		{name: "cancelled after paid", words: []Word{paid, {Result: pay.ResultCancelled}}, need: []pay.Result{pay.ResultCancelled}, want: pay.AttemptPaid},
		{name: "declined, then paid after all", words: []Word{{Result: pay.ResultDeclined}, paid}, need: []pay.Result{pay.ResultDeclined}, want: pay.AttemptPaid},
		{name: "paid twice", words: []Word{paid, {Result: pay.ResultPaid, ProviderRef: "2026112200018"}}, want: pay.AttemptPaid, item: pay.AttentionOverpaid},
		{name: "other", words: []Word{{Result: pay.ResultOther}, {Result: pay.ResultOther}}, need: []pay.Result{pay.ResultOther}, want: pay.AttemptManual, item: pay.AttentionManual},
	}
	for _, test := range tests {
		if slices.ContainsFunc(test.need, func(r pay.Result) bool { return !slices.Contains(b.Results, r) }) {
			continue
		}
		r, attention := hear(t, b, test.words...)
		if r.Attempts[0].State != test.want {
			t.Errorf("%s: the attempt is %s, want %s", test.name, r.Attempts[0].State, test.want)
		}
		if paid := r.Payments[0].Settled(); paid != (test.want == pay.AttemptPaid) {
			t.Errorf("%s: the payment is %s", test.name, r.Payments[0].State)
		}
		var want []pay.AttentionKind
		if test.item != "" {
			want = []pay.AttentionKind{test.item}
		}
		if !slices.Equal(attention, want) {
			t.Errorf("%s: attention %v, want %v", test.name, attention, want)
		}
	}
}

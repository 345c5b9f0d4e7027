package pay_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func attemptStates() []pay.AttemptState {
	return []pay.AttemptState{
		pay.AttemptIntended, pay.AttemptSent, pay.AttemptAccepted, pay.AttemptPaid,
		pay.AttemptDeclined, pay.AttemptCancelled, pay.AttemptLapsed, pay.AttemptManual,
	}
}

// The whole life of an attempt in one picture: what each trigger makes of each
// state; "." is nothing, "!" marks a late success. It is written by hand from
// the design and not from the table, so that a slip in either is seen.
const attemptMatrix = `
trigger   intended  sent      accepted  paid declined  cancelled lapsed    manual
handover  sent      .         .         .    .         .         .         .
accepted  accepted  accepted  .         .    .         .         .         .
success   paid      paid      paid      .    !paid     !paid     !paid     !paid
decline   declined  declined  declined  .    .         .         .         declined
cancel    cancelled cancelled cancelled .    .         .         .         cancelled
give-up   cancelled cancelled .         .    .         .         .         .
hold-end  lapsed    lapsed    manual    .    .         .         .         .
mismatch  manual    manual    manual    .    manual    manual    manual    manual
other     manual    manual    manual    .    .         .         .         .
`

func attemptWants(t *testing.T) map[pay.Trigger]map[pay.AttemptState]string {
	t.Helper()
	rows := strings.Split(strings.TrimSpace(attemptMatrix), "\n")
	states := strings.Fields(rows[0])[1:]
	wants := map[pay.Trigger]map[pay.AttemptState]string{}
	for _, row := range rows[1:] {
		cells := strings.Fields(row)
		if len(cells) != len(states)+1 {
			t.Fatalf("row %q", row)
		}
		on := pay.Trigger(strings.ReplaceAll(cells[0], "-", " "))
		wants[on] = map[pay.AttemptState]string{}
		for i, cell := range cells[1:] {
			wants[on][pay.AttemptState(states[i])] = cell
		}
	}
	return wants
}

func TestAttemptTransitionsAreTheOnesOfTheDesign(t *testing.T) {
	t.Parallel()
	wants := attemptWants(t)
	count := 0
	for on, row := range wants {
		for _, from := range attemptStates() {
			want := row[from]
			got := "."
			for _, tr := range pay.AttemptTransitions() {
				if tr.From == from && tr.On == on {
					if got != "." {
						t.Errorf("%s, %s: two transitions", from, on)
					}
					got = string(tr.To)
					if tr.Late {
						got = "!" + got
					}
				}
			}
			if got != want {
				t.Errorf("%s, %s: %s, want %s", from, on, got, want)
			}
			if want != "." {
				count++
			}
		}
	}
	if n := len(pay.AttemptTransitions()); n != count {
		t.Errorf("the table has %d rows, %d are known", n, count)
	}
}

// pull does to an attempt what a trigger stands for.
func pull(t *testing.T, w *paytest.World, r *pay.Request, a *pay.Attempt, on pay.Trigger) (pay.Effects, error) {
	t.Helper()
	now := w.Clock.Now()
	apply := func(n pay.Notice) (pay.Effects, error) { return r.Apply(n, pay.LateAccept, time.Hour, now) }
	switch on {
	case pay.OnHandover:
		return r.Sent(a.ID, pay.Handover{URL: "https://bank.example"}, now)
	case pay.OnGiveUp:
		return r.GiveUp(a.ID, now)
	case pay.OnHoldEnd:
		a.HoldUntil = now
		return r.HoldEnd(a.ID, now)
	case pay.OnAccepted:
		return apply(paytest.News(a, pay.ResultAccepted))
	case pay.OnDecline:
		return apply(paytest.News(a, pay.ResultDeclined))
	case pay.OnCancel:
		return apply(paytest.News(a, pay.ResultCancelled))
	case pay.OnOther:
		return apply(paytest.News(a, pay.ResultOther))
	case pay.OnSuccess:
		return apply(paytest.Success(r, a))
	case pay.OnMismatch:
		n := paytest.Success(r, a)
		n.Amount.Minor++
		return apply(n)
	case pay.OnStart, pay.OnFree, pay.OnSettle, pay.OnReturn, pay.OnAllPaid, pay.OnExpire, pay.OnWithdraw, pay.OnLatePaid:
	}
	t.Fatalf("%s is no trigger of attempts", on)
	return pay.Effects{}, nil
}

// brought is a request whose only attempt was brought into a state.
func brought(t *testing.T, w *paytest.World, state pay.AttemptState) (*pay.Request, *pay.Attempt) {
	t.Helper()
	r := w.Request(t, paytest.Split(1))
	a := w.Try(t, r, 0, paytest.Demo)
	path := map[pay.AttemptState][]pay.Trigger{
		pay.AttemptIntended:  nil,
		pay.AttemptSent:      {pay.OnHandover},
		pay.AttemptAccepted:  {pay.OnHandover, pay.OnAccepted},
		pay.AttemptPaid:      {pay.OnHandover, pay.OnSuccess},
		pay.AttemptDeclined:  {pay.OnHandover, pay.OnDecline},
		pay.AttemptCancelled: {pay.OnHandover, pay.OnGiveUp},
		pay.AttemptLapsed:    {pay.OnHandover, pay.OnHoldEnd},
		pay.AttemptManual:    {pay.OnHandover, pay.OnOther},
	}
	for _, on := range path[state] {
		if _, err := pull(t, w, r, a, on); err != nil {
			t.Fatal(err)
		}
	}
	if a.State != state {
		t.Fatalf("brought to %s instead of %s", a.State, state)
	}
	return r, a
}

func TestMethodsDoWhatTheTableSays(t *testing.T) {
	t.Parallel()
	for on, row := range attemptWants(t) {
		for _, from := range attemptStates() {
			want := row[from]
			w := paytest.NewWorld()
			r, a := brought(t, w, from)
			effects, err := pull(t, w, r, a, on)
			late := strings.HasPrefix(want, "!")
			switch want = strings.TrimPrefix(want, "!"); {
			case want == "." && a.State != from:
				t.Errorf("%s, %s: moved to %s", from, on, a.State)
			case want == "." && (len(effects.Attempts) > 0 || len(effects.Payments) > 0 || effects.Letter):
				t.Errorf("%s, %s: nothing moved, but %+v", from, on, effects)
			case want != "." && (err != nil || string(a.State) != want || a.Late != late):
				t.Errorf("%s, %s: %s (late %v), %v; want %s (late %v)", from, on, a.State, a.Late, err, want, late)
			case want != "." && !slices.Contains(effects.Attempts, a.ID):
				t.Errorf("%s, %s: the effects do not name the attempt", from, on)
			}
			if refused := on == pay.OnGiveUp && want == "." && from != pay.AttemptCancelled; refused != (err != nil) {
				t.Errorf("%s, %s: error %v", from, on, err)
			}
		}
	}
}

func TestPaymentAndRequestTransitions(t *testing.T) {
	t.Parallel()
	checkTable(t, pay.PaymentTransitions(), []string{
		"due start processing", "processing free due", "due settle paid", "processing settle paid", "paid return returned",
	})
	checkTable(t, pay.RequestTransitions(), []string{
		"open all paid paid", "open expire expired", "open withdraw withdrawn", "expired late paid paid",
	})
}

func checkTable[S ~string](t *testing.T, table []pay.Transition[S], want []string) {
	t.Helper()
	var got []string
	for _, tr := range table {
		got = append(got, string(tr.From)+" "+string(tr.On)+" "+string(tr.To))
	}
	if !slices.Equal(got, want) {
		t.Errorf("table:\n got %q\nwant %q", got, want)
	}
}

// Money of another amount came: a refusal that follows contradicts it, and a
// person has to find out.
func TestRefusalAfterAMismatchChangesNothing(t *testing.T) {
	t.Parallel()
	for _, on := range []pay.Trigger{pay.OnDecline, pay.OnCancel} {
		w := paytest.NewWorld()
		r, a := brought(t, w, pay.AttemptSent)
		for _, trigger := range []pay.Trigger{pay.OnMismatch, on} {
			if _, err := pull(t, w, r, a, trigger); err != nil {
				t.Fatal(err)
			}
		}
		if a.State != pay.AttemptManual {
			t.Errorf("after %s the attempt is %s", on, a.State)
		}
	}
}

// Money of another amount is seen also when a person looks already, and then no
// refusal frees the payment.
func TestMismatchOfAManualAttemptIsSeen(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r, a := brought(t, w, pay.AttemptManual)
	for i, transfer := range []string{"T1", "T1", "T2"} { // two transfers, the first of them told twice
		n := paytest.Success(r, a)
		n.Amount.Minor++
		n.ProviderRef = transfer
		effects, err := r.Apply(n, pay.LateAccept, time.Hour, w.Clock.Now())
		if want := i != 1; err != nil || (len(effects.Attention) == 1) != want {
			t.Fatalf("%d: attention %+v, %v", i, effects.Attention, err)
		}
	}
	if _, err := pull(t, w, r, a, pay.OnDecline); err != nil || a.State != pay.AttemptManual {
		t.Errorf("after a refusal the attempt is %s, %v", a.State, err)
	}
}

// A provider that first says "other" and then refuses frees the payment and the
// letter.
func TestRefusalAfterOther(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r, a := brought(t, w, pay.AttemptManual)
	if r.Letter != pay.LetterOther {
		t.Fatalf("letter is %s", r.Letter)
	}
	if _, err := pull(t, w, r, a, pay.OnDecline); err != nil {
		t.Fatal(err)
	}
	if r.Letter != pay.LetterProcess || a.State != pay.AttemptDeclined {
		t.Errorf("letter %s, attempt %s", r.Letter, a.State)
	}
	w.Try(t, r, 0, paytest.Demo)
}

func TestAPaymentIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r := w.Request(t, paytest.Split(1))
	for range pay.MaxAttempts {
		a := w.Try(t, r, 0, paytest.Demo)
		if _, err := r.GiveUp(a.ID, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Begin(w.NewAttempt(0, paytest.Demo), w.Clock.Now()); pay.CodeOf(err) != pay.CodeTooManyCalls {
		t.Errorf("one more gave %v", err)
	}
}

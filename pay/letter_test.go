package pay_test

import (
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestLetters(t *testing.T) {
	t.Parallel()
	const due, processing, paid, returned = pay.PaymentDue, pay.PaymentProcessing, pay.PaymentPaid, pay.PaymentReturned
	for _, c := range []struct {
		name     string
		request  pay.RequestState
		payments [2]pay.PaymentState
		other    bool // the provider of the first payment said other
		letter   pay.Letter
		each     [2]pay.Letter
	}{
		{"new", pay.RequestOpen, [2]pay.PaymentState{due, due}, false, "P", [2]pay.Letter{"P", "P"}},
		{"at the bank", pay.RequestOpen, [2]pay.PaymentState{processing, due}, false, "P", [2]pay.Letter{"P", "P"}},
		{"half paid", pay.RequestOpen, [2]pay.PaymentState{paid, due}, false, "P", [2]pay.Letter{"E", "P"}},
		{"paid", pay.RequestPaid, [2]pay.PaymentState{paid, paid}, false, "E", [2]pay.Letter{"E", "E"}},
		{"paid, one sent back", pay.RequestPaid, [2]pay.PaymentState{returned, paid}, false, "E", [2]pay.Letter{"E", "E"}},
		{"expired", pay.RequestExpired, [2]pay.PaymentState{due, due}, false, "R", [2]pay.Letter{"R", "R"}},
		{"expired, partly paid", pay.RequestExpired, [2]pay.PaymentState{due, paid}, false, "R", [2]pay.Letter{"R", "E"}},
		{"expired, all paid late, to refund", pay.RequestExpired, [2]pay.PaymentState{paid, paid}, false, "R", [2]pay.Letter{"E", "E"}},
		{"withdrawn", pay.RequestWithdrawn, [2]pay.PaymentState{due, due}, false, "R", [2]pay.Letter{"R", "R"}},
		{"other", pay.RequestOpen, [2]pay.PaymentState{due, due}, true, "O", [2]pay.Letter{"O", "P"}},
		{"other, but paid after all", pay.RequestOpen, [2]pay.PaymentState{paid, due}, true, "P", [2]pay.Letter{"E", "P"}},
		{"other, then expired", pay.RequestExpired, [2]pay.PaymentState{due, due}, true, "R", [2]pay.Letter{"R", "R"}},
	} {
		r := paytest.NewWorld().Request(t, paytest.Split(2))
		r.State, r.Payments[0].State, r.Payments[1].State, r.Payments[0].Other = c.request, c.payments[0], c.payments[1], c.other
		if got := r.CurrentLetter(); got != c.letter {
			t.Errorf("%s: %s, want %s", c.name, got, c.letter)
		}
		for i, want := range c.each {
			if got := r.PaymentLetter(i); got != want {
				t.Errorf("%s: payment %d: %s, want %s", c.name, i, got, want)
			}
		}
	}
}

func TestLetterOfAPosition(t *testing.T) {
	t.Parallel()
	r := paytest.NewWorld().Request(t, paytest.Draft("03G11", paytest.Quantity("1", "1"), paytest.Quantity("2", "1"), paytest.Quantity("1", "5")))
	r.Detail.Lines[2].Payment = 1 // the same position in two payments
	r.Payments[0].State = pay.PaymentPaid
	for position, want := range map[pay.PositionCode]pay.Letter{"1": "P", "2": "P", "01": "P", "3": ""} {
		if got, found := r.PositionLetter(position); got != want && want != "" || found != (want != "") {
			t.Errorf("position %s half paid: %s, %v", position, got, found)
		}
	}
	r.Payments[1].State = pay.PaymentPaid
	if got, _ := r.PositionLetter("1"); got != pay.LetterExecuted {
		t.Errorf("position 1 with all its lines paid: %s", got)
	}
}

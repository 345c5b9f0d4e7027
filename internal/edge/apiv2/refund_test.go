package apiv2_test

import (
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// Money that came when its request was withdrawn is shown as going back wherever
// the payment is shown; its status and letter are those of a paid one.
func TestMoneyThatGoesBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	kept, withdrawn := d.create(t, simple), d.create(t, simple)
	d.pays(t, kept.ID)
	d.Clock.Advance(time.Minute)
	r := d.stored(t, withdrawn.ID)
	a, err := d.Begin(t.Context(), r.ID, pay.Choice{Payment: r.Payments[0].Number, Provider: paytest.Demo, Language: pay.Latvian})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.GiveUp(t.Context(), r.ID, a.Ref); err != nil {
		t.Fatal(err)
	}
	if w := d.do(t, "POST", "payment-requests/"+withdrawn.ID+"/withdraw", `{}`); w.Code != 200 {
		t.Fatalf("withdraw: %d %s", w.Code, w.Body)
	}
	d.reads = paytest.Success(r, &a)
	if _, err := d.Receive(t.Context(), pay.Message{Provider: paytest.Demo, Method: "POST", Received: d.Clock.Now()}); err != nil {
		t.Fatal(err)
	}

	type shown struct {
		Number         pay.Number
		Status         string
		Letter         string
		Late, ToRefund bool
	}
	rows := decode[struct{ Items []shown }](t, d.do(t, "GET", "payments", "")).Items
	if len(rows) != 2 {
		t.Fatalf("%+v", rows)
	}
	for i, id := range []string{kept.ID, withdrawn.ID} {
		number, back := d.stored(t, id).Payments[0].Number, i == 1
		want := shown{number, "paid", "E", back, back}
		if got := decode[struct{ Payments []shown }](t, d.do(t, "GET", "payment-requests/"+id, "")).Payments; len(got) != 1 || got[0] != want {
			t.Errorf("with its request: %+v, want %+v", got, want)
		}
		if got := decode[shown](t, d.do(t, "GET", "payments/"+string(number), "")); got != want {
			t.Errorf("by itself: %+v, want %+v", got, want)
		}
		if want.Late = false; rows[i] != want { // rows do not tell whether it was late
			t.Errorf("in the list: %+v, want %+v", rows[i], want)
		}
	}
}

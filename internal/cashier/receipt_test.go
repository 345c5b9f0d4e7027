package cashier_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// paid is a request that was paid.
func (d *desk) paid(t *testing.T, draft pay.Draft) *pay.Request {
	t.Helper()
	r := d.save(t, draft)
	a := d.begin(t, r)
	if err := d.says(t, paytest.Success(r, &a)); err != nil {
		t.Fatal(err)
	}
	return d.read(t, r.ID)
}

func (d *desk) deliveries(t *testing.T, id pay.ID) []pay.Delivery {
	t.Helper()
	all, err := d.store.Deliveries(t.Context(), pay.DeliveryFilter{Request: id})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReceiptIsOwedWithItsEventAndItsJob(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r, woken := d.paid(t, paytest.SamplePHP()), d.woken.Load()
	if err := d.SendReceipt(t.Context(), r.ID, " Someone@Example.ORG ", pay.English); err != nil {
		t.Fatal(err)
	}
	owed := d.deliveries(t, r.ID)
	want := []pay.Delivery{{
		ID: owed[0].ID, Kind: pay.DeliverReceipt, Institution: paytest.Owner, Request: r.ID, Target: "Someone@example.org",
		Letter: pay.LetterExecuted, LetterSeq: r.LetterSeq, State: pay.DeliveryWaiting, Created: d.Clock.Now(), NextTry: d.Clock.Now(),
	}}
	if diff := cmp.Diff(want, owed); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	if due, ok := d.jobs()[pay.JobDeliver]; !ok || !due.Equal(d.Clock.Now()) || d.woken.Load() == woken {
		t.Errorf("job due %s, woken %d times", due, d.woken.Load()-woken)
	}
	events, err := d.store.Events(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.Kind != pay.EventReceiptAsked || pay.ReceiptLanguageOf(events, owed[0].ID) != pay.English {
		t.Errorf("last event: %+v", last)
	}
	for _, value := range last.Data {
		if strings.Contains(value, "@") {
			t.Errorf("the event shows the address: %v", last.Data)
		}
	}
	view, err := d.View(t.Context(), r.ID)
	if diff := cmp.Diff([]pay.Receipt{{To: "S***@example.org", State: pay.DeliveryWaiting, Asked: d.Clock.Now()}}, view.Receipts); err != nil || diff != "" {
		t.Errorf("view: %v (-want +got):\n%s", err, diff)
	}
}

func TestReceiptToThePayersOwnAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.SamplePHP())
	if err := d.SendReceipt(t.Context(), r.ID, "", pay.Latvian); err != nil {
		t.Fatal(err)
	}
	if owed := d.deliveries(t, r.ID); len(owed) != 1 || owed[0].Target != "e@p.lv" {
		t.Errorf("deliveries: %+v", owed)
	}
	nameless := paytest.SamplePHP()
	nameless.Payer.Email = ""
	r = d.paid(t, nameless)
	if err := d.SendReceipt(t.Context(), r.ID, "", pay.Latvian); pay.CodeOf(err) != pay.CodeInvalid {
		t.Errorf("without an address: %v", err)
	}
}

func TestReceiptsAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	open := d.save(t, paytest.SamplePHP())
	paid := d.paid(t, paytest.SamplePHP())
	for name, c := range map[string]struct {
		id      pay.ID
		address string
		want    pay.Code
	}{
		"nothing is paid": {open.ID, "x@example.org", pay.CodeNotPossible},
		"unknown request": {paytest.ID(999), "x@example.org", pay.CodeRequestNotFound},
		"no address":      {paid.ID, "nobody", pay.CodeInvalid},
		"header injected": {paid.ID, "x@example.org\r\nBcc: y@example.org", pay.CodeInvalid},
		"two addresses":   {paid.ID, "x@example.org,y@example.org", pay.CodeInvalid},
	} {
		err := d.SendReceipt(t.Context(), c.id, c.address, pay.Latvian)
		if pay.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if strings.Contains(err.Error(), "example.org") {
			t.Errorf("%s: the error shows the address: %v", name, err)
		}
	}
	if owed := append(d.deliveries(t, open.ID), d.deliveries(t, paid.ID)...); len(owed) != 0 {
		t.Errorf("owed all the same: %+v", owed)
	}
}

func TestReceiptOfAPartThatIsPaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.Split(2))
	if r.State != pay.RequestOpen {
		t.Fatalf("request is %s", r.State)
	}
	if err := d.SendReceipt(t.Context(), r.ID, "x@example.org", pay.Latvian); err != nil {
		t.Error(err)
	}
}

func TestTheSameAddressTwiceIsOneReceipt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.SamplePHP())
	ask := func(address string) {
		t.Helper()
		if err := d.SendReceipt(t.Context(), r.ID, address, pay.Latvian); err != nil {
			t.Fatal(err)
		}
	}
	ask("x@example.org")
	d.Clock.Advance(pay.ReceiptAgain - time.Second)
	ask("X@EXAMPLE.org")
	if n := len(d.deliveries(t, r.ID)); n != 1 {
		t.Errorf("%d receipts within the hour", n)
	}
	d.Clock.Advance(time.Second)
	ask("x@example.org")
	if n := len(d.deliveries(t, r.ID)); n != 2 {
		t.Errorf("%d receipts after the hour", n)
	}
}

func TestThreeReceiptsForARequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.SamplePHP())
	for _, address := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		if err := d.SendReceipt(t.Context(), r.ID, address, pay.Latvian); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.SendReceipt(t.Context(), r.ID, "d@example.org", pay.Latvian); pay.CodeOf(err) != pay.CodeTooManyCalls {
		t.Errorf("the fourth: %v", err)
	}
	if err := d.SendReceipt(t.Context(), r.ID, "a@example.org", pay.Latvian); err != nil {
		t.Errorf("one that was sent a moment ago: %v", err)
	}
	if n := len(d.deliveries(t, r.ID)); n != 3 {
		t.Errorf("%d receipts", n)
	}
}

func TestReceiptsAskedForAtOnceKeepTheLimit(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.SamplePHP())
	const askers = 12
	answers := make(chan error, askers)
	for i := range askers {
		go func() {
			answers <- d.SendReceipt(t.Context(), r.ID, string(rune('a'+i))+"@example.org", pay.Latvian)
		}()
	}
	var taken int
	for range askers {
		switch err := <-answers; {
		case err == nil:
			taken++
		case pay.CodeOf(err) != pay.CodeTooManyCalls && pay.CodeOf(err) != pay.CodeBusy:
			t.Error(err)
		}
	}
	if n := len(d.deliveries(t, r.ID)); n != taken || n > pay.MaxReceipts {
		t.Errorf("%d receipts, %d of them acknowledged", n, taken)
	}
}

func TestReceiptIsNotOwedWithoutItsCommit(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.paid(t, paytest.SamplePHP())
	d.store.FailCommits(errors.New("killed"))
	if err := d.SendReceipt(t.Context(), r.ID, "x@example.org", pay.Latvian); err == nil {
		t.Error("acknowledged without a commit")
	}
	if n := len(d.deliveries(t, r.ID)); n != 0 || d.read(t, r.ID).EventSeq != r.EventSeq {
		t.Errorf("%d receipts", n)
	}
}

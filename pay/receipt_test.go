package pay_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestAskReceipt(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r := w.Request(t, paytest.Split(2))
	delivery := paytest.ID(77)
	if _, err := r.AskReceipt(delivery, pay.English, w.Clock.Now()); pay.CodeOf(err) != pay.CodeNotPossible || r.EventSeq != 0 && r.Letter != pay.LetterProcess {
		t.Errorf("a receipt of nothing: %v", err)
	}
	a := w.Try(t, r, 0, paytest.Demo)
	if _, err := r.Apply(paytest.Success(r, a), pay.LateAccept, paytest.Hold, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	seq := r.EventSeq
	effects, err := r.AskReceipt(delivery, pay.English, w.Clock.Now())
	if err != nil || len(effects.Events) != 1 || effects.Letter || effects.Timers || len(effects.Attention) != 0 {
		t.Fatalf("effects: %+v, %v", effects, err)
	}
	e := effects.Events[0]
	if e.Kind != pay.EventReceiptAsked || e.Actor != "payer" || e.Seq != seq+1 || r.EventSeq != seq+1 {
		t.Errorf("event: %+v", e)
	}
	if l := pay.ReceiptLanguageOf(effects.Events, delivery); l != pay.English {
		t.Errorf("language %q", l)
	}
	if l := pay.ReceiptLanguageOf(effects.Events, paytest.ID(78)); l != pay.Latvian {
		t.Errorf("language of another delivery: %q", l)
	}
}

func TestReceiptsAreShownMasked(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	got := pay.Receipts([]pay.Delivery{
		{Kind: pay.DeliverReceipt, Target: "second@p.lv", State: pay.DeliveryWaiting, Created: at.Add(time.Hour)},
		{Kind: pay.DeliverServerResponse, Target: "https://example.lv/?id=1"},
		{Kind: pay.DeliverReceipt, Target: "first@p.lv", State: pay.DeliveryAccepted, Created: at},
	})
	want := []pay.Receipt{
		{To: "f***@p.lv", State: pay.DeliveryAccepted, Asked: at},
		{To: "s***@p.lv", State: pay.DeliveryWaiting, Asked: at.Add(time.Hour)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("receipts (-want +got):\n%s", diff)
	}
}

func TestLanesOfDeliveries(t *testing.T) {
	t.Parallel()
	d := pay.Delivery{ID: paytest.ID(1), Kind: pay.DeliverServerResponse, Institution: "VRAA", Target: "https://example.lv"}
	if job := d.Job(); job.Lane != "deliver VRAA" || job.Ref != d.ID || job.Kind != pay.JobDeliver || d.Shown() != d.Target {
		t.Errorf("job of a call: %+v, shown as %q", job, d.Shown())
	}
	d.Kind, d.Target = pay.DeliverReceipt, "e@p.lv"
	if job := d.Job(); job.Lane != "mail" || d.Shown() != "e***@p.lv" {
		t.Errorf("job of a receipt: %+v, shown as %q", job, d.Shown())
	}
}

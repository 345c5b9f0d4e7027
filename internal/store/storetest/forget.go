package storetest

import (
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// forgetReceipts masks the addresses of receipts that are over, in portions, and
// nothing else.
func forgetReceipts(f *fixture) {
	r := f.saved("VRAA", 1)
	made := func(kind pay.DeliveryKind, target string, done time.Time) pay.Delivery {
		d := f.Delivery(r)
		d.Kind, d.Target, d.Done = kind, target, done
		if !done.IsZero() {
			d.State, d.NextTry = pay.DeliveryAccepted, time.Time{}
		}
		return d
	}
	all := []pay.Delivery{
		made(pay.DeliverReceipt, "ernests@example.lv", at(2*time.Hour)),
		made(pay.DeliverReceipt, "anna@example.lv", at(time.Hour)),
		made(pay.DeliverReceipt, "jānis", at(time.Hour)), // no address: nothing of it stays
		made(pay.DeliverReceipt, "late@example.lv", at(5*time.Hour)),
		made(pay.DeliverReceipt, "waiting@example.lv", time.Time{}),
		made(pay.DeliverServerResponse, "https://example.lv/zvans?id=", at(time.Hour)),
	}
	f.update(func(tx pay.Tx) error {
		for _, d := range all {
			tx.AddDelivery(d)
		}
		return nil
	})
	for _, want := range []int{2, 1, 0} {
		if n, err := f.s.ForgetReceipts(f.Context(), at(5*time.Hour), 2); err != nil || n != want {
			f.Errorf("forgot %d, %v, want %d", n, err, want)
		}
	}
	all[0].Target, all[1].Target, all[2].Target = "e***@example.lv", "a***@example.lv", "***"
	for _, want := range all {
		got, err := f.s.Delivery(f.Context(), want.ID)
		if err != nil {
			f.Fatal(err)
		}
		f.same("delivery "+want.Target, &want, got)
		if masked := strings.Contains(want.Target, "***"); got.Forgotten() != masked {
			f.Errorf("%s: forgotten is %t", got.Target, got.Forgotten())
		}
	}
}

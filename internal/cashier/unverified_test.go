package cashier_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// keptOf counts the messages kept of a request by who brought them.
func (d *desk) keptOf(t *testing.T, r *pay.Request) map[string]int {
	t.Helper()
	messages, err := d.store.Messages(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]int{}
	for _, m := range messages {
		if m.Verified {
			kept["verified"]++
		} else {
			kept[m.Key]++
		}
	}
	return kept
}

// Whoever comes first, and however often: the attempt's own addresses have
// places of their own, strangers share the rest, and what is verified is kept.
func TestUnverifiedMessagesAreKeptWithinBounds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	d.bank.reads, d.bank.fault = pay.Notice{Ref: a.Ref}, pay.Fail(pay.CodeProviderMessage, nil)
	bring := func(from string, own bool) {
		m := message()
		m.Remote = from
		if own {
			m.Query = url.Values{"attempt": {a.ID.String()}}
		}
		got, err := d.Receive(t.Context(), m)
		if pay.CodeOf(err) != pay.CodeProviderMessage || got.Request.IsZero() == own {
			t.Fatalf("from %s: got %+v, %v", from, got, err)
		}
	}
	for n := range 30 {
		bring(fmt.Sprintf("2001:db8:1:1::%x", n+1), false) // one subscriber with many addresses
		bring("198.51.100.7", false)
	}
	if diff := cmp.Diff(map[string]int{"2001:db8:1:1::/64": 2, "198.51.100.7/32": 2}, d.keptOf(t, r)); diff != "" {
		t.Errorf("two strangers (-want +got)\n%s", diff)
	}
	for n := range 30 {
		bring(fmt.Sprintf("203.0.113.%d", n+1), false)
		bring("192.0.2.1", true)
	}
	all, kept := 0, d.keptOf(t, r)
	for _, n := range kept {
		all += n
	}
	if all != 20 || kept["attempt"] != 10 {
		t.Errorf("kept of strangers and the attempt's own: %v", kept)
	}
	if got := d.read(t, r.ID); got.Attempts[0].State != pay.AttemptSent {
		t.Errorf("attempt is %s", got.Attempts[0].State)
	}

	if err := d.says(t, pay.Notice{Ref: a.Ref, Result: pay.ResultPaid, Amount: pay.EUR(r.Payments[0].Amount), Key: "true"}); err != nil {
		t.Fatal(err)
	}
	if n := d.keptOf(t, r)["verified"]; n != 1 {
		t.Errorf("%d verified messages are kept", n)
	}
}

package payerweb

import (
	"net/http"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// A script, or a link of the institution, may want one payment of several.
func TestThePaymentThatTheAddressPrefers(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(split))
	second := "&payment=" + string(pay.NumberOf(3))
	c.wantPage(c.get(home+second), http.StatusOK, "Maksājums 2 no 2", "Apmaksāt 1\u00a0252,00\u00a0EUR", second[1:]+"&amp;language=ENG")
	c.wantRedirect(c.post(step("choose")+second, chosen(3, "HABALV22")), step("handover")+second)
	c.wantPage(c.get(step("handover")+second), http.StatusOK, "1\u00a0252,00\u00a0EUR")
	c.wantPage(c.get(home+second), http.StatusOK, "Maksājums jau ir sākts")
	stored := c.desk.Views[sampleID()]
	heard(pay.ResultPaid)(stored, &stored.Request.Attempts[0])
	c.wantPage(c.get(home+second), http.StatusOK, "Maksājums 1 no 2", "Apmaksāt 10,00\u00a0EUR")
	c.wantPage(c.get(home+"&payment=nonsense"), http.StatusOK, "Maksājums 1 no 2")
}

// Two payments of one request may be at two banks at once.
func TestTwoPaymentsAtOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(split, tried(0, sent)))
	second := "&payment=" + string(pay.NumberOf(3))
	c.wantPage(c.get(home), http.StatusOK, "Maksājums jau ir sākts")
	c.wantPage(c.get(home+second), http.StatusOK, "Maksājums 2 no 2", "Nemaksājiet to otrreiz")
	c.wantRedirect(c.post(step("choose")+second, chosen(3, "UNLALV2X")), step("handover")+second)
	c.wantPage(c.get(step("handover")+second), http.StatusOK, "SEB banka")
	c.wantPage(c.get(step("handover")), http.StatusOK, "Swedbank")
}

func TestTwoPaymentsArePaidOneByOne(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(split))
	c.wantPage(c.get(home), http.StatusOK, "Maksājums 1 no 2", "Apmaksāt 10,00\u00a0EUR")
	c.post(step("choose"), chosen(2, "HABALV22"))
	stored := c.desk.Views[sampleID()]
	heard(pay.ResultPaid)(stored, &stored.Request.Attempts[0])
	c.wantPage(c.get(home), http.StatusOK, "Maksājums 2 no 2", "Apmaksāt 1\u00a0252,00\u00a0EUR", "Apmaksāts")
	c.post(step("choose"), chosen(3, "UNLALV2X"))
	heard2 := &stored.Request.Attempts[1]
	must(stored.Request.Apply(pay.Notice{Provider: heard2.Provider, Ref: heard2.Ref, Result: pay.ResultPaid}, pay.LateAccept, time.Hour, stored.Now))
	c.wantPage(c.get(home), http.StatusOK, "Maksājums saņemts", "1\u00a0262,00\u00a0EUR")
}

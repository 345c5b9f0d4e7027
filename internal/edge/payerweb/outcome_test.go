package payerweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// While an outcome is unknown nobody is asked to pay, though the method is
// offered and the cashier would refuse.
func TestUnknownOutcomeIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*pay.View{
		"the bank says other":           view(tried(0, sent, heard(pay.ResultOther))),
		"accepted, never finished":      view(tried(0, sent, heard(pay.ResultAccepted), neverFinished)),
		"another amount for an old try": view(tried(0, sent, givenUp), tried(0, sent), paidOtherwise),
	} {
		c := newCounter(t).with(v)
		w := c.get(home)
		c.wantPage(w, http.StatusOK, "Maksājuma rezultāts vēl nav zināms", "Nemaksājiet otrreiz")
		if strings.Contains(w.Body.String(), "<form") {
			t.Errorf("%s: the page offers to do something", name)
		}
		c.wantRedirect(c.get(step("handover")), home)
		c.desk.BeginErr = pay.Fail(pay.CodeAttemptRunning, nil)
		c.wantRedirect(c.post(step("choose"), chosen(2, "HABALV22")), overtaken)
	}
}

// “No money has been taken” is said where MM knows it, and only there.
func TestWhatIsSaidOfTheMoney(t *testing.T) {
	t.Parallel()
	const known, unknown = "Nauda no Jūsu konta nav noņemta.", "Ja maksājumu bankā neapstiprinājāt, nauda no Jūsu konta nav noņemta."
	for name, x := range map[string]struct {
		view *pay.View
		says string
	}{
		"declined by the bank":             {view(tried(0, sent, heard(pay.ResultDeclined))), known},
		"cancelled at the bank":            {view(tried(0, sent, heard(pay.ResultCancelled))), known},
		"given up before there was a way":  {view(tried(0, givenUp)), known},
		"given up, perhaps after the bank": {view(tried(0, sent, givenUp)), unknown},
	} {
		w := newCounter(t).with(x.view).get(home)
		if !strings.Contains(w.Body.String(), `<p class="strong">`+x.says) {
			t.Errorf("%s: the page does not say %q:\n%s", name, x.says, w.Body)
		}
	}
}

// A bank that is no longer offered keeps its name.
func TestNamesOfBanksThatAreGone(t *testing.T) {
	t.Parallel()
	for code, name := range map[pay.ProviderCode]string{"PARXLV22": "Citadele", "XXXXLV22": "XXXXLV22"} {
		v := view(tried(0, sent))
		v.Request.Attempts[0].Provider = code
		c := newCounter(t).with(v)
		c.wantPage(c.get(home), http.StatusOK, "Apmaksas veids: "+name+".")
	}
}

func TestGiveUp(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent)))
	form := url.Values{"attempt": {string(pay.NumberOf(100))}}
	c.wantRedirect(c.post(step("giveup"), form), home)
	c.wantPage(c.get(home), http.StatusOK, "Maksājums atcelts", "Apmaksāt 12,00\u00a0EUR")
	c.wantRedirect(c.post(step("giveup"), form), home) // a refresh
	c.wantPage(c.get(home), http.StatusOK, "Maksājums atcelts")
}

func TestGiveUpWhatCannotBeGivenUp(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent, heard(pay.ResultAccepted))))
	c.wantRedirect(c.post(step("giveup"), url.Values{"attempt": {string(pay.NumberOf(100))}}), overtaken)
	c.wantPage(c.get(home), http.StatusOK, "Gaidām bankas apstiprinājumu")
	c.wantRedirect(c.post(step("giveup"), url.Values{"attempt": {string(pay.NumberOf(555))}}), overtaken)
	c.wantPage(c.post(step("giveup"), url.Values{"attempt": {"nonsense"}}), http.StatusBadRequest, "Veidlapu neizdevās nolasīt")
}

func TestBackAndRefreshShowWhatIsTrue(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent, heard(pay.ResultPaid))))
	c.wantPage(c.get(home), http.StatusOK, "Maksājums saņemts", "data-return=")
	for _, old := range []string{step("choose"), step("giveup"), step("handover")} {
		c.wantRedirect(c.get(old), home)
	}
	c.desk.Views[sampleID()].Now = noon().Add(24 * time.Hour)
	w := c.get(home)
	c.wantPage(w, http.StatusOK, "Šis pieprasījums jau ir apmaksāts")
	if strings.Contains(w.Body.String(), "data-return=") || strings.Contains(w.Body.String(), `name="payment"`) {
		t.Error("a day later the page leads away or offers to pay")
	}
}

func TestStatusTellsOnlyThatSomethingChanged(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent)))
	page := c.get(home)
	before := c.get(step("status"))
	if before.Code != http.StatusOK || before.Header().Get("Content-Type") != "application/json" || !strings.Contains(before.Header().Get("Cache-Control"), "no-store") {
		t.Fatalf("%d %v", before.Code, before.Header())
	}
	state := strings.TrimSuffix(strings.TrimPrefix(before.Body.String(), `{"state":"`), `"}`)
	if len(state) != 16 || !strings.Contains(page.Body.String(), `data-state="`+state+`"`) {
		t.Errorf("the page's token is not that of %s", before.Body)
	}
	if again := c.get(step("status")); again.Body.String() != before.Body.String() {
		t.Error("the token changes by itself")
	}
	stored := c.desk.Views[sampleID()]
	heard(pay.ResultPaid)(stored, &stored.Request.Attempts[0])
	if after := c.get(step("status")); after.Body.String() == before.Body.String() {
		t.Error("the token stays although the payment was paid")
	}
	unknown := c.get("/MM/WebUI2/Payments/status?id=00000000-0000-7000-8000-000000000001")
	if unknown.Code != http.StatusNotFound || unknown.Body.String() != `{"state":""}` {
		t.Errorf("unknown: %d %s", unknown.Code, unknown.Body)
	}
}

func TestPagesThatWaitAreRefreshedWithoutScripts(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent, heard(pay.ResultAccepted))))
	first := c.get(home)
	c.wantPage(first, http.StatusOK, `<noscript><meta http-equiv="refresh" content="0; url=`+home+`&amp;refresh=on"></noscript>`)
	moving := c.get(home + "&refresh=on")
	c.wantPage(moving, http.StatusOK, `href="`+home+`&amp;refresh=off"`, "ik pēc 10 sekundēm")
	still := c.get(home + "&refresh=off")
	for w, want := range map[*httptest.ResponseRecorder]string{first: "", moving: "10", still: ""} {
		if got := w.Header().Get("Refresh"); got != want {
			t.Errorf("Refresh: %q, want %q", got, want)
		}
	}
	if strings.Contains(still.Body.String()+moving.Body.String(), "http-equiv") {
		t.Error("the page leads on although the payer has been led already")
	}
	stored := c.desk.Views[sampleID()]
	heard(pay.ResultPaid)(stored, &stored.Request.Attempts[0])
	if w := c.get(home + "&refresh=on"); w.Header().Get("Refresh") != "" {
		t.Error("a page that says the outcome is still refreshed")
	}
}

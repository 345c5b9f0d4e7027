package payerweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/pay"
)

// wasPaid lets the request be paid.
func wasPaid(v *pay.View) { tried(0, sent, heard(pay.ResultPaid))(v) }

// mailTo is the form with an address.
func mailTo(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// inbox is where a payer is led who asked for a receipt.
const inbox = home + "#receipt"

func TestReceiptIsAskedForAndSaidToBeOnItsWay(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(wasPaid))
	w := c.get(home)
	c.wantPage(w, http.StatusOK, `id="receipt"`, "e***@p.lv", `autocomplete="email"`)
	c.wantRedirect(c.post(step("receipt"), mailTo("to", "other", "email", " Someone@Example.org ")), inbox)
	want := []stage.Asked{{To: "Someone@example.org", Language: pay.Latvian}}
	if diff := cmp.Diff(want, c.desk.Asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	w = c.get(home)
	c.wantPage(w, http.StatusOK, "Ziņa tiek sūtīta uz S***@example.org.")
	for _, private := range []string{"Someone@", "e@p.lv"} {
		if strings.Contains(w.Body.String(), private) {
			t.Errorf("another bearer of the link sees %q", private)
		}
	}
	if strings.Contains(w.Body.String(), "data-return") {
		t.Error("the page that says what became of the receipt leaves by itself")
	}
}

func TestReceiptToTheAddressOfTheRequest(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(wasPaid))
	c.wantRedirect(c.post(step("receipt")+"&language=ENG", mailTo("to", "known", "email", "left.over@example.org")), home+"&language=ENG#receipt")
	if diff := cmp.Diff([]stage.Asked{{Language: pay.English}}, c.desk.Asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestTypedAddressCountsWithoutItsRadioButton(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*pay.View{"with a known one": view(wasPaid), "without": view(wasPaid, stage.NoEmail)} {
		c := newCounter(t).with(v)
		c.wantRedirect(c.post(step("receipt"), mailTo("email", "x@example.org")), inbox)
		if len(c.desk.Asked) != 1 || c.desk.Asked[0].To != "x@example.org" {
			t.Errorf("%s: %+v", name, c.desk.Asked)
		}
	}
}

func TestKnownAddressThatIsNone(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(wasPaid, func(v *pay.View) { v.Request.Payer.Email = "nobody" }))
	if page := c.get(home).Body.String(); strings.Contains(page, `value="known"`) || strings.Contains(page, "***</span>") {
		t.Error("an address that is none is offered")
	}
	c.wantPage(c.post(step("receipt"), mailTo("to", "known")), http.StatusBadRequest, `href="#receipt-email"`)
	if len(c.desk.Asked) != 0 {
		t.Errorf("asked for %+v", c.desk.Asked)
	}
}

func TestWhatIsWrongWithTheAddress(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		form url.Values
		want []string
	}{
		"nothing chosen":  {mailTo(), []string{`href="#receipt-to"`, `id="receipt-to"`, "Izvēlieties, uz kuru adresi sūtīt"}},
		"nothing typed":   {mailTo("to", "other"), []string{`href="#receipt-email"`, "Ievadiet e-pasta adresi formātā"}},
		"no address":      {mailTo("to", "other", "email", "vards"), []string{`value="vards"`, `aria-invalid="true"`}},
		"a header":        {mailTo("to", "other", "email", "x@example.org\r\nBcc: y@example.org"), []string{`aria-invalid="true"`}},
		"several":         {mailTo("to", "other", "email", "x@example.org, y@example.org"), []string{`aria-invalid="true"`}},
		"an attack":       {mailTo("to", "other", "email", attack), []string{"&#34;&gt;&lt;script&gt;"}},
		"odd radio value": {mailTo("to", attack), []string{`href="#receipt-email"`}},
	} {
		c := newCounter(t).with(view(wasPaid))
		w := c.post(step("receipt"), x.form)
		c.wantPage(w, http.StatusBadRequest, append(x.want, "<title>Kļūda: ", `role="alert"`, "data-focus", "12,00\u00a0EUR")...)
		noScripts(t, name, w.Body.String())
		if len(c.desk.Asked) != 0 || strings.Contains(c.log.String(), "example.org") {
			t.Errorf("%s: asked for %+v, log %s", name, c.desk.Asked, c.log)
		}
		if strings.Contains(w.Body.String(), "data-return") {
			t.Errorf("%s: the page leaves by itself", name)
		}
	}
}

func TestTypoIsAskedAbout(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(wasPaid))
	w := c.post(step("receipt")+"&language=ENG", mailTo("to", "other", "email", "jana@gmial.com"))
	c.wantPage(w, http.StatusOK, "Is the address correct?", `value="jana@gmail.com" checked`, `value="jana@gmial.com"`, `name="sure"`)
	if len(c.desk.Asked) != 0 {
		t.Fatalf("asked for %+v before the payer answered", c.desk.Asked)
	}
	// It may be right all the same.
	c.wantRedirect(c.post(step("receipt"), mailTo("to", "other", "sure", "yes", "email", "jana@gmial.com")), inbox)
	c.wantRedirect(c.post(step("receipt"), mailTo("to", "other", "sure", "yes", "email", "jana@gmail.com")), inbox)
	if len(c.desk.Asked) != 2 || c.desk.Asked[0].To != "jana@gmial.com" || c.desk.Asked[1].To != "jana@gmail.com" {
		t.Errorf("asked for %+v", c.desk.Asked)
	}
}

func TestReceiptsAreOfferedWhereSomethingIsPaid(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		view    *pay.View
		offered bool
	}{
		"paid":           {view(wasPaid), true},
		"some time ago":  {view(wasPaid, later(time.Hour)), true},
		"to be paid":     {view(), false},
		"awaited":        {view(tried(0, sent, heard(pay.ResultAccepted))), false},
		"expired":        {view(expired), false},
		"withdrawn":      {view(withdrawn), false},
		"enough of them": {view(wasPaid, stage.Receipts(pay.DeliveryAccepted, pay.DeliveryWaiting, pay.DeliveryFailed)), false},
	} {
		c := newCounter(t).with(x.view)
		if got := strings.Contains(c.get(home).Body.String(), `action="`+strings.ReplaceAll(step("receipt"), "&", "&amp;")); got != x.offered {
			t.Errorf("%s: offered %v", name, got)
		}
	}
	c := newCounter(t).with(view())
	c.wantRedirect(c.post(step("receipt"), mailTo("email", "x@example.org")), overtaken)
	c.wantRedirect(c.get(step("receipt")), home)
	if len(c.desk.Asked) != 0 {
		t.Errorf("asked for %+v", c.desk.Asked)
	}
}

func TestWithoutAMailServerNothingIsOffered(t *testing.T) {
	t.Parallel()
	c := newCounter(t, func(c *Config) { c.Receipts = nil }).with(view(wasPaid))
	if strings.Contains(c.get(home).Body.String(), `id="receipt"`) {
		t.Error("a receipt is offered")
	}
	c.wantPage(c.post(step("receipt"), mailTo("email", "x@example.org")), http.StatusNotFound)
}

func TestReceiptsThatTheCashierDoesNotTake(t *testing.T) {
	t.Parallel()
	for code, status := range map[pay.Code]int{
		pay.CodeTooManyCalls: http.StatusSeeOther, // the page says that there are enough
		pay.CodeInvalid:      http.StatusBadRequest,
		pay.CodeNotPossible:  http.StatusSeeOther,
		pay.CodeBusy:         http.StatusServiceUnavailable,
	} {
		c := newCounter(t).with(view(wasPaid))
		c.desk.AskErr = pay.Fail(code, nil)
		if w := c.post(step("receipt"), mailTo("email", "x@example.org")); w.Code != status {
			t.Errorf("%s is answered with %d, want %d", code, w.Code, status)
		}
	}
}

func TestMailboxesCannotBeFilled(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	ask := func() int {
		c.with(view(wasPaid))
		return c.post(step("receipt"), mailTo("email", "x@example.org")).Code
	}
	asked := 0
	for ; asked < 100 && ask() == http.StatusSeeOther; asked++ {
	}
	if asked == 0 || asked > 20 {
		t.Errorf("%d receipts were sent at once from one address", asked)
	}
	c.wantPage(c.post(step("receipt"), mailTo("email", "x@example.org")), http.StatusTooManyRequests, "Pārāk daudz mēģinājumu", `value="x@example.org"`)
	c.wantPage(c.get(home), http.StatusOK) // looking is not counted
	*c.clock = c.clock.Add(time.Minute)
	if got := ask(); got != http.StatusSeeOther {
		t.Errorf("a minute later: %d", got)
	}
}

func TestAnotherSiteCannotSendReceipts(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(wasPaid))
	c.wantPage(c.post(step("receipt"), mailTo("email", "x@example.org"), "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	if len(c.desk.Asked) != 0 {
		t.Errorf("asked for %+v", c.desk.Asked)
	}
}

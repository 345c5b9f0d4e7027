package payerweb

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{.}}`

// attacked puts an attack into every text that callers, institutions and banks
// give.
func attacked(v *pay.View) {
	evil := pay.Text{LV: attack + "lv", EN: attack + "en"}
	r := v.Request
	r.Payer = pay.Payer{FirstName: attack, Name: attack, Code: attack}
	r.Detail.ServiceName, r.Detail.StepName, r.Detail.PaymentObject = evil, pay.Text{LV: attack}, attack
	r.Detail.ResponseURL = `javascript:alert(1)//https://pakalpojums.example/`
	for i := range r.Detail.Lines {
		r.Detail.Lines[i].Name = evil
	}
	for i := range r.Payments {
		r.Payments[i].Purpose, r.Payments[i].Account = attack, pay.Account{IBAN: attack, Payee: attack}
	}
	v.Institution = &pay.Institution{Name: evil, Contact: pay.Contact{
		Name: evil, Email: attack, Phone: "javascript:alert(1)" + attack, Web: "javascript:alert(1)",
	}}
	for i := range v.Methods {
		v.Methods[i].Name = evil
	}
}

func evilHandover(v *pay.View, a *pay.Attempt) {
	must(v.Request.Sent(a.ID, pay.Handover{URL: "https://bank.example/" + attack, Fields: []pay.FormField{{Name: attack, Value: attack}}}, v.Now))
}

func TestTextsOfOthersStayTexts(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		view    *pay.View
		address string
	}{
		"choose":   {view(attacked), home},
		"split":    {view(split, attacked), home},
		"declined": {view(attacked, tried(0, sent, heard(pay.ResultDeclined))), home},
		"running":  {view(attacked, tried(0, sent)), home},
		"handover": {view(attacked, tried(0, evilHandover)), step("handover")},
		"waiting":  {view(attacked, tried(0, sent, heard(pay.ResultAccepted))), home},
		"paid":     {view(attacked, tried(0, sent, heard(pay.ResultPaid))), home},
		"expired":  {view(attacked, expired), home},
	} {
		for _, l := range locale.Languages() {
			c := newCounter(t).with(x.view)
			w := c.get(x.address + "&language=" + locale.Published(l))
			if w.Code != http.StatusOK {
				t.Errorf("%s: status %d", name, w.Code)
			}
			noScripts(t, name, w.Body.String())
		}
	}
}

// noScripts looks at what a browser would make of a page.
func noScripts(t *testing.T, name, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			scripts++
		case "style":
			if files, err := loadAssets(); err != nil || n.FirstChild == nil || n.FirstChild.Data != string(files.Style.Text) {
				t.Errorf("%s: another style sheet than ours", name)
			}
		case "img", "iframe", "object", "base":
			t.Errorf("%s: an element %s", name, n.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") && a.Key != "value" && a.Key != "name" {
				t.Errorf("%s: %s has %s=%q", name, n.Data, a.Key, a.Val)
			}
		}
	}
	if scripts != 1 {
		t.Errorf("%s: %d scripts, want only our own", name, scripts)
	}
}

func TestOnlyWebAddressesAreLinked(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"javascript:alert(1)", "JavaScript://pakalpojums.example/%0aalert(1)", "data:text/html,x", "//pakalpojums.example/", "/local",
		"https://user:secret@pakalpojums.example/", "https:pakalpojums.example", "http://", " ", "",
	} {
		v := view(func(v *pay.View) { v.Request.Detail.ResponseURL = address })
		if e := exitOf(v.Request); e != nil {
			t.Errorf("%q is linked as %q", address, e.URL)
		}
	}
	v := view(func(v *pay.View) { v.Request.Detail.ResponseURL = "HTTP://pakalpojums.example:81/a?b=c#d" })
	if e := exitOf(v.Request); e == nil || e.Host != "pakalpojums.example:81" {
		t.Errorf("exit %+v", e)
	}
}

func TestHandoverToWhatIsNoWebAddress(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, func(v *pay.View, a *pay.Attempt) {
		must(v.Request.Sent(a.ID, pay.Handover{URL: "javascript:alert(1)"}, v.Now))
	})))
	c.wantPage(c.get(step("handover")), http.StatusInternalServerError, "Pakalpojumā radās kļūda", home)
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.desk.BeginErr = pay.Fail(pay.CodeInternal, nil)
	c.post(step("choose")+"&name=Ernests+Paraudzi%C5%86%C5%A1", chosen(2, "HABALV22"))
	c.get("/MM_WebUI/WebUI2/Payments/?id=31129900000")
	c.get("/providers/HABALV22/notify?VK_SND_NAME=Paraudzins")
	log := c.log.String()
	if !strings.Contains(log, "MM900") || !strings.Contains(log, "level=ERROR") {
		t.Errorf("our own fault is not in the log:\n%s", log)
	}
	for _, bad := range []string{"Paraud", "31129900000", "0193533b", "12.00", "Ernests"} {
		if strings.Contains(log, bad) {
			t.Errorf("the log holds %q:\n%s", bad, log)
		}
	}
}

// Scanners ask for pages that nobody has all day long: that is no news, and no
// fault of ours.
func TestPagesThatAreNoneRaiseNoAlarm(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.wantPage(c.get("/wp-login.php"), 404)
	if log := c.log.String(); log != "" {
		t.Errorf("the log says:\n%s", log)
	}
	c.get("/MM_WebUI/WebUI2/Payments/handover")
	if log := c.log.String(); strings.Contains(log, "MM900") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log says:\n%s", log)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.get(home)
	const unknown = "/MM/WebUI2/Payments/?id=00000000-0000-7000-8000-000000000001"
	for i := range unknownBurst {
		if w := c.get(unknown); w.Code != http.StatusNotFound {
			t.Fatalf("visit %d: %d", i, w.Code)
		}
	}
	w := c.get(unknown)
	c.wantPage(w, http.StatusTooManyRequests, "Pārāk daudz mēģinājumu")
	if w.Header().Get("Retry-After") == "" {
		t.Error("nobody says when to come back")
	}
	if w := c.get(home); w.Code != http.StatusTooManyRequests {
		t.Errorf("a hit among the guesses is shown: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodGet, home, nil)
	r.RemoteAddr = "198.51.100.7:1"
	if w := c.do(r, nil); w.Code != http.StatusOK {
		t.Errorf("another address suffers: %d", w.Code)
	}
	*c.clock = c.clock.Add(10 * time.Second)
	c.wantPage(c.get(home), http.StatusOK)
}

func TestLimiterForgetsTheQuietOnes(t *testing.T) {
	t.Parallel()
	l := newLimiter(0)
	address := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}) }
	for i := range limitedAddresses + 500 {
		l.miss(address(i), noon())
	}
	if len(l.bucket) != limitedAddresses || l.recent.Len() != limitedAddresses {
		t.Errorf("the table holds %d and %d", len(l.bucket), l.recent.Len())
	}
	if _, ok := l.bucket[network(address(0))]; ok {
		t.Error("the quietest is not the one that was forgotten")
	}
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"::ffff:192.0.2.1", "192.0.2.1", true},
		{"2001:db8::1", "2001:db8::2", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"fe80::1%eth0", "fe80::1%eth1", true},
	} {
		if got := network(netip.MustParseAddr(x.a)) == network(netip.MustParseAddr(x.b)); got != x.same {
			t.Errorf("%s and %s: same %v, want %v", x.a, x.b, got, x.same)
		}
	}
	if network(netip.Addr{}) != (netip.Prefix{}) {
		t.Error("an unknown address has a network")
	}
}

func FuzzAddress(f *testing.F) {
	for _, q := range []string{
		"id=0193533b-9f00-7a3e-8c21-4f6b0d2e9a10", "id=xxxxx &bm=yellow-on-black&fs=font-size-150&language=ENG",
		"ID={0193533b-9f00-7a3e-8c21-4f6b0d2e9a10}&FS=FONT-SIZE-125", "id=%zz;&&&==", "language=lat&language=eng&bm=normal",
		"fs=" + url.QueryEscape(attack),
	} {
		f.Add(q, "mm_display="+q)
	}
	handler := newFuzzed(f)
	f.Fuzz(func(t *testing.T, query, cookie string) {
		r := httptest.NewRequest(http.MethodGet, "/MM_WebUI/WebUI2/Payments/", nil)
		r.URL.RawQuery = query
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusNotFound {
			t.Fatalf("%q: status %d", query, w.Code)
		}
		page := w.Body.String()
		if !strings.HasPrefix(page, "<!DOCTYPE html>\n<html lang=\"") || strings.Contains(page, "<script>alert") {
			t.Errorf("%q: %s", query, page)
		}
		d := displayOf(choices(r.URL.Query()))
		if again := displayOf(choices(d.published())); again != d {
			t.Errorf("%q: %+v does not survive being published: %+v", query, d, again)
		}
	})
}

// newFuzzed is a listener whose clock runs, so that nobody is limited.
func newFuzzed(f *testing.F) http.Handler {
	f.Helper()
	now := noon()
	handler, err := New(Config{
		Cashier: stage.NewDesk(view()), BaseURL: "http://localhost:8080",
		Institutions: func() map[pay.InstitutionCode]*pay.Institution { return nil },
		Clock:        pay.ClockFunc(func() time.Time { now = now.Add(time.Minute); return now }),
		Log:          discard(),
		ClientAddr:   func(*http.Request) netip.Addr { return netip.Addr{} },
	})
	if err != nil {
		f.Fatal(err)
	}
	return handler
}

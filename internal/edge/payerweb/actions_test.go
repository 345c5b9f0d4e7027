package payerweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

// chosen is the form of the choice page.
func chosen(payment uint64, method string) url.Values {
	return url.Values{"payment": {string(pay.NumberOf(payment))}, "method": {method}}
}

func TestChooseLeadsToTheBank(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.wantRedirect(c.post(step("choose"), chosen(2, "habalv22")), step("handover"))
	w := c.get(step("handover"))
	c.wantPage(w, http.StatusOK, `action="http://127.0.0.1:9123/bank"`, `name="sum" value="12.00"`, "Swedbank", "127.0.0.1:9123", "12,00\u00a0EUR")
	want := []pay.Choice{{Payment: pay.NumberOf(2), Provider: "HABALV22", Language: pay.Latvian, Display: url.Values{}}}
	if diff := cmp.Diff(want, c.desk.Begun); diff != "" {
		t.Errorf("begun (-want +got):\n%s", diff)
	}
}

func TestChoiceTellsTheDisplay(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	display := "&bm=yellow-on-black&fs=font-size-150&language=ENG"
	c.wantRedirect(c.post(step("choose")+display, chosen(2, "HABALV22")), step("handover")+display)
	want := url.Values{"bm": {"yellow-on-black"}, "fs": {"font-size-150"}, "language": {"ENG"}}
	if diff := cmp.Diff(want, c.desk.Begun[0].Display); diff != "" || c.desk.Begun[0].Language != pay.English {
		t.Errorf("language %s, display (-want +got):\n%s", c.desk.Begun[0].Language, diff)
	}
}

func TestOnlyTheHandoverPageMayPostToBanks(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent)))
	if csp := c.get(home).Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "form-action 'self'") {
		t.Errorf("page: %q", csp)
	}
	if csp := c.get(step("handover")).Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "form-action 'self' https:") {
		t.Errorf("hand-over to https: %q", csp)
	}
	c.desk.Views[sampleID()].Request.Attempts[0].Handover = &pay.Handover{URL: "http://127.0.0.1:9123/bank"}
	w := c.get(step("handover"))
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "form-action 'self' https: http://127.0.0.1:9123") {
		t.Errorf("hand-over to a stand-in: %q", csp)
	}
	if got := w.Header().Get("Referrer-Policy"); got != "strict-origin" {
		t.Errorf("the bank would learn the address: Referrer-Policy %q", got)
	}
}

func TestHandoverExistsOnlyWhileAnAttemptWaits(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*pay.View{
		"nothing chosen": view(),
		"being prepared": view(tried(0)),
		"accepted":       view(tried(0, sent, heard(pay.ResultAccepted))),
		"paid":           view(tried(0, sent, heard(pay.ResultPaid))),
		"expired":        view(expired),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(v)
			c.wantRedirect(c.get(step("handover")), home)
		})
	}
}

func TestNoMethodChosen(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	w := c.post(step("choose"), chosen(2, ""))
	c.wantPage(w, http.StatusBadRequest, "<title>Kļūda: ", `href="#method"`, `id="method"`, `role="alert"`, "Izvēlieties apmaksas veidu")
	if len(c.desk.Begun) != 0 {
		t.Error("an attempt was begun")
	}
}

func TestMethodThatIsNotOffered(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.desk.BeginErr = pay.Fail(pay.CodeProviderNotOffered, nil)
	c.wantPage(c.post(step("choose"), chosen(2, "PARXLV22")), http.StatusBadRequest, "Šis apmaksas veids vairs nav pieejams")
}

func TestBeginThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, code := range []pay.Code{
		pay.CodeProviderUnavailable, pay.CodePaymentNotFound, pay.CodeExpired, pay.CodeAlreadyPaid, pay.CodeWithdrawn, pay.CodeNotPossible,
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(view())
			c.desk.BeginErr = pay.Fail(code, nil)
			to := overtaken
			if code == pay.CodeProviderUnavailable {
				to = home // whose page says what became of the attempt
			}
			c.wantRedirect(c.post(step("choose"), chosen(2, "HABALV22")), to)
		})
	}
}

func TestDoubleClickGoesToTheBankOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	var clicks sync.WaitGroup
	for range 8 {
		clicks.Go(func() {
			c.wantRedirect(c.post(step("choose"), chosen(2, "HABALV22")), step("handover"))
		})
	}
	clicks.Wait()
	if len(c.desk.Begun) != 1 {
		t.Errorf("%d attempts were begun, want 1", len(c.desk.Begun))
	}
}

func TestSecondTabIsToldOfTheFirst(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(tried(0, sent), later(time.Minute)))
	c.wantRedirect(c.post(step("choose"), chosen(2, "HABALV22")), overtaken)
	c.wantPage(c.get(home), http.StatusOK, "Maksājums jau ir sākts", step("handover"), "Atcelt un sākt no jauna")

	other := newCounter(t).with(view(tried(0, sent)))
	other.wantRedirect(other.post(step("choose"), chosen(2, "UNLALV2X")), overtaken)
}

// A form that was left open while the request went on begins nothing.
func TestStaleChoiceBeginsNothing(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]*pay.View{
		"paid meanwhile":                   view(tried(0, sent, heard(pay.ResultPaid))),
		"the first of two was paid":        view(split, tried(0, sent, heard(pay.ResultPaid))),
		"a bank works on it":               view(tried(0, sent, heard(pay.ResultAccepted))),
		"nobody knows what became of it":   view(tried(0, sent, heard(pay.ResultOther))),
		"withdrawn":                        view(withdrawn),
		"expired":                          view(expired),
		"the term is over, not closed yet": view(func(v *pay.View) { v.Now = v.Request.Expires }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(v)
			to := overtaken
			if len(v.Request.Payments) > 1 {
				to = home + "&payment=" + string(pay.NumberOf(2)) + "&changed=yes"
			}
			w := c.post(step("choose"), chosen(2, "HABALV22"))
			c.wantRedirect(w, to)
			c.wantPage(c.get(w.Header().Get("Location")), http.StatusOK, "iepriekšējo lapu, maksājuma stāvoklis ir mainījies")
			if strings.Contains(c.get(home).Body.String(), "iepriekšējo lapu") {
				t.Error("the page says so to everybody")
			}
			if len(c.desk.Begun) != 0 {
				t.Error("an attempt was begun")
			}
		})
	}
}

func TestCancelBeforeChoosingOnlyLeadsBack(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.wantPage(c.get(home), http.StatusOK,
		`href="https://pakalpojums.example/atpakal?id=0193533b-9f00-7a3e-8c21-4f6b0d2e9a10"`, "pakalpojums.example")
}

func TestForeignSitesCannotAct(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string][]string{
		"cross-site":                {"Sec-Fetch-Site", "cross-site"},
		"same-site":                 {"Sec-Fetch-Site", "same-site"},
		"old browser, other origin": {"Origin", "https://evil.example"},
		"old browser, null origin":  {"Origin", "null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(view())
			c.wantPage(c.post(step("choose"), chosen(2, "HABALV22"), headers...), http.StatusForbidden, "Darbība nav izpildīta", home)
			if len(c.desk.Begun) != 0 {
				t.Error("an attempt was begun")
			}
		})
	}
	for name, headers := range map[string][]string{
		"our own page": {"Sec-Fetch-Site", "same-origin"},
		"typed":        {"Sec-Fetch-Site", "none"},
		"old browser":  {"Origin", "http://localhost:8080"},
		"no browser":   nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(view())
			c.wantRedirect(c.post(step("choose"), chosen(2, "HABALV22"), headers...), step("handover"))
		})
	}
}

func TestFormsAreBounded(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	w := c.post(step("choose"), url.Values{"method": {strings.Repeat("x", formLimit)}})
	c.wantPage(w, http.StatusRequestEntityTooLarge, "Veidlapu neizdevās nolasīt")
	broken := httptest.NewRequest(http.MethodPost, step("choose"), strings.NewReader("method=%zz"))
	c.wantPage(c.do(broken, []string{"Content-Type", "application/x-www-form-urlencoded"}), http.StatusBadRequest, "Nekas nav mainīts")
}

func TestPublishedPaths(t *testing.T) {
	t.Parallel()
	id := "?id=0193533b-9f00-7a3e-8c21-4f6b0d2e9a10"
	for path, mount := range map[string]string{
		"/MM_WebUI/WebUI2/Payments/": "/MM_WebUI/WebUI2/Payments/",
		"/MM_WebUI/WebUI2/Payments":  "/MM_WebUI/WebUI2/Payments/",
		"/mm_webui/webui2/payments/": "/MM_WebUI/WebUI2/Payments/",
		"/MM/WebUI2/Payments/":       "/MM/WebUI2/Payments/",
		"/MM/WEBUI2/PAYMENTS":        "/MM/WebUI2/Payments/",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t).with(view())
			c.wantPage(c.get(path+id), http.StatusOK, `action="`+mount+`choose`+id)
		})
	}
}

func TestIdentifierIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"?id=0193533b-9f00-7a3e-8c21-4f6b0d2e9a10+&bm=yellow-on-black", // the published example has this space
		"?ID=0193533B-9F00-7A3E-8C21-4F6B0D2E9A10",
		"?id=%7B0193533b-9f00-7a3e-8c21-4f6b0d2e9a10%7D",
		"?fs=nonsense&id=0193533b9f007a3e8c214f6b0d2e9a10",
	} {
		c := newCounter(t).with(view())
		c.wantPage(c.get("/MM_WebUI/WebUI2/Payments/"+query), http.StatusOK, "Pakalpojuma apmaksa")
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	c.wantPage(c.get("/"), http.StatusNotFound, "Šādas lapas nav")
	c.wantPage(c.get("/MM_WebUI/WebUI2/Payments/other"), http.StatusNotFound, "Šādas lapas nav")
	c.wantPage(c.get("/MM_WebUI/WebUI2/Payments/"), http.StatusNotFound, "Maksāšanas pieprasījums nav atrasts")
	c.wantPage(c.get("/MM_WebUI/WebUI2/Payments/?id=1"), http.StatusNotFound, "Maksāšanas pieprasījums nav atrasts")
	if w := c.get("/static/mm.000000000000.css"); w.Code != http.StatusNotFound {
		t.Errorf("unknown static file: %d", w.Code)
	}
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	files, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []file{files.Script, files.Icon} {
		w := c.get(f.Address)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != f.media {
			t.Errorf("%s: %d %v", f.Address, w.Code, w.Header())
		}
	}
	if css := string(files.Style.Text); strings.Contains(css, "url(") || strings.Contains(css, "@import") {
		t.Error("the style sheet loads something else")
	}
	w := c.get("/robots.txt")
	if !strings.Contains(w.Body.String(), "Disallow: /") {
		t.Errorf("robots.txt: %s", w.Body)
	}
}

func TestMistakesOfSettingUp(t *testing.T) {
	t.Parallel()
	good := Config{}
	newCounter(t, func(c *Config) { good = *c })
	for name, spoil := range map[string]func(*Config){
		"no cashier":   func(c *Config) { c.Cashier = nil },
		"no catalogue": func(c *Config) { c.Institutions = nil },
		"no clock":     func(c *Config) { c.Clock = nil },
		"no log":       func(c *Config) { c.Log = nil },
		"no address":   func(c *Config) { c.ClientAddr = nil },
		"base missing": func(c *Config) { c.BaseURL = "" },
		"base a path":  func(c *Config) { c.BaseURL = "https://mm.example/pay" },
		"base no web":  func(c *Config) { c.BaseURL = "ftp://mm.example" },
		"base broken":  func(c *Config) { c.BaseURL = "https://mm example" },
	} {
		c := good
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestHTTPSMakesTheCookieSafe(t *testing.T) {
	t.Parallel()
	c := newCounter(t, func(c *Config) { c.BaseURL = "https://maksajumi.example" }).with(view())
	w := c.get(home + "&language=ENG")
	cookie := w.Result().Cookies()[0]
	if cookie.Name != "__Host-mm_display" || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 0 {
		t.Errorf("cookie %+v", cookie)
	}
	if w.Header().Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with https")
	}
}

func TestHeadIsAnsweredWithoutABody(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	w := c.do(httptest.NewRequest(http.MethodHead, home, nil), nil)
	if w.Code != http.StatusOK {
		t.Errorf("HEAD: %d", w.Code)
	}
}

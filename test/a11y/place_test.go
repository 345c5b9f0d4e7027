package a11y_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/app"
	"viss.gov.lv/mm/internal/edge/payerweb"
	"viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/pay"
)

// place is a page under an address to which display choices are added.
type place struct {
	name    string
	address string
}

// at is the address of the page in a mode. Without scripts the browser is led
// on from pages that wait; it is sent where it would come to.
func (p place) at(t testing.TB, m mode, language string) string {
	t.Helper()
	address := p.address + m.display(language)
	if m.Scripts {
		return address
	}
	for range 3 {
		next := ledOn(t, address)
		if next == "" {
			return address
		}
		address = next
	}
	t.Fatalf("%s: the page leads on and on", p.name)
	return ""
}

var refreshed = regexp.MustCompile(`<noscript><meta http-equiv="refresh" content="0; url=([^"]*)">`)

// ledOn is where a page leads browsers without scripts; empty when nowhere.
func ledOn(t testing.TB, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := refreshed.FindSubmatch(text)
	if m == nil {
		return ""
	}
	u, err := answer.Request.URL.Parse(html.UnescapeString(string(m[1])))
	if err != nil {
		t.Fatal(err)
	}
	return u.String()
}

// scenePlaces serves every scene of the payer's pages, each on a port of its
// own.
func scenePlaces(t testing.TB) []place {
	t.Helper()
	var places []place
	for _, s := range payerwebtest.Scenes() {
		server := httptest.NewServer(stageOf(t, s))
		t.Cleanup(server.Close)
		places = append(places, place{s.Name, server.URL + s.Address})
	}
	return places
}

// stageOf answers with a scene. A browser can only be sent to an address, so a
// scene that is an action happens when its address is opened.
func stageOf(t testing.TB, s payerwebtest.Scene) http.Handler {
	t.Helper()
	now := time.Now()
	pages, err := payerweb.New(payerweb.Config{
		Cashier: s.Desk, Receipts: s.Desk, Institutions: s.Desk.Institutions, BaseURL: "http://127.0.0.1", Demo: true,
		// Each visit is a minute later, so that nobody comes too often.
		Clock:      pay.ClockFunc(func() time.Time { now = now.Add(time.Minute); return now }),
		Log:        slog.New(slog.DiscardHandler),
		ClientAddr: func(*http.Request) netip.Addr { return netip.Addr{} },
	})
	if err != nil {
		t.Fatal(err)
	}
	scene, err := url.Parse(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Form != nil && r.Method == http.MethodGet && r.URL.Path == scene.Path {
			action := s.Call("")
			action.URL, action.RemoteAddr = r.URL, r.RemoteAddr
			r = action
		}
		pages.ServeHTTP(w, r)
	})
}

// demonstration is MM with everything around it.
type demonstration struct {
	*app.Demo
	client *http.Client
}

func startDemo(t testing.TB) *demonstration {
	t.Helper()
	demo, err := app.NewDemo(context.Background(), app.DemoOptions{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := demo.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &demonstration{demo, &http.Client{Jar: jar, Timeout: patience}}
}

// order makes a payment request at the sample e-service, for lines of a step
// ("03G10", "172"), and gives its identifier.
func (d *demonstration) order(t testing.TB, step string, lines ...string) string {
	t.Helper()
	form := url.Values{"step": {step}, "line": lines, "object": {"Paraugs"}}
	for _, line := range lines {
		form.Set("much-"+line, "1")
	}
	answer, err := d.client.PostForm(d.Facts.EService+"/requests?language=LAT", form)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	id := answer.Request.URL.Query().Get("id")
	if answer.StatusCode != http.StatusOK || id == "" {
		t.Fatalf("the e-service made no request: %d, %s", answer.StatusCode, answer.Request.URL)
	}
	return id
}

// page is the address of a request's page.
func (d *demonstration) page(id string) string {
	return d.Facts.Web + "/MM_WebUI/WebUI2/Payments/?id=" + id
}

// walk lets the sandbox's driver pay, and tells on which page it ended.
func (d *demonstration) walk(t testing.TB, id, how string) string {
	t.Helper()
	answer, err := d.client.Post(d.Facts.Sandbox+"/requests/"+id+"/pay?provider=DEMO0000&"+how, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var paid struct {
		Payments []struct{ Page string }
		Error    string
	}
	if err := json.NewDecoder(answer.Body).Decode(&paid); err != nil || answer.StatusCode/100 != 2 || len(paid.Payments) == 0 {
		t.Fatalf("pay %s: %d %v %s", how, answer.StatusCode, err, paid.Error)
	}
	return paid.Payments[len(paid.Payments)-1].Page
}

var documentLink = regexp.MustCompile(`<Link>([^<]*)</Link>`)

// documentPlaces are the pages on which a document is fetched and checked.
func (d *demonstration) documentPlaces(t testing.TB) []place {
	t.Helper()
	id := d.order(t, "03G10", "172", "2346")
	d.walk(t, id, "outcome=approve")
	pair, err := tls.LoadX509KeyPair(d.Facts.ClientCert, d.Facts.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(d.Facts.CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	client := &http.Client{Timeout: patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots, MinVersion: tls.VersionTLS12},
	}}
	defer client.CloseIdleConnections()
	answer, err := client.Get(d.Facts.InvoiceREST + "Xml/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	link := documentLink.FindSubmatch(text)
	if link == nil {
		t.Fatalf("%d: the document names no place to check it:\n%s", answer.StatusCode, text)
	}
	check := d.Facts.Web + payerweb.CheckPath
	return []place{
		{"check", check + "?"},
		{"check-wrong", check + "?code=nonsense"},
		{"check-genuine", string(link[1]) + "?"},
		{"copy-used", d.Facts.Web + payerweb.CopyPath + "nonsense?"},
		{"paid-demo", d.page(id)},
	}
}

// standInPlaces are the pages of the bank and of the sample e-service.
func (d *demonstration) standInPlaces(t testing.TB) []place {
	t.Helper()
	bare := func(address string) string {
		before, _, _ := strings.Cut(address, "?")
		return before + "?"
	}
	left, late := d.order(t, "03G10", "172"), d.order(t, "03G11", "1", "2")
	return []place{
		{"bank", bare(d.walk(t, left, "outcome=abandon"))},
		{"bank-receipt", bare(d.walk(t, late, "outcome=late"))},
		{"eservice", d.Facts.EService + "/?"},
		{"eservice-request", fmt.Sprintf("%s/requests/%s?", d.Facts.EService, left)},
		{"sandbox", d.Facts.Sandbox + "/?"},
	}
}

package a11y_test

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"testing"
	"time"

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

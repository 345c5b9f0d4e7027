package payerweb

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/pay"
)

// What a server may send before it hears from the browser again (RFC 6928: ten
// segments of 1460 bytes). A page within it comes in one round trip.
const oneRoundTrip = 10 * 1460

// The first view is the page alone: its style sheet stands in it, and the
// script only adds convenience.
func TestFirstViewComesInOneRoundTrip(t *testing.T) {
	t.Parallel()
	heaviest := 0
	for _, s := range stage.Scenes() {
		c := newCounterOf(t, s.Desk, func(c *Config) { c.Demo = true })
		call := s.Call("&language=LAT")
		call.Header.Set("Accept-Encoding", "br, gzip")
		w := c.do(call, nil)
		if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%s: not packed: %v", s.Name, w.Header())
		}
		head := 0
		for name, values := range w.Header() {
			head += len(name) + len(strings.Join(values, "")) + 4
		}
		heaviest = max(heaviest, w.Body.Len()+head)
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if page, err := io.ReadAll(z); err != nil || !utf8.Valid(page) || !strings.HasSuffix(string(page), "</html>\n") {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	t.Logf("the heaviest page is %d bytes on the wire", heaviest)
	if heaviest > oneRoundTrip {
		t.Errorf("the heaviest page is %d bytes on the wire, more than one round trip of %d", heaviest, oneRoundTrip)
	}
}

// Everything that is loaded, unpacked, with the largest logo that there may be.
func TestFirstViewIsLight(t *testing.T) {
	t.Parallel()
	w := newCounter(t).with(view(split, branded)).get(home)
	files, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	total := w.Body.Len() + len(files.Script.content) + len(files.Icon.content) + pay.LogoBytes
	t.Logf("the first view is %d bytes, of which a logo may be %d", total, pay.LogoBytes)
	if total > 60_000 {
		t.Errorf("the first view weighs %d bytes, more than 60 KB", total)
	}
}

func TestWhoTakesPackedPages(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	for value, want := range map[string]string{
		"": "", "gzip": "gzip", "deflate, GZIP;q=1.0, *;q=0.5": "gzip", "identity": "", "gzip;q=0": "", "gzip; q=0.000": "", "gzip;q=0.8": "gzip", "br": "",
	} {
		if got := c.get(home, "Accept-Encoding", value).Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q is answered in %q, want %q", value, got, want)
		}
	}
}

package payerweb

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/pay"
)

// The words of payerwebtest, short, since the tests consist of them.
var (
	noon, sampleID, view, step = stage.Noon, stage.SampleID, stage.View, stage.Step

	split, branded, tried, must = stage.Split, stage.Branded, stage.Tried, stage.Must
	sent, heard, givenUp        = stage.Sent, stage.Heard, stage.GivenUp
	lapsed, neverFinished       = stage.Lapsed, stage.NeverFinished
	paidOtherwise, returned     = stage.PaidOtherwise, stage.Returned
	later, expired, withdrawn   = stage.Later, stage.Expired, stage.Withdrawn
)

const home = stage.Home

// overtaken is where a payer is led whose action came too late.
const overtaken = home + "&changed=yes"

// counter is the listener under test, with its desk and its log.
type counter struct {
	*testing.T
	http.Handler
	desk  *stage.Desk
	log   *bytes.Buffer
	clock *time.Time
}

func newCounter(t *testing.T, change ...func(*Config)) *counter {
	t.Helper()
	return newCounterOf(t, stage.NewDesk(), change...)
}

func newCounterOf(t *testing.T, desk *stage.Desk, change ...func(*Config)) *counter {
	t.Helper()
	now := noon()
	c := &counter{T: t, log: &bytes.Buffer{}, clock: &now, desk: desk}
	config := Config{
		Cashier: c.desk, Receipts: c.desk, BaseURL: "http://localhost:8080", Institutions: c.desk.Institutions,
		Clock:      pay.ClockFunc(func() time.Time { return *c.clock }),
		Log:        slog.New(slog.NewTextHandler(c.log, nil)),
		ClientAddr: func(r *http.Request) netip.Addr { return netip.MustParseAddrPort(r.RemoteAddr).Addr() },
	}
	for _, f := range change {
		f(&config)
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c.Handler = handler
	return c
}

// with puts a request onto the desk.
func (c *counter) with(v *pay.View) *counter {
	c.desk.Views[v.Request.ID] = v
	return c
}

func (c *counter) get(address string, headers ...string) *httptest.ResponseRecorder {
	c.Helper()
	return c.do(httptest.NewRequest(http.MethodGet, address, nil), headers)
}

func (c *counter) post(address string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	c.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r, headers)
}

// do sends a request; headers are names and values in turn.
func (c *counter) do(r *http.Request, headers []string) *httptest.ResponseRecorder {
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

func (c *counter) wantRedirect(w *httptest.ResponseRecorder, to string) {
	c.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		c.Errorf("got %d to %q, want 303 to %q\n%s", w.Code, w.Header().Get("Location"), to, w.Body)
	}
}

func (c *counter) wantPage(w *httptest.ResponseRecorder, status int, texts ...string) {
	c.Helper()
	if w.Code != status {
		c.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			c.Errorf("the page lacks %q:\n%s", text, w.Body)
		}
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

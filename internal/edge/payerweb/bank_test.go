package payerweb

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

func TestBankSendsThePayerBack(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	// A foreign site's POST without cookies, as browsers send it.
	w := c.post("/providers/habalv22/return?fs=font-size-150&x=1", url.Values{"VK_SERVICE": {"1111"}},
		"Sec-Fetch-Site", "cross-site", "Origin", "https://bank.example", "User-Agent", "Browser/1.0")
	c.wantRedirect(w, home+"&fs=font-size-150")
	want := pay.Message{
		Provider: "HABALV22", Method: http.MethodPost,
		Query: url.Values{"fs": {"font-size-150"}, "x": {"1"}}, Form: url.Values{"VK_SERVICE": {"1111"}},
		Body:   []byte("VK_SERVICE=1111"),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Browser/1.0"},
		Remote: "192.0.2.1", Received: noon(),
	}
	if diff := cmp.Diff([]pay.Message{want}, c.desk.Messages); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	c.wantRedirect(c.get("/providers/HABALV22/return?VK_SERVICE=1911"), home)
}

func TestServerThatCallsTheReturnAddressGetsItsReply(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	c.desk.Taking = func(pay.Message) (pay.Received, error) {
		return pay.Received{Request: sampleID(), Notice: pay.Notice{Channel: pay.ChannelServer, Reply: pay.Reply{Body: "OK"}}}, nil
	}
	w := c.get("/providers/HABALV22/return?VK_AUTO=Y")
	if w.Code != http.StatusOK || w.Body.String() != "OK" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestNotify(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		reply pay.Reply
		err   error
		code  int
		body  string
	}{
		"a reply":                {reply: pay.Reply{Status: 202, ContentType: "text/xml", Body: "<ok/>"}, code: 202, body: "<ok/>"},
		"no reply":               {code: 200},
		"a reply that is none":   {reply: pay.Reply{Status: 7}, code: 200},
		"cannot be verified":     {err: pay.Fail(pay.CodeProviderMessage, nil), code: 400, body: "MM502\n"},
		"unknown attempt":        {err: pay.Fail(pay.CodePaymentNotFound, nil), code: 404, body: "MM302\n"},
		"unknown provider":       {err: pay.Fail(pay.CodeProviderNotOffered, nil), code: 400, body: "MM503\n"},
		"contradicts the state":  {err: pay.Fail(pay.CodeNotPossible, nil), code: 400, body: "MM406\n"},
		"we are busy: come back": {err: pay.Fail(pay.CodeBusy, nil), code: 503, body: "MM901\n"},
		"our fault: come back":   {err: errors.New("no database at 10.0.0.1"), code: 500, body: "MM900\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			c.desk.Taking = func(pay.Message) (pay.Received, error) {
				return pay.Received{Request: sampleID(), Notice: pay.Notice{Reply: x.reply}}, x.err
			}
			w := c.post("/providers/HABALV22/notify", url.Values{"a": {"b"}})
			if w.Code != x.code || w.Body.String() != x.body {
				t.Errorf("%d %q, want %d %q", w.Code, w.Body, x.code, x.body)
			}
		})
	}
}

func TestReturnThatCannotBeVerified(t *testing.T) {
	t.Parallel()
	for code, status := range map[pay.Code]int{
		pay.CodeProviderMessage: http.StatusBadRequest,
		pay.CodePaymentNotFound: http.StatusNotFound,
	} {
		c := newCounter(t)
		c.desk.Taking = func(pay.Message) (pay.Received, error) { return pay.Received{}, pay.Fail(code, nil) }
		c.wantPage(c.post("/providers/HABALV22/return", nil), status, "Bankas atbildi neizdevās pārbaudīt", "Nemaksājiet otrreiz")
	}
}

func TestBankMessagesAreBounded(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/providers/HABALV22/return", "/providers/HABALV22/notify"} {
		c := newCounter(t)
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(strings.Repeat("a", messageLimit+1)))
		if w := c.do(r, nil); w.Code != http.StatusRequestEntityTooLarge || len(c.desk.Messages) != 0 {
			t.Errorf("%s: %d, %d messages", address, w.Code, len(c.desk.Messages))
		}
		if w := c.do(httptest.NewRequest(http.MethodDelete, address, nil), nil); w.Code != http.StatusBadRequest || len(c.desk.Messages) != 0 {
			t.Errorf("DELETE %s: %d, %d messages", address, w.Code, len(c.desk.Messages))
		}
	}
}

func TestBodiesThatAreNoFormStayRaw(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]url.Values{
		"application/x-www-form-urlencoded":                {"a": {"1"}},
		"application/x-www-form-urlencoded; charset=UTF-8": {"a": {"1"}},
		"text/xml": nil,
		"":         nil,
		";;":       nil,
	} {
		if diff := cmp.Diff(want, formOf(contentType, []byte("a=1&%zz=2"))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", contentType, diff)
		}
	}
}

package paymentsoap

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

var update = flag.Bool("update", false, "write the golden files")

// fixture is a Handler with a cashier that composes requests as the real one
// does, and keeps none.
type fixture struct {
	Config
	world *paytest.World
	fail  error // what the cashier answers instead

	drafts []pay.Draft
	keys   []string
	calls  []Call
	log    bytes.Buffer
}

func newFixture() *fixture {
	f := &fixture{world: paytest.NewWorld()}
	f.Config = Config{
		Cashier: f,
		Identify: func(*http.Request) (pay.Caller, error) {
			return pay.Caller{Institution: paytest.Owner, Roles: []pay.Role{pay.RoleInstitution}, Subject: "ab12"}, nil
		},
		Namespaces:  api.DefaultNamespaces(),
		PaymentURL:  "https://mm.example.lv/MM/WebUI2/Payments/?id=",
		Limits:      soap.DefaultLimits(),
		BodyTimeout: time.Minute,
		Machine:     pay.ClockFunc(time.Now),
		Observe:     func(_ *http.Request, c Call) { f.calls = append(f.calls, c) },
		Log:         slog.New(slog.NewTextHandler(&f.log, nil)),
	}
	return f
}

func (f *fixture) Save(_ context.Context, _ pay.Caller, draft pay.Draft, key string) (pay.Saved, error) {
	f.drafts, f.keys = append(f.drafts, draft), append(f.keys, key)
	if f.fail != nil {
		return pay.Saved{}, f.fail
	}
	r, err := f.world.Compose(draft)
	if err != nil {
		return pay.Saved{}, err
	}
	return pay.Saved{ID: r.ID, Number: r.Number}, nil
}

func (f *fixture) Letter(_ context.Context, _ pay.Caller, id pay.ID) (pay.Letter, error) {
	switch {
	case f.fail != nil:
		return "", f.fail
	case id.String() != "99e083d2-688f-481a-bb85-420eb11e6927":
		return "", pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return pay.LetterExecuted, nil
}

func (f *fixture) handler(t testing.TB) *Handler {
	t.Helper()
	h, err := New(f.Config)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// post sends a message and gives the answer; headers are names and values.
func (f *fixture) post(t testing.TB, message string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://localhost:8443"+Path, strings.NewReader(message))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.handler(t).ServeHTTP(w, r)
	return w
}

// fault is a refusal as a client reads it.
type fault struct{ HTTP, Faultcode, Code, Message string }

// faultOf reads a fault with this project's own reader, whose agreement with
// encoding/xml is tested where it lives.
func faultOf(t testing.TB, w *httptest.ResponseRecorder) fault {
	t.Helper()
	env, err := soap.Read(w.Body.Bytes(), soap.Options{Limits: soap.DefaultLimits()})
	if err != nil {
		t.Fatalf("the answer is not readable: %v\n%s", err, w.Body)
	}
	e := env.Payload()
	if e.Name != "Fault" {
		t.Fatalf("not a fault: %s", w.Body)
	}
	f := fault{HTTP: w.Result().Status}
	if code := e.Child("faultcode"); code != nil {
		f.Faultcode, f.Message = code.Text, e.Child("faultstring").Text
	} else {
		f.Faultcode, f.Message = e.Child("Code").Child("Value").Text, e.Child("Reason").Child("Text").Text
	}
	detail := e.Child("detail")
	if detail == nil {
		detail = e.Child("Detail")
	}
	if detail != nil {
		published := detail.Child("PaymentRequestFault")
		if published.Space != api.DefaultNamespaces().Data || published.Child("Message").Text != f.Message {
			t.Errorf("detail %s", published.Raw)
		}
		f.Code = published.Child("Code").Text
	}
	return f
}

// recorded are the headers and body of a logged request. Its Content-Length is
// no longer true, so it is not read as HTTP.
func recorded(t testing.TB, file string) (headers []string, body string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(samples, file))
	if err != nil {
		t.Fatal(err)
	}
	i := strings.Index(string(b), "<?xml")
	for line := range strings.Lines(string(b)[:i]) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok && name != "Content-Length" {
			headers = append(headers, name, value)
		}
	}
	return headers, string(b)[i:]
}

// samples holds the requests as real clients sent them.
const samples = "../../wire/soap/testdata"

// message is an envelope around a SavePaymentRequest with the given members.
func message(members string) string {
	return `<s:Envelope xmlns:s="` + soap.Namespace11 + `" xmlns:i="` + soap.XSI + `"><s:Body><SavePaymentRequest><paymentRequest><PaymentRequest>` +
		members + `</PaymentRequest></paymentRequest></SavePaymentRequest></s:Body></s:Envelope>`
}

func statusMessage(content string) string {
	return `<s:Envelope xmlns:s="` + soap.Namespace11 + `"><s:Body><CheckPaymentRequestStatus>` + content + `</CheckPaymentRequestStatus></s:Body></s:Envelope>`
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Config){
		"no cashier":      func(c *Config) { c.Cashier = nil },
		"no limits":       func(c *Config) { c.Limits = soap.Limits{} },
		"no timeout":      func(c *Config) { c.BodyTimeout = 0 },
		"other address":   func(c *Config) { c.PaymentURL = "https://mm.example.lv/pay/" },
		"one namespace":   func(c *Config) { c.Namespaces.Data = c.Namespaces.Service },
		"nobody to ask":   func(c *Config) { c.Identify = nil },
		"nowhere to tell": func(c *Config) { c.Log = nil },
	} {
		c := newFixture().Config
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	f := newFixture()
	const id = "<paymentRequestId>99E083D2688F481ABB85420EB11E6927</paymentRequestId>"
	got := f.post(t, statusMessage(id)).Body.String()
	want := `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		`<CheckPaymentRequestStatusResponse xmlns="http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0">` +
		`<CheckPaymentRequestStatusResult>E</CheckPaymentRequestStatusResult></CheckPaymentRequestStatusResponse></s:Body></s:Envelope>`
	if got != want {
		t.Errorf("got %s", got)
	}
	alias := strings.ReplaceAll(statusMessage(id), "CheckPaymentRequestStatus", "CheckPaymentStatus")
	got = f.post(t, alias).Body.String()
	if want := strings.ReplaceAll(want, "CheckPaymentRequestStatus", "CheckPaymentStatus"); got != want {
		t.Errorf("alias: got %s", got)
	}
	calls := []Call{
		{Operation: "CheckPaymentRequestStatus", Institution: paytest.Owner},
		{Operation: "CheckPaymentStatus", Institution: paytest.Owner},
	}
	if diff := cmp.Diff(calls, f.calls); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsOfTheCashier(t *testing.T) {
	t.Parallel()
	const id = "<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>"
	tests := []struct {
		name   string
		err    error
		want   fault
		logged bool
	}{
		{"not found", pay.Fail(pay.CodeRequestNotFound, errors.New("row")), fault{"500 Internal Server Error", "s:Client", "MM301", "Maksāšanas pieprasījums nav atrasts."}, false},
		{"busy", pay.Fail(pay.CodeBusy, nil), fault{"500 Internal Server Error", "s:Server", "MM901", "Pakalpojums īslaicīgi nav pieejams. Mēģiniet vēlreiz."}, false},
		{"unknown", errors.New("disk full at /var/lib"), fault{"500 Internal Server Error", "s:Server", "MM900", "Pakalpojumā radās kļūda."}, true},
		{"internal with details", &pay.Error{Code: pay.CodeInternal, Value: "secret"}, fault{"500 Internal Server Error", "s:Server", "MM900", "Pakalpojumā radās kļūda."}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture()
			f.fail = test.err
			if diff := cmp.Diff(test.want, faultOf(t, f.post(t, statusMessage(id)))); diff != "" {
				t.Error(diff)
			}
			if logged := f.log.Len() > 0; logged != test.logged {
				t.Errorf("log: %s", f.log.String())
			}
		})
	}
}

func TestEveryKindHasItsFault(t *testing.T) {
	t.Parallel()
	server := map[pay.Kind]bool{pay.Internal: true, pay.RateLimited: true, pay.Unavailable: true}
	for _, kind := range pay.Kinds() {
		if got := faultCode(kind) == soap.ServerFault; got != server[kind] {
			t.Errorf("kind %d: %s", kind, faultCode(kind))
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]pay.Language{
		"": pay.Latvian, "en": pay.English, "en-GB,lv;q=0.9": pay.English, "lv-LV,en;q=0.9": pay.Latvian,
		"lv;q=0.5, en;q=0.8": pay.English, "de": pay.Latvian, "de, en;q=0.2": pay.English, "%%": pay.Latvian,
	} {
		if got := languageOf(http.Header{"Accept-Language": {header}}); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
	w := newFixture().post(t, statusMessage(""), "Accept-Language", "en")
	if !strings.Contains(w.Body.String(), `<faultstring xml:lang="en">paymentRequestId: A mandatory field is missing.`) {
		t.Errorf("got %s", w.Body)
	}
}

func TestRenamedCodes(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Codes = map[pay.Code]string{pay.CodeMissing: "E<1>"}
	if got := faultOf(t, f.post(t, statusMessage(""))).Code; got != "E<1>" {
		t.Errorf("code %s", got)
	}
	if got := f.calls[0].Code; got != pay.CodeMissing {
		t.Errorf("metrics see %s", got)
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	_, body := recorded(t, "php-save.http")
	f := newFixture()
	if w := f.post(t, body, "Idempotency-Key", "order-1"); w.Code != http.StatusOK || f.keys[0] != "order-1" {
		t.Errorf("status %d, keys %q", w.Code, f.keys)
	}
	for _, wrong := range []string{"", "two words", "ķ", strings.Repeat("x", 256), "\x7f"} {
		got := faultOf(t, newFixture().post(t, body, "Idempotency-Key", wrong))
		if got.Code != "MM102" || !strings.HasPrefix(got.Message, "Idempotency-Key: ") {
			t.Errorf("%q: %+v", wrong, got)
		}
	}
	if w := newFixture().post(t, body, "Idempotency-Key", strings.Repeat("x", 255)); w.Code != http.StatusOK {
		t.Errorf("255 characters: %s", w.Body)
	}
}

func TestCallersWhoMayNot(t *testing.T) {
	t.Parallel()
	_, body := recorded(t, "php-save.http")
	f := newFixture()
	f.Identify = func(*http.Request) (pay.Caller, error) { return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil) }
	want := fault{"500 Internal Server Error", "s:Client", "MM201", "Nepieciešams klienta sertifikāts."}
	if diff := cmp.Diff(want, faultOf(t, f.post(t, body))); diff != "" {
		t.Error(diff)
	}
	w := f.post(t, "", "Content-Type", "application/soap+xml")
	want.Faultcode = "s:Sender"
	if diff := cmp.Diff(want, faultOf(t, w)); diff != "" {
		t.Error(diff)
	}
	f.Identify = func(*http.Request) (pay.Caller, error) {
		return pay.Caller{Roles: []pay.Role{pay.RolePlatform}}, nil
	}
	if got := faultOf(t, f.post(t, body)).Code; got != "MM204" {
		t.Errorf("platform: %s", got)
	}
	if len(f.drafts) != 0 {
		t.Error("something was saved")
	}
}

package payerweb

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// noon is the business time of the examples: 12.00 in Riga.
func noon() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

func sampleID() pay.ID {
	id, err := pay.ParseID("0193533b-9f00-7a3e-8c21-4f6b0d2e9a10")
	if err != nil {
		panic(err)
	}
	return id
}

func attemptID(n byte) pay.ID { return pay.ID{15: n} }

// desk is a cashier that keeps requests in memory. What happens to a request is
// decided by the domain itself; only storing and banks are missing.
type desk struct {
	mu       sync.Mutex
	views    map[pay.ID]*pay.View
	begun    []pay.Choice
	givenUp  []pay.Number
	messages []pay.Message

	handover pay.Handover // of attempts that begin
	beginErr error
	viewErr  error
	receive  func(pay.Message) (pay.Received, error)
}

func (d *desk) View(_ context.Context, id pay.ID) (pay.View, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.viewErr != nil {
		return pay.View{}, d.viewErr
	}
	v, ok := d.views[id]
	if !ok {
		return pay.View{}, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	copied := *v
	request := *v.Request
	request.Attempts = append([]pay.Attempt(nil), v.Request.Attempts...)
	request.Payments = append([]pay.Payment(nil), v.Request.Payments...)
	copied.Request = &request
	return copied, nil
}

func (d *desk) Begin(_ context.Context, id pay.ID, c pay.Choice) (pay.Attempt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.beginErr != nil {
		return pay.Attempt{}, d.beginErr
	}
	v := d.views[id]
	ref := pay.NumberOf(uint64(100 + len(v.Request.Attempts)))
	a := pay.Attempt{
		ID: attemptID(byte(len(v.Request.Attempts) + 1)), Ref: ref, Provider: c.Provider,
		Payment: v.Request.PaymentByNumber(c.Payment), Language: c.Language, HoldUntil: v.Now.Add(30 * time.Minute),
	}
	if _, err := v.Request.Begin(a, v.Now); err != nil {
		return pay.Attempt{}, err
	}
	if _, err := v.Request.Sent(a.ID, d.handover, v.Now); err != nil {
		return pay.Attempt{}, err
	}
	d.begun = append(d.begun, c)
	return *v.Request.Attempt(a.ID), nil
}

func (d *desk) GiveUp(_ context.Context, id pay.ID, ref pay.Number) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.views[id]
	a := v.Request.AttemptByRef(ref)
	if a == nil {
		return pay.Fail(pay.CodePaymentNotFound, nil)
	}
	d.givenUp = append(d.givenUp, ref)
	_, err := v.Request.GiveUp(a.ID, v.Now)
	return err
}

func (d *desk) Receive(_ context.Context, m pay.Message) (pay.Received, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.messages = append(d.messages, m)
	if d.receive == nil {
		return pay.Received{Request: sampleID(), Notice: pay.Notice{Channel: pay.ChannelBrowser}}, nil
	}
	return d.receive(m)
}

// counter is the listener under test, with its desk and its log.
type counter struct {
	*testing.T
	http.Handler
	desk  *desk
	log   *bytes.Buffer
	clock *time.Time
}

func newCounter(t *testing.T, change ...func(*Config)) *counter {
	t.Helper()
	now := noon()
	c := &counter{T: t, log: &bytes.Buffer{}, clock: &now, desk: &desk{
		views: map[pay.ID]*pay.View{},
		handover: pay.Handover{
			URL: "http://127.0.0.1:9123/bank", Fields: []pay.FormField{{Name: "ref", Value: "1"}, {Name: "sum", Value: "12.00"}},
		},
	}}
	config := Config{
		Cashier: c.desk, BaseURL: "http://localhost:8080",
		Institutions: func() map[pay.InstitutionCode]*pay.Institution {
			return map[pay.InstitutionCode]*pay.Institution{"PARAUGS": branded()}
		},
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
	c.desk.views[v.Request.ID] = v
	return c
}

const home = "/MM_WebUI/WebUI2/Payments/?id=0193533b-9f00-7a3e-8c21-4f6b0d2e9a10"

// overtaken is where a payer is led whose action came too late.
const overtaken = home + "&changed=yes"

// step is the address of an action on the sample request.
func step(name string) string { return strings.Replace(home, "?", name+"?", 1) }

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

// view makes the sample view: one payment of 12,00 EUR, two methods.
func view(change ...func(*pay.View)) *pay.View {
	v := &pay.View{
		Now: noon(),
		Institution: &pay.Institution{
			Name: pay.Text{LV: "Paraugu aģentūra", EN: "Sample Agency"},
			Contact: pay.Contact{
				Name: pay.Text{LV: "Klientu atbalsta dienests"}, Email: "palidziba@paraugs.example",
				Phone: "+371 6000 0000", Web: "https://paraugs.example/palidziba",
			},
		},
		Methods: []pay.ProviderInfo{
			{Code: "HABALV22", Name: pay.Text{LV: "Swedbank"}, Kind: pay.BankProvider, Active: true},
			{Code: "UNLALV2X", Name: pay.Text{LV: "SEB banka", EN: "SEB"}, Kind: pay.BankProvider, Active: true},
			{Code: "FIRSTDATA", Name: pay.Text{LV: "Visa un Mastercard kartes"}, Kind: pay.CardProvider, Active: true},
		},
		Names: map[pay.ProviderCode]pay.Text{
			"HABALV22": {LV: "Swedbank"}, "UNLALV2X": {LV: "SEB banka", EN: "SEB"}, "FIRSTDATA": {LV: "Visa un Mastercard kartes"},
			"PARXLV22": {LV: "Citadele"}, // no longer offered
		},
		Request: &pay.Request{
			ID: sampleID(), Number: pay.NumberOf(1), Institution: "PARAUGS", Step: "03G10",
			Created: noon().Add(-time.Hour), Expires: time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC),
			Total: pay.EUR(1200), State: pay.RequestOpen, Letter: pay.LetterProcess,
			Payer: pay.Payer{FirstName: "Ernests", Name: "Paraudziņš", Code: "31129900000", Email: "e@p.lv"},
			Detail: pay.Detail{
				ServiceName: pay.Text{LV: "Izziņas izsniegšana", EN: "Issuing a certificate"},
				StepName:    pay.Text{LV: "Valsts nodevas samaksa"},
				ResponseURL: "https://pakalpojums.example/atpakal?id=",
				Lines: []pay.Line{
					{Position: "53", Name: pay.Text{LV: "Izziņa", EN: "Certificate"}, Quantity: 2_000_000, Price: 500, Amount: 1000},
					{Position: "54", Name: pay.Text{LV: "Piegāde pa pastu"}, Amount: 200},
				},
			},
			Payments: []pay.Payment{{
				Number: pay.NumberOf(2), Amount: 1200, State: pay.PaymentDue, Purpose: "Izziņas izsniegšana Nr. 1",
				Account: pay.Account{IBAN: "LV42TREL9990000000001", Payee: "Valsts kase", BIC: "TRELLV22"},
			}},
		},
	}
	for _, f := range change {
		f(v)
	}
	return v
}

// split makes the sample a request of two payments.
func split(v *pay.View) {
	r := v.Request
	r.Total = pay.EUR(126200)
	r.Detail.Lines[1].Amount, r.Detail.Lines[1].Payment = 125200, 1
	r.Payments[0].Amount = 1000
	r.Payments = append(r.Payments, pay.Payment{
		Number: pay.NumberOf(3), Amount: 125200, State: pay.PaymentDue, Purpose: "Piegāde Nr. 1",
		Account: pay.Account{IBAN: "LV44DEMO0000000000001", Payee: "Piegādes dienests"},
	})
}

// tried adds an attempt at a payment and lets things happen to it.
func tried(payment int, happens ...func(*pay.View, *pay.Attempt)) func(*pay.View) {
	return func(v *pay.View) {
		id := attemptID(byte(len(v.Request.Attempts) + 1))
		a := pay.Attempt{
			ID: id, Ref: pay.NumberOf(uint64(100 + len(v.Request.Attempts))), Payment: payment, Provider: "HABALV22",
			HoldUntil: v.Now.Add(30 * time.Minute),
		}
		must(v.Request.Begin(a, v.Now))
		for _, happen := range happens {
			happen(v, v.Request.Attempt(id))
		}
	}
}

func must(_ pay.Effects, err error) {
	if err != nil {
		panic(err)
	}
}

func sent(v *pay.View, a *pay.Attempt) {
	must(v.Request.Sent(a.ID, pay.Handover{URL: "https://bank.example/ib", Fields: []pay.FormField{{Name: "VK_REF", Value: string(a.Ref)}}}, v.Now))
}

func heard(result pay.Result) func(*pay.View, *pay.Attempt) {
	return func(v *pay.View, a *pay.Attempt) {
		must(v.Request.Apply(pay.Notice{Provider: a.Provider, Ref: a.Ref, Result: result, ProviderRef: "2026112200017"}, pay.LateRefund, time.Hour, v.Now))
	}
}

func givenUp(v *pay.View, a *pay.Attempt) { must(v.Request.GiveUp(a.ID, v.Now)) }

func lapsed(v *pay.View, a *pay.Attempt) {
	v.Now = v.Now.Add(31 * time.Minute)
	must(v.Request.HoldEnd(a.ID, v.Now))
}

// neverFinished lets the hold of an accepted attempt end.
func neverFinished(v *pay.View, a *pay.Attempt) {
	v.Now = a.HoldUntil.Add(time.Minute)
	must(v.Request.HoldEnd(a.ID, v.Now))
}

// paidOtherwise lets the bank report another amount for the first attempt.
func paidOtherwise(v *pay.View) {
	a := v.Request.Attempts[0]
	must(v.Request.Apply(pay.Notice{Provider: a.Provider, Ref: a.Ref, Result: pay.ResultPaid, Amount: pay.EUR(1)}, pay.LateRefund, time.Hour, v.Now))
}

func later(by time.Duration) func(*pay.View) {
	return func(v *pay.View) { v.Now = v.Now.Add(by) }
}

func expired(v *pay.View) {
	v.Now = v.Request.Expires.Add(time.Minute)
	effects, _ := v.Request.Expire(v.Now)
	must(effects, nil)
}

func withdrawn(v *pay.View) { must(v.Request.Withdraw("institution", "", v.Now)) }

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

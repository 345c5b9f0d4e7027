package demobank_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/internal/sandbox/demobank"
	"viss.gov.lv/mm/pay"
)

func key(b byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32)) }

// town is a bank and a merchant who reads its messages with the real provider.
type town struct {
	t        *testing.T
	bank     *demobank.Bank
	provider *demo.Provider
	url      string // of the bank
	shop     string // of the merchant
	machine  time.Time

	mu     sync.Mutex
	now    time.Time
	answer int // of the merchant's server
	heard  []pay.Notice
}

func (w *town) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) wait(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	if err := w.bank.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// news are the messages that the merchant has understood since the last call.
func (w *town) news() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, n := range w.heard {
		all = append(all, fmt.Sprintf("%s %s by %s", n.Result, n.Amount, n.Channel))
	}
	w.heard = nil
	return strings.Join(all, ", ")
}

// merchant takes messages on any path.
func (w *town) merchant(rw http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	n, err := w.provider.Read(r.Context(), pay.Message{Method: r.Method, Query: r.URL.Query(), Form: r.PostForm})
	if err != nil {
		w.t.Errorf("the merchant cannot read the message: %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answer == http.StatusOK {
		w.heard = append(w.heard, n)
	}
	rw.WriteHeader(w.answer)
}

func found(t *testing.T) *town {
	t.Helper()
	start := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	w := &town{t: t, now: start, machine: start, answer: http.StatusOK}
	shop := httptest.NewServer(http.HandlerFunc(w.merchant))
	t.Cleanup(shop.Close)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.bank.ServeHTTP(rw, r) }))
	t.Cleanup(server.Close)
	w.url, w.shop = server.URL+"/bank", shop.URL
	var err error
	if w.bank, err = demobank.New(demobank.Config{
		Base: w.url, Name: "DEMOBANKA", Key: key(2), Merchant: "MM", MerchantKey: key(1).Public().(ed25519.PublicKey),
		HTTP: &http.Client{Timeout: 5 * time.Second}, Now: w.clock, Machine: func() time.Time { return w.machine },
		Entropy: &counter{}, Log: slog.New(slog.DiscardHandler),
	}); err != nil {
		t.Fatal(err)
	}
	if w.provider, err = demo.New(demo.Config{
		Code: "DEMO0000", Address: w.url, Merchant: "MM", Key: key(1), Bank: "DEMOBANKA", BankKey: key(2).Public().(ed25519.PublicKey),
		HTTP: &http.Client{Timeout: 5 * time.Second}, Machine: pay.ClockFunc(func() time.Time { return start }), Entropy: &counter{},
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

type counter struct {
	mu sync.Mutex
	n  byte
}

func (c *counter) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func (w *town) order() pay.Order {
	return pay.Order{
		Ref: "ABCDEF123", Amount: pay.EUR(1210), Payee: pay.Account{IBAN: "LV80BANK0000435195001", Payee: "Valsts kase"},
		Purpose: "Izziņa „Ā”", Expires: w.clock().Add(48 * time.Hour), ReturnURL: w.shop + "/return", NotifyURL: w.shop + "/notify",
	}
}

func (w *town) form(o pay.Order) url.Values {
	w.t.Helper()
	h, err := w.provider.Start(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	form := url.Values{}
	for _, f := range h.Fields {
		form.Set(f.Name, f.Value)
	}
	return form
}

// post sends a form to the bank; address is where it has led.
func (w *town) post(address string, form url.Values) (status int, page, at string) {
	w.t.Helper()
	response, err := http.PostForm(address, form)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return response.StatusCode, string(body), response.Request.URL.String()
}

func (w *town) choose(outcome string) (at string) {
	w.t.Helper()
	_, _, at = w.post(w.url+"/pay", w.form(w.order()))
	status, page, at := w.post(at, url.Values{"outcome": {outcome}})
	if status != http.StatusOK {
		w.t.Fatalf("%s: %d %s", outcome, status, page)
	}
	return at
}

func TestWhatTheMerchantHears(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]string{
		"approve": "paid 12.10 by server",
		"auto":    "paid 12.10 by server", // .10
		"decline": "declined 0.00 by browser, declined 0.00 by server",
		"cancel":  "cancelled 0.00 by browser, cancelled 0.00 by server",
		"error":   "other 0.00 by browser, other 0.00 by server",
		"back":    " 0.00 by browser",
		"pending": "accepted 12.10 by server",
		"delayed": "accepted 12.10 by server",
		"late":    "",
		"twice":   "paid 12.10 by server, paid 12.10 by server",
		"double":  "paid 12.10 by server, paid 12.10 by server",
		"amount":  "paid 13.10 by server",
		"silent":  "paid 12.10 by server",
	} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			w := found(t)
			at := w.choose(outcome)
			w.wait(0)
			if got := w.news(); got != want {
				t.Errorf("heard %q, want %q", got, want)
			}
			back := strings.HasPrefix(at, w.shop)
			if should := strings.Contains(want, "browser"); back != should {
				t.Errorf("the payer is at %s", at)
			}
			if w.bank.Due() != 0 {
				t.Errorf("%d things are still due", w.bank.Due())
			}
		})
	}
}

// A message is pushed until it is answered with 200, at growing intervals, and
// not for ever.
func TestPushesAreRepeated(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.answer = http.StatusInternalServerError
	w.choose("silent")
	w.wait(0)
	w.answer = http.StatusOK
	w.wait(9 * time.Second)
	if got := w.news(); got != "" {
		t.Fatalf("too early: %s", got)
	}
	w.wait(time.Second)
	if got := w.news(); got != "paid 12.10 by server" {
		t.Errorf("after ten seconds: %q", got)
	}

	w = found(t)
	w.answer = http.StatusInternalServerError
	w.choose("silent")
	for range 20 {
		w.wait(24 * time.Hour)
	}
	w.answer = http.StatusOK
	w.wait(365 * 24 * time.Hour)
	if got := w.news(); got != "" || w.bank.Due() != 0 {
		t.Errorf("after all tries: %q, %d due", got, w.bank.Due())
	}
}

// A query tells what has happened, and what is to come it keeps to itself.
func TestQueriesTellWhatHasHappened(t *testing.T) {
	t.Parallel()
	w := found(t)
	ask := func() pay.Result {
		n, err := w.provider.Query(t.Context(), w.order())
		if err != nil {
			t.Fatal(err)
		}
		return n.Result
	}
	if got := ask(); got != pay.ResultNone {
		t.Errorf("of an unknown order: %s", got)
	}
	w.choose("delayed")
	if got := ask(); got != pay.ResultAccepted {
		t.Errorf("at once: %s", got)
	}
	w.mu.Lock()
	w.now = w.now.Add(time.Hour) // and nothing was let happen
	w.mu.Unlock()
	if got := ask(); got != pay.ResultAccepted {
		t.Errorf("before it happened: %s", got)
	}
	w.wait(0)
	if got := ask(); got != pay.ResultPaid {
		t.Errorf("after it happened: %s", got)
	}
}

// While something is done first, nothing happens at the bank.
func TestTheBankWaitsItsTurn(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.choose("delayed")
	w.wait(0)
	w.news()
	err := w.bank.RunDueAfter(t.Context(), func() error {
		w.mu.Lock()
		w.now = w.now.Add(time.Hour)
		w.mu.Unlock()
		if got := w.news(); got != "" {
			t.Errorf("before its turn: %s", got)
		}
		return nil
	})
	if got := w.news(); err != nil || got != "paid 12.10 by server" {
		t.Errorf("at its turn: %q, %v", got, err)
	}
}

func TestOrdersThatAreRefused(t *testing.T) {
	t.Parallel()
	w := found(t)
	genuine := w.form(w.order())
	spoil := func(change func(url.Values)) url.Values {
		form := url.Values{}
		for name, values := range genuine {
			form[name] = append([]string(nil), values...)
		}
		change(form)
		return form
	}
	other, err := demo.New(demo.Config{
		Code: "DEMO0000", Address: w.url, Merchant: "MM", Key: key(3), Bank: "DEMOBANKA", BankKey: key(2).Public().(ed25519.PublicKey),
		HTTP: &http.Client{}, Machine: pay.ClockFunc(w.clock), Entropy: &counter{},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.provider, other = other, w.provider
	forged := w.form(w.order())
	w.provider = other
	for name, test := range map[string]struct {
		form url.Values
		want string
	}{
		"changed amount":  {spoil(func(f url.Values) { f.Set("DB_AMOUNT", "0.10") }), "DB_MAC"},
		"changed account": {spoil(func(f url.Values) { f.Set("DB_ACC", "LV97HABA0012345678910") }), "DB_MAC"},
		"changed purpose": {spoil(func(f url.Values) { f.Set("DB_MSG", "x") }), "DB_MAC"},
		"no signature":    {spoil(func(f url.Values) { f.Del("DB_MAC") }), "DB_MAC"},
		"another key":     {forged, "DB_MAC"},
		"merchant":        {spoil(func(f url.Values) { f.Set("DB_MERCHANT", "X") }), "DB_MERCHANT"},
		"service":         {spoil(func(f url.Values) { f.Set("DB_SERVICE", "2111") }), "DB_SERVICE"},
		"twice":           {spoil(func(f url.Values) { f.Add("DB_REF", "X") }), "DB_REF"},
		"too long":        {spoil(func(f url.Values) { f.Set("DB_MSG", strings.Repeat("ā", 141)) }), "DB_MSG"},
	} {
		status, page, _ := w.post(w.url+"/pay", test.form)
		if status != http.StatusBadRequest || !strings.Contains(page, test.want) {
			t.Errorf("%s: %d; want 400 that names %s", name, status, test.want)
		}
	}
	w.machine = w.machine.Add(36 * time.Minute)
	if status, page, _ := w.post(w.url+"/pay", genuine); status != http.StatusBadRequest || !strings.Contains(page, "DB_DATETIME") {
		t.Errorf("an old form: %d", status)
	}
	if got := w.news(); got != "" {
		t.Errorf("the merchant heard %q of refused orders", got)
	}
}

// The same order again leads to the same payment; another order with its
// reference is refused.
func TestOneReferenceOnePayment(t *testing.T) {
	t.Parallel()
	w := found(t)
	_, _, first := w.post(w.url+"/pay", w.form(w.order()))
	if _, _, again := w.post(w.url+"/pay", w.form(w.order())); again != first {
		t.Errorf("first %s, then %s", first, again)
	}
	o := w.order()
	o.Amount = pay.EUR(1)
	if status, page, _ := w.post(w.url+"/pay", w.form(o)); status != http.StatusConflict || !strings.Contains(page, "DB_REF") {
		t.Errorf("another amount under the same reference: %d", status)
	}
}

// Who presses again after the payment was made pays nothing again.
func TestPaidIsPaid(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.choose("approve")
	w.wait(0)
	w.news()
	for _, outcome := range []string{"approve", "cancel", "pending", "amount"} {
		w.choose(outcome)
		w.wait(0)
		if got := w.news(); got != "" {
			t.Errorf("%s after the payment: heard %q", outcome, got)
		}
	}
}

func TestPagesThatAreNotThere(t *testing.T) {
	t.Parallel()
	w := found(t)
	if status, _, _ := w.post(w.url+"/orders/0000", url.Values{"outcome": {"approve"}}); status != http.StatusNotFound {
		t.Errorf("an unknown order: %d", status)
	}
	_, _, at := w.post(w.url+"/pay", w.form(w.order()))
	if status, _, _ := w.post(at, url.Values{"outcome": {"explode"}}); status != http.StatusBadRequest {
		t.Errorf("an unknown outcome: %d", status)
	}
	if status, _, _ := w.post(w.url+"/query", url.Values{"DB_REF": {"X"}}); status != http.StatusBadRequest {
		t.Errorf("an unsigned query: %d", status)
	}
}

func TestMagicCents(t *testing.T) {
	t.Parallel()
	want := strings.Fields("approve decline cancel pending delayed silent twice error late amount approve double approve")
	for cents, outcome := range want {
		if got := demobank.Magic(int64(100 + cents)); string(got) != outcome {
			t.Errorf(".%02d is %s, want %s", cents, got, outcome)
		}
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	t.Parallel()
	w := found(t)
	ctx, stop := context.WithCancel(t.Context())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		w.bank.Run(ctx, tick)
	}()
	w.choose("silent")
	tick <- time.Time{} // the loop takes it when all before is done
	tick <- time.Time{}
	if got := w.news(); got != "paid 12.10 by server" {
		t.Errorf("heard %q", got)
	}
	stop()
	<-done
}

package sandbox_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/edge/payerweb"
	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/internal/sandbox"
	"viss.gov.lv/mm/internal/sandbox/eservice"
	"viss.gov.lv/mm/pay"
)

func key(b byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32)) }

func public(b byte) ed25519.PublicKey { return key(b).Public().(ed25519.PublicKey) }

// counter is entropy for tests: never the same, never a surprise.
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

// place is MM and the sandbox, on real listeners of their own.
type place struct {
	mm       *module
	sandbox  string
	eservice string
	mail     string // base address of the inbox
	smtp     string // where the mail server listens
	id       pay.ID
	jobs     sync.WaitGroup
}

// later is a handler that is set once its address is known.
type later struct{ http.Handler }

func open(t *testing.T) *place {
	t.Helper()
	var web, box, shop, services, inbox later
	serve := func(l *later) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.ServeHTTP(w, r) }))
		t.Cleanup(s.Close)
		return s.URL
	}
	p := &place{id: pay.ID{0x01, 0x9a, 6: 0x70, 8: 0x80}}
	p.sandbox = serve(&box)
	p.eservice = serve(&shop)
	p.mail = serve(&inbox)
	servicesURL := serve(&services)
	machine := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	p.mm = &module{now: machine, requests: map[pay.ID]*pay.Request{}, heard: map[string]int{}, web: serve(&web)}
	log := slog.New(slog.DiscardHandler)
	client := &http.Client{Timeout: 10 * time.Second}
	provider, err := demo.New(demo.Config{
		Code: "DEMO0000", Address: p.sandbox + "/bank", Merchant: "MM", Key: key(1), Bank: "DEMOBANKA", BankKey: public(2),
		HTTP: client, Machine: pay.ClockFunc(func() time.Time { return machine }), Entropy: &counter{},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.mm.provider = provider
	p.mm.told = func(id pay.ID) { // as a delivery: not while the request is locked
		p.jobs.Go(func() {
			response, err := client.Get(p.eservice + "/callback?id=" + id.String())
			if err == nil {
				_ = response.Body.Close()
			}
		})
	}
	pages, err := payerweb.New(payerweb.Config{
		Cashier: p.mm, BaseURL: p.mm.web, Demo: true, Clock: p.mm, Log: log,
		ClientAddr:   func(*http.Request) netip.Addr { return netip.MustParseAddr("127.0.0.1") },
		Institutions: func() map[pay.InstitutionCode]*pay.Institution { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.New(sandbox.Config{
		SandboxURL: p.sandbox, EServiceURL: p.eservice, MailURL: p.mail, PaymentPage: p.mm.web + "/MM_WebUI/WebUI2/Payments/?id=", Provider: "DEMO0000",
		Bank: "DEMOBANKA", BankKey: key(2), Merchant: "MM", MerchantKey: public(1),
		PaymentSOAP: servicesURL, SOAP: client, HTTP: client,
		Steps: []eservice.Step{
			{Code: "DEM11", Name: eservice.Text{LV: "Izziņas saņemšana", EN: "Getting a certificate"}, Positions: []eservice.Position{
				{Code: "1", Name: eservice.Text{LV: "Izziņa", EN: "Certificate"}, Price: 1210},
				{Code: "2", Name: eservice.Text{LV: "Piegāde", EN: "Delivery"}, Price: 54, Free: true},
			}},
			{Code: "02Y70", Name: eservice.Text{LV: "Atļauja"}, Positions: []eservice.Position{{Code: "53", Name: eservice.Text{LV: "Nodeva"}, Price: 100}}},
		},
		Now: p.mm.Now, Machine: func() time.Time { return machine }, Entropy: &counter{}, Log: log,
		Advance: func(ctx context.Context, by time.Duration) error {
			err := p.mm.advance(ctx, by)
			p.jobs.Wait()
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	web.Handler, box.Handler, shop.Handler, inbox.Handler = pages, s.SandboxHandler(), s.EServiceHandler(), s.MailHandler()
	p.serveMail(t, s)
	services.Handler = http.HandlerFunc(p.mm.soap)
	return p
}

// serveMail lets the mail server answer until the test ends.
func (p *place) serveMail(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.smtp = listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.ServeMail(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// drive posts to the sandbox and reads its JSON.
func (p *place) drive(t *testing.T, path string) (int, map[string]any) {
	t.Helper()
	response, err := http.Post(p.sandbox+path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%s answers %d %q: %v", path, response.StatusCode, body, err)
	}
	return response.StatusCode, answer
}

func (p *place) pay(t *testing.T, query string) {
	t.Helper()
	if status, answer := p.drive(t, "/requests/"+p.id.String()+"/pay?"+query); status != http.StatusOK {
		t.Fatalf("pay?%s answers %d %v", query, status, answer)
	}
}

func (p *place) advance(t *testing.T, by string) {
	t.Helper()
	if status, answer := p.drive(t, "/clock?advance="+by); status != http.StatusOK {
		t.Fatalf("advance=%s answers %d %v", by, status, answer)
	}
}

func (p *place) letter() pay.Letter { return p.mm.requests[p.id].Letter }

func (p *place) attempts() string {
	var states []string
	for _, a := range p.mm.requests[p.id].Attempts {
		states = append(states, string(a.State))
	}
	return strings.Join(states, " ")
}

// Each outcome, asked for by name and by the cents of the amount, through the
// real pages of MM and the bank.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		outcome  string
		cents    int64
		letter   pay.Letter // at once
		attempts string
		then     string // clock moved by
		after    pay.Letter
		end      string
		notices  string
	}{
		{outcome: "approve", cents: 0, letter: "E", attempts: "paid"},
		{outcome: "decline", cents: 1, letter: "P", attempts: "declined"},
		{outcome: "cancel", cents: 2, letter: "P", attempts: "cancelled"},
		{outcome: "pending", cents: 3, letter: "P", attempts: "accepted", then: "100h", after: "R", end: "manual", notices: "[manual]"},
		{outcome: "delayed", cents: 4, letter: "P", attempts: "accepted", then: "61s", after: "E", end: "paid"},
		{outcome: "silent", cents: 5, letter: "E", attempts: "paid"},
		{outcome: "twice", cents: 6, letter: "E", attempts: "paid"},
		{outcome: "error", cents: 7, letter: "O", attempts: "manual", notices: "[manual]"},
		{outcome: "late", cents: 8, letter: "P", attempts: "sent", then: "72h", after: "E", end: "paid"},
		{outcome: "amount", cents: 9, letter: "P", attempts: "manual", notices: "[manual]"},
		{outcome: "double", cents: 11, letter: "E", attempts: "paid", notices: "[overpaid]"},
		{outcome: "abandon", cents: -1, letter: "P", attempts: "sent", then: "49h", after: "R", end: "lapsed"},
		{outcome: "back", cents: -1, letter: "P", attempts: "sent"},
	}
	for _, test := range tests {
		for _, automatic := range []bool{false, true} {
			if automatic && test.cents < 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s/automatic=%v", test.outcome, automatic), func(t *testing.T) {
				t.Parallel()
				p := open(t)
				query, cents := "provider=DEMO0000&outcome="+test.outcome, int64(1202) // the cents say cancel, and are not asked
				if automatic {
					query, cents = "provider=DEMO0000", 1200+test.cents
				}
				p.mm.add(p.id, cents)
				p.pay(t, query)
				if p.letter() != test.letter || p.attempts() != test.attempts {
					t.Errorf("after the walk: letter %s, attempts %s; want %s, %s", p.letter(), p.attempts(), test.letter, test.attempts)
				}
				if test.then != "" {
					p.advance(t, test.then)
					if p.letter() != test.after || p.attempts() != test.end {
						t.Errorf("%s later: letter %s, attempts %s; want %s, %s", test.then, p.letter(), p.attempts(), test.after, test.end)
					}
				}
				want := test.notices
				if want == "" {
					want = "[]"
				}
				if got := fmt.Sprint(p.mm.notices); got != want {
					t.Errorf("attention %s, want %s", got, want)
				}
			})
		}
	}
}

// A late success comes after expiry however far the clock jumps, and is marked.
func TestLateIsLate(t *testing.T) {
	t.Parallel()
	for _, steps := range [][]string{{"8760h"}, {"47h", "1h", "2m"}} {
		p := open(t)
		p.mm.add(p.id, 1200)
		p.pay(t, "outcome=late")
		for _, by := range steps {
			p.advance(t, by)
		}
		if r := p.mm.requests[p.id]; !r.Payments[0].Late || r.State != pay.RequestPaid {
			t.Errorf("after %v: %s, late %v", steps, r.State, r.Payments[0].Late)
		}
	}
}

// The server says it again until it is answered, and MM hears it once.
func TestTwiceIsHeardOnce(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.mm.add(p.id, 1200)
	p.pay(t, "outcome=twice")
	for key, times := range p.mm.heard {
		if times != 3 { // by the server twice, by the browser once
			t.Errorf("%s came %d times", key, times)
		}
	}
	if len(p.mm.heard) != 1 {
		t.Errorf("heard %v", p.mm.heard)
	}
}

func TestAllPaymentsOrOne(t *testing.T) {
	t.Parallel()
	p := open(t)
	r := p.mm.add(p.id, 1200, 300, 5)
	first := string(r.Payments[0].Number)
	p.pay(t, "outcome=approve&payment="+first)
	if !r.Payments[0].Settled() || r.Payments[1].Settled() || r.Payments[2].Settled() {
		t.Fatalf("asked for the first payment: %+v", r.Payments)
	}
	p.pay(t, "outcome=approve")
	if p.letter() != pay.LetterExecuted {
		t.Errorf("asked for all: letter %s", p.letter())
	}
	p.jobs.Wait()
	response, err := http.Get(p.sandbox + "/callbacks?id=" + strings.ToUpper(p.id.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var calls []struct{ Time, Method, Path, Query, Remote string }
	if err := json.NewDecoder(response.Body).Decode(&calls); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 1 || calls[0].Method != "GET" || calls[0].Path != "/callback" || calls[0].Query != "id="+p.id.String() || calls[0].Remote == "" {
		t.Errorf("callbacks: %+v", calls)
	}
}

// A script chooses what the e-service answers to the next calls.
func TestAnswersOfTheEService(t *testing.T) {
	t.Parallel()
	p := open(t)
	for query, want := range map[string]int{
		"answer=503&times=2": http.StatusOK, "answer=410": http.StatusOK, "answer=503&times=0": http.StatusOK,
		"": http.StatusBadRequest, "answer=no": http.StatusBadRequest, "answer=100": http.StatusBadRequest,
		"answer=503&times=-1": http.StatusBadRequest, "answer=503&times=1001": http.StatusBadRequest,
	} {
		response, err := http.Post(p.sandbox+"/callbacks?"+query, "", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%q: %d, want %d", query, response.StatusCode, want)
		}
	}
}

// A payer who left a payment at the bank finds it again.
func TestAbandonedIsContinued(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.mm.add(p.id, 1200)
	p.pay(t, "outcome=abandon")
	p.pay(t, "outcome=approve")
	if p.letter() != pay.LetterExecuted || p.attempts() != "paid" {
		t.Errorf("letter %s, attempts %s", p.letter(), p.attempts())
	}
}

func TestWhatCannotBeDriven(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.mm.add(p.id, 1200)
	at := "/requests/" + p.id.String() + "/pay?"
	p.pay(t, "")
	for path, want := range map[string]int{
		at + "outcome=approve":                               http.StatusConflict, // paid already
		at + "outcome=explode":                               http.StatusBadRequest,
		at + "provider=HABALV22":                             http.StatusBadRequest,
		at + "result=approve":                                http.StatusBadRequest,
		"/requests/0199a000-0000-7000-8000-00000000ffff/pay": http.StatusNotFound,
		at + "payment=NONE":                                  http.StatusConflict,
		"/requests/nonsense/pay":                             http.StatusNotFound,
		"/clock":                                             http.StatusBadRequest,
		"/clock?advance=tomorrow":                            http.StatusBadRequest,
		"/clock?advance=-1h":                                 http.StatusBadRequest,
		"/clock?advance=87601h":                              http.StatusBadRequest,
		"/clock?advance=0s":                                  http.StatusOK,
	} {
		status, answer := p.drive(t, path)
		if status != want {
			t.Errorf("%s answers %d %v, want %d", path, status, answer, want)
		}
		if _, explained := answer["error"].(string); status != http.StatusOK && !explained {
			t.Errorf("%s answers %v: no error", path, answer)
		}
	}
}

// The way the payer reads goes with them to the bank and back.
func TestDisplayIsCarried(t *testing.T) {
	t.Parallel()
	p := open(t)
	r := p.mm.add(p.id, 1200)
	attempt, err := p.mm.Begin(t.Context(), p.id, pay.Choice{
		Payment: r.Payments[0].Number, Provider: "DEMO0000", Language: pay.English,
		Display: url.Values{"fs": {"font-size-150"}, "bm": {"yellow-on-black"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for _, f := range attempt.Handover.Fields {
		form.Set(f.Name, f.Value)
	}
	response, err := http.PostForm(attempt.Handover.URL, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<html lang="en" class="font-size-150 yellow-on-black">`, "no money is moved", "EUR\u00a012.00", "Valsts kase", "Izziņa „Ā”", "LV80 BANK",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the bank's page lacks %q", want)
		}
	}
}

func TestIndexExplains(t *testing.T) {
	t.Parallel()
	p := open(t)
	response, err := http.Get(p.sandbox + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/callbacks?id=", "/clock?advance=48h", "outcome=approve", "abandon", "nauda netiek pārskaitīta", "/messages?to="} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the index lacks %q", want)
		}
	}
}

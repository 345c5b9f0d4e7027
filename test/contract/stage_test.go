package contract_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/app"
	"viss.gov.lv/mm/internal/config"
)

// patience is the longest that a test waits for what should come at once.
const patience = 60 * time.Second

// stage is a running server with the judge between it and those who call it.
type stage struct {
	*record
	dir   string
	facts app.DemoFacts
	base  string // of API v2, with the slash at its end
	own   *http.Client
	// Those who are turned away: without a certificate, and with that of the
	// portal's platform, which has another interface.
	nobody, platform *http.Client
}

// newStage starts the whole demonstration, as `mm demo` does.
func newStage(t *testing.T) (s *stage, stop func()) {
	t.Helper()
	dir := t.TempDir()
	demo, err := app.NewDemo(t.Context(), app.DemoOptions{Data: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		if err := demo.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	s = &stage{dir: dir, facts: demo.Facts, record: newRecord(t, readContract(t, published(t)))}
	s.callAt(t, demo.Facts.Services)
	return s, stop
}

// callAt makes clients for the server at an address.
func (s *stage) callAt(t testing.TB, origin string) {
	t.Helper()
	s.base = origin + "/api/v2/"
	s.own = s.client(t, s.facts.ClientCert, s.facts.ClientKey)
	s.platform = s.client(t, s.facts.PlatformCert, s.facts.PlatformKey)
	s.nobody = s.client(t, "", "")
}

func (s *stage) client(t testing.TB, certificate, key string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(s.facts.CA)
	if err != nil {
		t.Fatal(err)
	}
	settings := &tls.Config{RootCAs: x509.NewCertPool()}
	settings.RootCAs.AppendCertsFromPEM(text)
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			t.Fatal(err)
		}
		settings.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: settings, ExpectContinueTimeout: patience}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: s.through(transport), Timeout: patience}
}

// limited starts the server once more on what the demonstration left, as
// `mm serve` would, with a configuration of the test's.
func (s *stage) limited(t *testing.T, change func(*config.Config)) (stop func()) {
	t.Helper()
	c, err := config.Load(filepath.Join(s.dir, "mm.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	listeners := map[string]net.Listener{}
	for _, name := range []string{"web", "services", "ops"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners[name] = l
	}
	_, port, err := net.SplitHostPort(listeners["services"].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Services.PublicURL = "https://localhost:" + port
	c.Services.PlatformCertificates = []config.File{config.File(s.facts.PlatformCert)}
	c.Limits.StopTimeout = 5 * time.Second
	change(&c)
	server, err := app.New(t.Context(), app.Options{Config: c, Log: slog.New(slog.DiscardHandler), Listeners: listeners})
	if err != nil {
		t.Fatal(err)
	}
	server.Start(t.Context())
	s.callAt(t, c.Services.PublicURL)
	return func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
}

// call is one call of API v2.
type call struct {
	method, path, body string
	header             http.Header
}

func get(path string) call        { return call{method: http.MethodGet, path: path} }
func post(path, body string) call { return call{method: http.MethodPost, path: path, body: body} }
func (c call) with(name, value string) call {
	header := c.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set(name, value)
	c.header = header
	return c
}

// keyed gives a call a key of its own.
func (c call) keyed() call {
	return c.with("Idempotency-Key", "k"+strings.ReplaceAll(time.Now().Format("150405.000000000"), ".", ""))
}

// answered is an answer of which the body was read.
type answered struct {
	*http.Response
	body []byte
}

func (s *stage) do(t testing.TB, as *http.Client, c call) answered {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), c.method, s.base+c.path, bytes.NewReader([]byte(c.body)))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(q.Header, c.header)
	if c.body != "" && q.Header.Get("Content-Type") == "" {
		q.Header.Set("Content-Type", "application/json")
	}
	a, err := as.Do(q)
	if err != nil {
		t.Fatalf("%s %s: %v", c.method, c.path, err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{a, body}
}

// want makes a call of the institution that must have a status.
func (s *stage) want(t testing.TB, status int, c call) answered {
	t.Helper()
	return s.wantAs(t, s.own, status, c)
}

func (s *stage) wantAs(t testing.TB, as *http.Client, status int, c call) answered {
	t.Helper()
	a := s.do(t, as, c)
	if a.StatusCode != status {
		t.Errorf("%s %s: %d, want %d\n%s", c.method, c.path, a.StatusCode, status, a.body)
	}
	return a
}

// read is what a successful answer says.
func read[T any](t testing.TB, a answered) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// pay lets the stand-ins play a payer's walk.
func (s *stage) pay(t testing.TB, id string) {
	t.Helper()
	address := s.facts.Sandbox + "/requests/" + id + "/pay?" + url.Values{"provider": {"DEMO0000"}}.Encode()
	a, err := http.Post(address, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if text, _ := io.ReadAll(a.Body); a.StatusCode/100 != 2 {
		t.Fatalf("pay %s: %d %s", id, a.StatusCode, text)
	}
}

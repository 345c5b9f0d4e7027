package clients_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// facts is demo.json as the README documents it.
type facts struct {
	Web, Services, Ops, Sandbox, EService, CA string
	PaymentSOAP                               string `json:"payment_soap"`
	ClientCert                                string `json:"client_cert"`
	ClientKey                                 string `json:"client_key"`
	ClientPEM                                 string `json:"client_pem"`
	ClientPFX                                 string `json:"client_pfx"`
	ClientPassword                            string `json:"client_password"`
	OtherClientCert                           string `json:"other_client_cert"`
	OtherClientKey                            string `json:"other_client_key"`
	ResponseURL                               string `json:"response_url"`
	ServerResponseURL                         string `json:"server_response_url"`
	NoticeStep                                string `json:"notice_step"`
	NoticeSecret                              string `json:"notice_secret"`
	ServiceSteps                              []step `json:"service_steps"`
	Database                                  string
}

type step struct {
	Code      string
	Positions []struct {
		Code, Price string
		Free        bool
	}
}

// demo is a running `mm demo` of the test's own.
type demo struct {
	*process
	facts
	dir   string
	own   *caller // the first institution
	other *caller // the second one
}

// startDemo starts `mm demo` in a fresh folder and waits until it is ready.
func startDemo(t testing.TB, database string) *demo {
	t.Helper()
	return startDemoIn(t, t.TempDir(), database)
}

// startDemoIn starts it on what is in a folder already, with more options, on
// any ports unless they say which.
func startDemoIn(t testing.TB, dir, database string, more ...string) *demo {
	t.Helper()
	arguments := append([]string{"demo", "--quiet", "--data", dir}, more...)
	if !slices.Contains(more, "--listen-base") {
		arguments = append(arguments, "--listen-base", "0")
	}
	if database != "" {
		arguments = append(arguments, "--database", database)
	}
	path := filepath.Join(dir, "demo.json")
	// A killed one leaves its file behind.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	began := time.Now()
	d := &demo{dir: dir}
	// It is told to be quiet but for errors, of which there are none.
	t.Cleanup(func() {
		if said := d.err.String(); said != "" {
			t.Errorf("mm demo has written to standard error:\n%s", said)
		}
	})
	d.process = start(t, arguments...)
	eventually(t, "demo.json", patience, func() bool {
		select {
		case <-d.ended:
			t.Fatalf("mm demo ended before it was ready: %v\n%s", d.result, d.err.String())
		default:
		}
		_, err := os.Stat(path)
		return err == nil
	})
	t.Logf("ready after %v", time.Since(began).Round(time.Millisecond))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &d.facts); err != nil {
		t.Fatalf("demo.json: %v\n%s", err, text)
	}
	d.own = newCaller(t, d.CA, d.PaymentSOAP, d.ClientCert, d.ClientKey)
	d.other = newCaller(t, d.CA, d.PaymentSOAP, d.OtherClientCert, d.OtherClientKey)
	return d
}

// trust is a pool of the certificates in a file.
func trust(t testing.TB, file string) *x509.CertPool {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("%s holds no certificate", file)
	}
	return pool
}

// client calls with the certificate given, if any.
func client(t testing.TB, ca string, certificates ...tls.Certificate) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust(t, ca), Certificates: certificates}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: patience}
}

// get reads an address; the status is the caller's to judge.
func get(t testing.TB, c *http.Client, address string) (status int, body string) {
	t.Helper()
	response, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func post(t testing.TB, address string) (status int, body string) {
	t.Helper()
	response, err := http.Post(address, "application/x-www-form-urlencoded", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// pay lets the sandbox walk the pages as a payer would, and expects that it
// could. More gives further parameters as payment=….
func (d *demo) pay(t testing.TB, id, outcome string, more ...string) {
	t.Helper()
	if status, body := d.tryPay(t, id, outcome, more...); status/100 != 2 {
		t.Fatalf("pay %s with outcome %s: %d %s", id, outcome, status, body)
	}
}

func (d *demo) tryPay(t testing.TB, id, outcome string, more ...string) (status int, body string) {
	t.Helper()
	query := url.Values{"provider": {"DEMO0000"}}
	if outcome != "" {
		query.Set("outcome", outcome)
	}
	return post(t, d.Sandbox+"/requests/"+id+"/pay?"+strings.Join(append([]string{query.Encode()}, more...), "&"))
}

// advance moves the business clock.
func (d *demo) advance(t testing.TB, by string) {
	t.Helper()
	if status, body := post(t, d.Sandbox+"/clock?advance="+by); status/100 != 2 {
		t.Fatalf("advance the clock by %s: %d %s", by, status, body)
	}
}

// callbacks is how many notices the sample e-service received for a request.
func (d *demo) callbacks(t testing.TB, id string) int {
	t.Helper()
	_, body := get(t, http.DefaultClient, d.Sandbox+"/callbacks?id="+id)
	var list []struct{ Method, Query string }
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatalf("callbacks: %v: %s", err, body)
	}
	for _, c := range list {
		if c.Method != http.MethodGet || c.Query != "id="+id {
			t.Errorf("callback %+v, want GET with id=%s", c, id)
		}
	}
	return len(list)
}

// sale is the request of the published samples, at the sample e-service.
func (d *demo) sale() sale {
	s := publishedSale()
	s.response, s.server = d.ResponseURL, d.ServerResponseURL
	return s
}

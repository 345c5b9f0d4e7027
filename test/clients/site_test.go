package clients_test

import (
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// site is an installation as the manual tells to make one: an authority, a
// configuration, a schema and a catalogue, for one or more instances of
// `mm serve` beside `mm sandbox`.
type site struct {
	dir      string
	database string
	web      string // where payers are sent: the first instance
	sandbox  string
	eservice string
	soap     string // of the first instance
	bankKey  string // file of the demo bank's private key
}

// instance is one running `mm serve`.
type instance struct {
	*process
	name string
	ops  string
	own  *caller
}

// ports counts those that were given out, from a random one.
var ports = func() *atomic.Uint32 {
	n := &atomic.Uint32{}
	n.Store(rand.Uint32N(15_000))
	return n
}()

// freePort is a port of this machine on which nobody listens. It lies below
// those that systems give to outgoing connections, so that none of these takes
// it before it is used.
func freePort(t testing.TB) string {
	t.Helper()
	for range 1000 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(int(15_000+ports.Add(1)%15_000)))
		if listener, err := net.Listen("tcp", address); err == nil {
			_ = listener.Close()
			return address
		}
	}
	t.Fatal("there is no free port")
	return ""
}

func (s *site) file(name string) string { return filepath.Join(s.dir, name) }

// newSite makes everything that instances share.
func newSite(t testing.TB, database string) *site {
	t.Helper()
	s := &site{dir: t.TempDir(), database: database}
	if database == "" {
		s.database = s.file("mm.db")
	}
	s.sandbox, s.eservice = freePort(t), freePort(t)
	s.bankKey = s.file("bank-key.pem")

	mm := program(t)
	mustRun(t, mm, "certificate", "authority", "--dir", s.dir, "--name", "Test authority")
	mustRun(t, mm, "certificate", "server", "--dir", s.dir)
	mustRun(t, mm, "certificate", "client", "--dir", s.dir, "--name", "client", "--password", "demo")
	openssl := tool(t, "openssl")
	for _, name := range []string{"mm", "bank", "documents"} {
		mustRun(t, openssl, "genpkey", "-algorithm", "ed25519", "-out", s.file(name+"-key.pem"))
		mustRun(t, openssl, "pkey", "-in", s.file(name+"-key.pem"), "-pubout", "-out", s.file(name+".pub"))
	}
	s.catalogue(t)
	return s
}

// catalogue is the sample with the client certificate registered.
func (s *site) catalogue(t testing.TB) {
	t.Helper()
	sample, err := os.ReadFile("../../internal/catalogue/sample/catalogue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	client, err := os.ReadFile(s.file("client.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(client)
	if block == nil {
		t.Fatal("mm certificate client made no certificate")
	}
	const institution = "  - code: VRAA\n"
	text := strings.Replace(string(sample), institution, institution+"    certificates: [\""+fingerprint(block.Bytes)+"\"]\n", 1)
	if text == string(sample) {
		t.Fatal("the sample catalogue has no institution VRAA")
	}
	if err := os.WriteFile(s.file("catalogue.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// configure writes the configuration of an instance with ports of its own. The
// first one's pages are where payers go.
func (s *site) configure(t testing.TB, name string) (config string, i *instance) {
	t.Helper()
	web, services, ops := freePort(t), freePort(t), freePort(t)
	if s.web == "" {
		s.web = "http://" + web
		s.soap = "https://" + services + servicePath
	}
	text := fmt.Sprintf(`
database: {url: %q, maxConnections: 8}
web: {address: %q, publicUrl: %q}
services:
  address: %q
  tls: {certificate: %q, key: %q}
  clientAuthorities: [%q]
  revocationLists: [%q]
ops: {address: %q}
deliveries: {allowPrivate: [127.0.0.0/8], userAgent: %q}
documents: {key: %q}
notifications: {masterKey: %q}
providers:
  - {code: DEMO0000, protocol: demo, url: %q, merchant: MM, bank: DEMOBANK, key: %q, bankKey: %q}
log: {level: debug, format: json}
`, s.database, web, s.web, services, s.file("server.pem"), s.file("server-key.pem"), s.file("ca.pem"), s.file("ca.crl"),
		ops, name, "file:"+s.file("documents-key.pem"), masterKey, "http://"+s.sandbox+"/bank", "file:"+s.file("mm-key.pem"), s.file("bank.pub"))
	config = s.file(name + ".yaml")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config, &instance{
		name: name, ops: "http://" + ops,
		own: newCaller(t, s.file("ca.pem"), "https://"+services+servicePath, s.file("client.pem"), s.file("client-key.pem")),
	}
}

// masterKey is that of the signed notices of all instances.
const masterKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

const servicePath = "/services/VRAA.VISS2.MM.Endpoint/v1.0/WCFX509/PaymentRequestService.svc"

// prepare brings schema and catalogue into the database.
func (s *site) prepare(t testing.TB, config string) {
	t.Helper()
	mm := program(t)
	mustRun(t, mm, "config", "check", "--config", config)
	mustRun(t, mm, "migrate", "--config", config, "--yes")
	mustRun(t, mm, "catalogue", "check", s.file("catalogue.yaml"))
	mustRun(t, mm, "catalogue", "import", "--config", config, s.file("catalogue.yaml"), "--yes")
}

// serve runs an instance until it is ready.
func (s *site) serve(t testing.TB, config string, i *instance) {
	t.Helper()
	began := time.Now()
	i.process = start(t, "serve", "--config", config)
	eventually(t, i.name+" is ready", patience, func() bool {
		select {
		case <-i.ended:
			t.Fatalf("mm serve ended before it was ready: %v\n%s", i.result, i.err.String())
		default:
		}
		response, err := http.Get(i.ops + "/health/ready")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	t.Logf("%s is ready after %v", i.name, time.Since(began).Round(time.Millisecond))
}

// play runs the stand-ins beside the instances, and gives their base address.
func (s *site) play(t testing.TB) (sandbox string) {
	t.Helper()
	p := start(t, "sandbox", "--address", s.sandbox, "--eservice", s.eservice, "--mail", freePort(t), "--smtp", freePort(t),
		"--payment-page", s.web+"/MM/WebUI2/Payments/?id=", "--payment-soap", s.soap, "--ca", s.file("ca.pem"),
		"--client-cert", s.file("client.pem"), "--client-key", s.file("client-key.pem"),
		"--mm-key", s.file("mm.pub"), "--bank-key", s.bankKey)
	eventually(t, "the sandbox is ready", patience, func() bool { return strings.Contains(p.out.String(), "ready") })
	return "http://" + s.sandbox
}

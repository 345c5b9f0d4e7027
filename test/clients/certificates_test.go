package clients_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

func TestAnotherInstitutionSeesNothing(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		own := d.own.save(t, d.sale())

		if a := d.other.call(t, statusMessage(own)); a.HTTP != 500 || a.Code != "MM301" || strings.Contains(a.Text, own) {
			t.Errorf("its status is told to another institution: %d %s", a.HTTP, a.Text)
		}
		unknown := d.other.call(t, statusMessage(nobody))
		if a := d.other.call(t, statusMessage(own)); a.Text != unknown.Text {
			t.Errorf("a foreign request can be told from one that is not there:\n%s\n%s", a.Text, unknown.Text)
		}
		if a := d.other.trySave(t, d.sale()); a.HTTP != 500 || a.Code != "MM103" {
			t.Errorf("another institution sells its step: %d %s", a.HTTP, a.Text)
		}
		child := sale{step: "PT201", lines: []line{{"Quantity", "1", "1"}}, parent: own}
		if a := d.other.trySave(t, child); a.HTTP != 500 || a.Code != "MM112" {
			t.Errorf("another institution makes it the parent of its own: %d %s", a.HTTP, a.Text)
		}
		// A key of one institution means nothing for another.
		mine, theirs := d.sale(), child
		mine.key, theirs.key, theirs.parent = "order-1", "order-1", ""
		if d.own.save(t, mine) == d.other.save(t, theirs) {
			t.Error("two institutions share an Idempotency-Key")
		}
	})
}

func TestWithoutACertificateThereIsOnlyTheContract(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	anonymous := &caller{client(t, d.CA), d.PaymentSOAP}
	for _, query := range []string{"?wsdl", "?singleWsdl", "?WSDL", "?xsd=xsd0"} {
		if status, body := get(t, anonymous.http, d.PaymentSOAP+query); status != http.StatusOK || !strings.Contains(body, "<?xml") {
			t.Errorf("%s: %d %.200s", query, status, body)
		}
	}
	before := d.events(t)
	for name, message := range map[string]string{"save": d.sale().message(), "status": statusMessage(id), "nonsense": "<a/>"} {
		a := anonymous.call(t, message)
		if a.HTTP != 500 || a.Code != "MM201" || a.Blame != "s:Client" {
			t.Errorf("%s: %d %s", name, a.HTTP, a.Text)
		}
	}
	for _, path := range []string{"/", "/metrics", "/services/", "/debug/pprof/", "/providers/DEMO0000/notify", "/MM/WebUI2/Payments/?id=" + id} {
		if status, _ := get(t, anonymous.http, d.Services+path); status != http.StatusNotFound {
			t.Errorf("%s on the services listener: %d, want 404", path, status)
		}
	}
	if after := d.events(t); after != before {
		t.Errorf("events went from %v to %v", before, after)
	}
}

func TestCertificatesThatAreNotGoodEnough(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	clock := pay.ClockFunc(time.Now)
	ours, err := authority.Folder(filepath.Dir(d.CA)).Open(clock, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := authority.New(clock, rand.Reader, "Another authority")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	client := func(a *authority.Authority, h authority.Holder) func() (*authority.Issued, error) {
		h.Name = "Test"
		return func() (*authority.Issued, error) { return a.Client(h) }
	}
	cases := []struct {
		name string
		make func() (*authority.Issued, error)
		code string
	}{
		{"expired", client(ours, authority.Holder{NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(-time.Hour)}), "MM202"},
		{"not yet valid", client(ours, authority.Holder{NotBefore: now.Add(time.Hour), NotAfter: now.Add(48 * time.Hour)}), "MM202"},
		{"of a foreign authority", client(foreign, authority.Holder{}), "MM202"},
		{"that signed itself", selfSigned, "MM202"},
		{"meant for servers", func() (*authority.Issued, error) { return ours.Server() }, "MM202"},
		{"not registered", client(ours, authority.Holder{}), "MM203"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			issued, err := c.make()
			if err != nil {
				t.Fatal(err)
			}
			d.refuses(t, issued.TLS(), c.code)
		})
	}
}

// selfSigned is what a developer makes who has not read how to get one.
func selfSigned() (*authority.Issued, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &authority.Issued{Certificate: certificate, Key: key}, err
}

// refuses expects that a certificate is turned away, in the handshake or by a
// fault with the code.
func (d *demo) refuses(t *testing.T, certificate tls.Certificate, code string) {
	t.Helper()
	stranger := &caller{client(t, d.CA, certificate), d.PaymentSOAP}
	a, err := stranger.send(d.sale().message())
	if err != nil {
		if !strings.Contains(err.Error(), "tls: ") {
			t.Errorf("neither a fault nor a refusal by TLS: %v", err)
		}
		return
	}
	if a.HTTP != 500 || a.Code != code || a.Message == "" {
		t.Errorf("got %d %s, want a fault with %s", a.HTTP, a.Text, code)
	}
}

func TestRevokedWhileItIsInUse(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale()) // the connection stays open
	arguments := []string{"certificate", "revoke", "--dir", filepath.Dir(d.CA), d.ClientCert}
	mustRun(t, program(t), arguments...)
	if l := d.own.letter(t, id); l != "P" {
		t.Fatalf("letter %s", l)
	}
	mustRun(t, program(t), append(arguments, "--yes")...)
	eventually(t, "the revoked certificate is refused", 15*time.Second, func() bool {
		a := d.own.call(t, statusMessage(id))
		return a.HTTP == 500 && a.Code == "MM202"
	})
	own := newCaller(t, d.CA, d.PaymentSOAP, d.ClientCert, d.ClientKey)
	if a := own.call(t, statusMessage(id)); a.Code != "MM202" {
		t.Errorf("on a new connection: %d %s", a.HTTP, a.Text)
	}
	if a := d.other.call(t, statusMessage(nobody)); a.Code != "MM301" {
		t.Errorf("another certificate is refused, too: %d %s", a.HTTP, a.Text)
	}
}

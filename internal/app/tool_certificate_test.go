package app

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// certificates runs a step of the tool at noon and gives what it printed.
func certificates(t *testing.T, dir string, yes bool, do func(*CertificateTool) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := do(&CertificateTool{dir: dir, yes: yes, out: &out, machine: noon(), entropy: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func makeAuthority(t *testing.T, dir string) string {
	t.Helper()
	return certificates(t, dir, false, func(c *CertificateTool) error { return c.Authority("MM test authority") })
}

func makeClient(t *testing.T, dir string, yes bool, client ClientCertificate) string {
	t.Helper()
	return certificates(t, dir, yes, func(c *CertificateTool) error { return c.Client(client) })
}

func makeServer(t *testing.T, dir, name string, hosts ...string) string {
	t.Helper()
	return certificates(t, dir, false, func(c *CertificateTool) error { return c.Server(name, hosts) })
}

// The life of a test authority, as an operator sees it.
func TestCertificateTool(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	compareOutput(t, "certificate/authority", dir, makeAuthority(t, dir))

	agency := ClientCertificate{
		Name: "VRAA e-pakalpojums", Organization: "Valsts reģionālās attīstības aģentūra", RegistrationNo: "90001733697",
		Password: "demo",
	}
	compareOutput(t, "certificate/client", dir, makeClient(t, dir, false, agency))
	compareOutput(t, "certificate/client-without-password", dir, makeClient(t, dir, false, ClientCertificate{Name: "Rīgas dome", Days: 10}))
	compareOutput(t, "certificate/server", dir, makeServer(t, dir, "server", "mm.example.org", "10.0.0.1"))

	client := filepath.Join(dir, "vraa-e-pakalpojums.pem")
	var shown bytes.Buffer
	if err := showCertificates(&shown, []string{client, filepath.Join(dir, "server.pem"), filepath.Join(dir, "ca.pem")}, noon().Now()); err != nil {
		t.Fatal(err)
	}
	compareOutput(t, "certificate/show", dir, shown.String())

	revoke := func(c *CertificateTool) error { return c.Revoke([]string{client}) }
	list := readFile(t, filepath.Join(dir, "ca.crl"))
	compareOutput(t, "certificate/revoke", dir, certificates(t, dir, false, revoke))
	if !bytes.Equal(list, readFile(t, filepath.Join(dir, "ca.crl"))) {
		t.Error("without yes, the revocation list changed")
	}
	compareOutput(t, "certificate/revoked", dir, certificates(t, dir, true, revoke))
	compareOutput(t, "certificate/renew", dir, certificates(t, dir, false, func(c *CertificateTool) error { return c.Revoke(nil) }))
}

func TestCertificateToolReplacesNothingUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makeAuthority(t, dir)
	client := ClientCertificate{Name: "twice", Password: "demo"}
	makeClient(t, dir, false, client)
	key := filepath.Join(dir, "twice-key.pem")
	first := readFile(t, key)

	compareOutput(t, "certificate/replace", dir, makeClient(t, dir, false, client))
	if !bytes.Equal(first, readFile(t, key)) {
		t.Error("without yes, the key was replaced")
	}
	makeClient(t, dir, true, client)
	if bytes.Equal(first, readFile(t, key)) {
		t.Error("with yes, the key was not replaced")
	}
}

func TestCertificateToolRefuses(t *testing.T) {
	t.Parallel()
	dir, foreign := t.TempDir(), t.TempDir()
	makeAuthority(t, dir)
	makeAuthority(t, foreign)
	makeServer(t, foreign, "foreign")
	for _, tt := range []struct {
		name string
		dir  string
		do   func(*CertificateTool) error
		want string
	}{
		{"a second authority in the folder, even with yes", dir, func(c *CertificateTool) error { return c.Authority("other") }, "exists already"},
		{"a certificate without an authority", filepath.Join(dir, "none"), func(c *CertificateTool) error { return c.Server("server", nil) }, "mm certificate authority --dir"},
		{"the authority's own files, even with yes", dir, func(c *CertificateTool) error { return c.Client(ClientCertificate{Name: "CA"}) }, "choose another name"},
		{"the authority's own key, even with yes", dir, func(c *CertificateTool) error { return c.Server("ca-key", nil) }, "choose another name"},
		{"revoking what another authority issued", dir, func(c *CertificateTool) error { return c.Revoke([]string{filepath.Join(foreign, "foreign.pem")}) }, "only its own authority"},
		{"revoking what is no certificate", dir, func(c *CertificateTool) error { return c.Revoke([]string{filepath.Join(dir, "ca.crl")}) }, "read certificate"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := tt.do(&CertificateTool{dir: tt.dir, yes: true, out: &out, machine: noon(), entropy: rand.Reader})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
			if out.Len() > 0 {
				t.Errorf("printed %q", out.String())
			}
		})
	}
}

func TestShowCertificatesGoesOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makeAuthority(t, dir)
	var out bytes.Buffer
	err := showCertificates(&out, []string{filepath.Join(dir, "ca-key.pem"), filepath.Join(dir, "ca.pem")}, noon().Now())
	if err == nil || !strings.Contains(err.Error(), "ca-key.pem holds no certificate") {
		t.Errorf("got error %v, want one that names the key's file", err)
	}
	if !strings.Contains(out.String(), "CN=MM test authority") {
		t.Errorf("the file after it was not shown: %q", out.String())
	}
}

// What the tool writes must be what clients open and the catalogue knows.
func TestClientFilesAreOfOneCertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makeAuthority(t, dir)
	printed := makeClient(t, dir, false, ClientCertificate{Name: "one", Password: "demo"})
	for _, name := range []string{"one.pem", "one-bundle.pem"} {
		cert, err := authority.ReadCertificate(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if want := pay.FingerprintOf(cert.Raw).String(); !strings.Contains(printed, `- "`+want+`"`) {
			t.Errorf("%s has fingerprint %s, which was not printed for the catalogue", name, want)
		}
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"VRAA e-pakalpojums": "vraa-e-pakalpojums",
		"Rīgas dome":         "rīgas-dome",
		"mm.example.org":     "mm.example.org",
		"../../etc/passwd":   "etc-passwd",
		"::1":                "1",
		"…":                  "certificate",
	} {
		if got := fileName(name); got != want {
			t.Errorf("fileName(%q) = %q, want %q", name, got, want)
		}
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

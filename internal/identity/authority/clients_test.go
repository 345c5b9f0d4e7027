package authority_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/identity/authority"
)

// run runs a foreign program and fails the test when it is missing: these
// programs are the reason why the formats exist.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

type onDisk struct {
	authority.Files
	ca     string
	client *authority.Issued
	server *authority.Issued
	root   *authority.Authority
}

// issueToday issues by the real clock, since foreign programs know no other.
func issueToday(t *testing.T) onDisk {
	t.Helper()
	dir := t.TempDir()
	today := at(time.Now())
	folder := authority.Folder(dir)
	a, err := folder.Create(today, rand.Reader, "MM test authority")
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(t, a)
	server, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	files, err := client.WriteClient(dir, "client", "demo")
	if err != nil {
		t.Fatal(err)
	}
	return onDisk{files, folder.Certificate(), client, server, a}
}

func TestOpenSSLReadsWhatWeWrite(t *testing.T) {
	t.Parallel()
	d := issueToday(t)
	plain, err := os.ReadFile(d.Key)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(string(plain))
	contains := func(name, out string) {
		t.Helper()
		if !strings.Contains(out, want) {
			t.Errorf("%s: another key came out:\n%s", name, out)
		}
	}
	contains("pkcs8", run(t, "openssl", "pkcs8", "-in", d.Bundle, "-passin", "pass:demo"))
	contains("pkey", run(t, "openssl", "pkey", "-in", d.Bundle, "-passin", "pass:demo"))
	contains("pkcs12 legacy", run(t, "openssl", "pkcs12", "-in", d.PFX, "-passin", "pass:demo", "-nodes"))
	contains("pkcs12 modern", run(t, "openssl", "pkcs12", "-in", d.ModernPFX, "-passin", "pass:demo", "-nodes"))
	if out := run(t, "openssl", "verify", "-CAfile", d.ca, "-purpose", "sslclient", d.Certificate); !strings.Contains(out, "OK") {
		t.Errorf("openssl verify: %s", out)
	}
	run(t, "openssl", "crl", "-in", authority.Folder(filepath.Dir(d.ca)).RevocationList(), "-CAfile", d.ca, "-noout")
}

// The bundle has the lines of openssl's own, in its order.
func TestBundleIsLaidOutAsOpenSSLPrintsIt(t *testing.T) {
	t.Parallel()
	d := issueToday(t)
	ours, err := os.ReadFile(d.Bundle)
	if err != nil {
		t.Fatal(err)
	}
	theirs := filepath.Join(t.TempDir(), "openssl.pem")
	run(t, "openssl", "pkcs12", "-in", d.PFX, "-passin", "pass:demo", "-passout", "pass:demo", "-out", theirs)
	printed, err := os.ReadFile(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := blocks(ours), blocks(printed); a != b {
		t.Errorf("blocks of ours %s, of openssl %s", a, b)
	}
	if !bytes.HasPrefix(ours, []byte("Bag Attributes\n    localKeyID: ")) {
		t.Errorf("begins with %.60q", ours)
	}
}

func blocks(data []byte) string {
	var types []string
	for {
		var b *pem.Block
		if b, data = pem.Decode(data); b == nil {
			return strings.Join(types, ", ")
		}
		types = append(types, b.Type)
	}
}

func TestCurlAndPHPPresentTheBundle(t *testing.T) {
	t.Parallel()
	d := issueToday(t)
	roots := x509.NewCertPool()
	roots.AddCert(d.root.Certificate())
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.TLS.PeerCertificates[0].Subject.SerialNumber)
	}))
	s.TLS = &tls.Config{ //nolint:gosec // a test
		Certificates: []tls.Certificate{d.server.TLS()}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots,
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	const want = "90000000001"

	if got := run(t, "curl", "-sS", "--cacert", d.ca, "--cert", d.Bundle+":demo", s.URL); got != want {
		t.Errorf("curl with the bundle: %q", got)
	}
	if got := run(t, "curl", "-sS", "--cacert", d.ca, "--cert-type", "P12", "--cert", d.PFX+":demo", s.URL); got != want {
		t.Errorf("curl with the PFX: %q", got)
	}
	const script = `
		list(, $url, $pem, $ca) = $argv;
		$tls = ['local_cert' => $pem, 'passphrase' => 'demo', 'cafile' => $ca];
		$got = file_get_contents($url, false, stream_context_create(['ssl' => $tls]));
		if ($got === false) { exit(1); }
		echo $got;`
	if got := run(t, "php", "-r", script, "--", s.URL, d.Bundle, d.ca); got != want {
		t.Errorf("PHP with the bundle: %q", got)
	}
}

package authority_test

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

var made = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

func at(t time.Time) pay.Clock { return pay.ClockFunc(func() time.Time { return t }) }

func newAuthority(t *testing.T) *authority.Authority {
	t.Helper()
	a, err := authority.New(at(made), rand.Reader, "MM test authority")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newClient(t *testing.T, a *authority.Authority) *authority.Issued {
	t.Helper()
	c, err := a.Client(authority.Holder{Name: "Demonstrācija", Organization: "Demonstrācijas aģentūra", RegistrationNo: "90000000001"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verify(c *authority.Issued, root *x509.Certificate, usage x509.ExtKeyUsage, host string) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root)
	for _, above := range c.Above {
		between.AddCert(above)
	}
	_, err := c.Certificate.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{usage}, CurrentTime: made, DNSName: host,
	})
	return err
}

func TestIssuedCertificatesVerify(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	below, err := root.Intermediate("MM test issuing authority")
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]*authority.Authority{"from the root": root, "from an intermediate": below} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, a)
			if err := verify(client, root.Certificate(), x509.ExtKeyUsageClientAuth, ""); err != nil {
				t.Errorf("client: %v", err)
			}
			if err := verify(client, root.Certificate(), x509.ExtKeyUsageServerAuth, ""); err == nil {
				t.Error("a client certificate passes as a server's")
			}
			if bits := client.Certificate.PublicKey.(interface{ Size() int }).Size() * 8; bits != 2048 {
				t.Errorf("client key has %d bits, want 2048", bits)
			}
			server, err := a.Server()
			if err != nil {
				t.Fatal(err)
			}
			for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
				if err := verify(server, root.Certificate(), x509.ExtKeyUsageServerAuth, host); err != nil {
					t.Errorf("server as %s: %v", host, err)
				}
			}
			if err := verify(server, root.Certificate(), x509.ExtKeyUsageServerAuth, "example.org"); err == nil {
				t.Error("the server certificate names a host that it was not made for")
			}
		})
	}
}

func TestNothingOutlivesItsAuthority(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	c, err := a.Client(authority.Holder{Name: "long", NotAfter: made.AddDate(50, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Certificate.NotAfter.After(a.Certificate().NotAfter) {
		t.Errorf("valid until %s, the authority until %s", c.Certificate.NotAfter, a.Certificate().NotAfter)
	}
}

func TestPFXOpens(t *testing.T) {
	t.Parallel()
	below, err := newAuthority(t).Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, below)
	for name, make := range map[string]func(string) ([]byte, error){"modern": c.PFX, "legacy": c.LegacyPFX} {
		data, err := make("demo")
		if err != nil {
			t.Fatal(err)
		}
		_, cert, above, err := pkcs12.DecodeChain(data, "demo")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !cert.Equal(c.Certificate) || len(above) != 1 || !above[0].Equal(c.Above[0]) {
			t.Errorf("%s: another certificate or chain comes out", name)
		}
		if _, _, _, err := pkcs12.DecodeChain(data, "other"); err == nil {
			t.Errorf("%s: opens with another password", name)
		}
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	first, second := newClient(t, a), newClient(t, a)
	list, err := a.Revoke(nil, first.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	list, err = a.Revoke(list, second.Certificate, first.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(list)
	got, err := x509.ParseRevocationList(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.CheckSignatureFrom(a.Certificate()); err != nil {
		t.Error(err)
	}
	if got.Number.Int64() != 2 || len(got.RevokedCertificateEntries) != 2 {
		t.Errorf("list %s holds %d certificates, want list 2 with 2", got.Number, len(got.RevokedCertificateEntries))
	}
	other := newClient(t, newAuthority(t))
	if _, err := a.Revoke(list, other.Certificate); err == nil {
		t.Error("revoked a certificate of another authority")
	}
	if _, err := newAuthority(t).Revoke(list); err == nil {
		t.Error("went on with another authority's list")
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	folder := authority.Folder(filepath.Join(t.TempDir(), "authority"))
	if _, err := folder.Open(at(made), rand.Reader); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("open where nothing is: %v, want fs.ErrNotExist", err)
	}
	made1, err := folder.Create(at(made), rand.Reader, "MM test authority")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Create(at(made), rand.Reader, "again"); err == nil {
		t.Error("created an authority over another")
	}
	a, err := folder.Open(at(made), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Certificate().Equal(made1.Certificate()) {
		t.Error("another authority was opened than was made")
	}
	c := newClient(t, a)
	paths, err := c.WriteClient(string(folder), "client", "demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{paths.Key, paths.Bundle, paths.PFX, paths.ModernPFX, filepath.Join(string(folder), "ca-key.pem")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 || !filepath.IsAbs(path) {
			t.Errorf("%s has mode %o, want an absolute path and 600", path, info.Mode().Perm())
		}
	}
	if _, err := tls.LoadX509KeyPair(paths.Certificate, paths.Key); err != nil {
		t.Error(err)
	}
	cert, err := authority.ReadCertificate(paths.Bundle)
	if err != nil || !cert.Equal(c.Certificate) {
		t.Fatalf("read certificate from bundle: %v", err)
	}
	if err := folder.Revoke(a, cert); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(folder.RevocationList())
	if err != nil || !strings.Contains(string(list), "BEGIN X509 CRL") {
		t.Errorf("revocation list %q, %v", list, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	a, b := newAuthority(t), newAuthority(t)
	c := newClient(t, a)
	key := func(k interface{ KeyPEM() ([]byte, error) }) []byte {
		out, err := k.KeyPEM()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, in := range map[string][2][]byte{
		"no certificate":       {nil, key(a)},
		"no key":               {a.CertificatePEM(), nil},
		"key of another":       {a.CertificatePEM(), key(b)},
		"not an authority":     {c.CertificatePEM(), key(c)},
		"broken certificate":   {[]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), key(a)},
		"key before the other": {key(a), a.CertificatePEM()},
	} {
		if _, err := authority.Load(at(made), rand.Reader, in[0], in[1]); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

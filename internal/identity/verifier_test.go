package identity_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

var today = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

// clock is a machine clock that a test sets.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// registry is who owns which certificate.
type registry map[pay.Fingerprint]pay.InstitutionCode

func (r registry) Owner(f pay.Fingerprint) (pay.InstitutionCode, bool) {
	code, ok := r[f]
	return code, ok
}

func newAuthority(t testing.TB, name string) *authority.Authority {
	t.Helper()
	a, err := authority.New(&clock{today}, rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func client(t testing.TB, a *authority.Authority, h authority.Holder) *authority.Issued {
	t.Helper()
	if h.Name == "" {
		h.Name = "client"
	}
	c, err := a.Client(h)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verifier(t testing.TB, c identity.Config) *identity.Verifier {
	t.Helper()
	if c.Machine == nil {
		c.Machine = &clock{today}
	}
	v, err := identity.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// calling is a request as the services listener sees it.
func calling(certs ...*x509.Certificate) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "https://localhost/", nil)
	r.RemoteAddr = "192.0.2.7:40000"
	r.TLS = &tls.ConnectionState{PeerCertificates: certs}
	return r
}

func with(c *authority.Issued) *http.Request {
	return calling(append([]*x509.Certificate{c.Certificate}, c.Above...)...)
}

// refused checks code and reason of a refusal.
func refused(t *testing.T, err error, code pay.Code, reason string) {
	t.Helper()
	refusal, ok := errors.AsType[*pay.Error](err)
	if !ok {
		t.Fatalf("error %v, want a *pay.Error", err)
	}
	if refusal.Code != code || !strings.Contains(refusal.Text(pay.English), reason) {
		t.Errorf("refused with %q, want %s and %q", refusal, code, reason)
	}
	if refusal.Text(pay.Latvian) == refusal.Text(pay.English) {
		t.Errorf("no Latvian text for %q", refusal)
	}
}

func TestCallerByCertificate(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root")
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	current, rotated := client(t, root, authority.Holder{}), client(t, root, authority.Holder{})
	below := client(t, between, authority.Holder{})
	platform, both := client(t, root, authority.Holder{}), client(t, root, authority.Holder{})
	v := verifier(t, identity.Config{
		Authorities: []*x509.Certificate{root.Certificate()},
		Registry: registry{
			current.Fingerprint(): "VRAA", rotated.Fingerprint(): "VRAA", below.Fingerprint(): "LBT", both.Fingerprint(): "LBT",
		},
		Platforms: []pay.Fingerprint{platform.Fingerprint(), both.Fingerprint()},
	})
	for name, tc := range map[string]struct {
		cert        *authority.Issued
		institution pay.InstitutionCode
		roles       []pay.Role
	}{
		"an institution":                       {current, "VRAA", []pay.Role{pay.RoleInstitution}},
		"the institution's next certificate":   {rotated, "VRAA", []pay.Role{pay.RoleInstitution}},
		"from below an intermediate authority": {below, "LBT", []pay.Role{pay.RoleInstitution}},
		"the platform":                         {platform, "", []pay.Role{pay.RolePlatform}},
		"both":                                 {both, "LBT", []pay.Role{pay.RoleInstitution, pay.RolePlatform}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := pay.Caller{Institution: tc.institution, Roles: tc.roles, Subject: tc.cert.Fingerprint().String()}
			for range 2 { // the second is answered from memory
				got, err := v.Caller(with(tc.cert))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// strange makes certificates that the authority package would not.
func strange(t *testing.T, usage []x509.ExtKeyUsage) *authority.Issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "self"},
		NotBefore: today.Add(-time.Hour), NotAfter: today.Add(time.Hour), ExtKeyUsage: usage,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority.Issued{Certificate: cert, Key: key}
}

func TestBadCertificatesAreRefused(t *testing.T) {
	t.Parallel()
	root, foreign := newAuthority(t, "root"), newAuthority(t, "root") // the same name, another key
	server, err := root.Server()
	if err != nil {
		t.Fatal(err)
	}
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	alone := client(t, between, authority.Holder{})
	alone.Above = nil

	all := make(registry)
	register := func(c *authority.Issued) *authority.Issued {
		all[c.Fingerprint()] = "VRAA"
		return c
	}
	for _, c := range []*authority.Issued{server, alone} {
		register(c)
	}
	expired := register(client(t, root, authority.Holder{NotBefore: today.AddDate(0, 0, -9), NotAfter: today.Add(-time.Second)}))
	early := register(client(t, root, authority.Holder{NotBefore: today.Add(time.Second)}))
	other := register(client(t, foreign, authority.Holder{}))
	self := register(strange(t, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}))
	stranger := client(t, root, authority.Holder{})

	v := verifier(t, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: all})
	for name, tc := range map[string]struct {
		request *http.Request
		code    pay.Code
		reason  string
	}{
		"no TLS":                     {httptest.NewRequest(http.MethodGet, "http://localhost/", nil), pay.CodeNoCertificate, "required"},
		"none":                       {calling(), pay.CodeNoCertificate, "required"},
		"expired":                    {with(expired), pay.CodeBadCertificate, "expired (2026-11-22T05:59:59Z)"},
		"not yet valid":              {with(early), pay.CodeBadCertificate, "not valid yet (2026-11-22T06:00:01Z)"},
		"another authority":          {with(other), pay.CodeBadCertificate, "not among the trusted"},
		"self-signed":                {with(self), pay.CodeBadCertificate, "not among the trusted"},
		"a server's":                 {with(server), pay.CodeBadCertificate, "client authentication"},
		"without its intermediate":   {with(alone), pay.CodeBadCertificate, "not among the trusted"},
		"valid, but not registered":  {with(stranger), pay.CodeUnknownCertificate, stranger.Fingerprint().String()},
		"behind a registered one":    {calling(stranger.Certificate, server.Certificate), pay.CodeUnknownCertificate, "not registered"},
		"its authority's, not known": {calling(foreign.Certificate()), pay.CodeBadCertificate, "not among the trusted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := v.Caller(tc.request)
			refused(t, err, tc.code, tc.reason)
		})
	}
}

func TestNoAuthoritiesTrustNobody(t *testing.T) {
	t.Parallel()
	c := client(t, newAuthority(t, "root"), authority.Holder{})
	v := verifier(t, identity.Config{Registry: registry{c.Fingerprint(): "VRAA"}})
	_, err := v.Caller(with(c))
	refused(t, err, pay.CodeBadCertificate, "not among the trusted")
}

func TestConfiguredIntermediatesNeedNotBeSent(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root")
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, between, authority.Holder{})
	v := verifier(t, identity.Config{
		Authorities: []*x509.Certificate{root.Certificate()}, Intermediates: []*x509.Certificate{between.Certificate()},
		Registry: registry{c.Fingerprint(): "VRAA"},
	})
	if _, err := v.Caller(calling(c.Certificate)); err != nil {
		t.Error(err)
	}
}

// What is remembered of a certificate must not outlive its dates or its
// registration.
func TestEveryRequestIsVerified(t *testing.T) {
	t.Parallel()
	machine, root := &clock{today}, newAuthority(t, "root")
	c := client(t, root, authority.Holder{NotAfter: today.Add(time.Hour)})
	owners := registry{c.Fingerprint(): "VRAA"}
	v := verifier(t, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: owners, Machine: machine})
	if _, err := v.Caller(with(c)); err != nil {
		t.Fatal(err)
	}
	delete(owners, c.Fingerprint())
	_, err := v.Caller(with(c))
	refused(t, err, pay.CodeUnknownCertificate, "not registered")

	owners[c.Fingerprint()] = "VRAA"
	machine.now = today.Add(time.Hour + time.Second)
	_, err = v.Caller(with(c))
	refused(t, err, pay.CodeBadCertificate, "expired")
}

func BenchmarkCaller(b *testing.B) {
	root := newAuthority(b, "root")
	c := client(b, root, authority.Holder{})
	v := verifier(b, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: registry{c.Fingerprint(): "VRAA"}})
	r := with(c)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Caller(r); err != nil {
			b.Fatal(err)
		}
	}
}

package identity_test

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

func sequence(c *x509.Certificate) string {
	return ":" + base64.StdEncoding.EncodeToString(c.Raw) + ":"
}

func escaped(c *authority.Issued) string {
	return strings.ReplaceAll(url.PathEscape(string(c.CertificatePEM())), "+", "%2B")
}

func TestCertificatesFromAProxy(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root")
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	direct, below, own := client(t, root, authority.Holder{}), client(t, between, authority.Holder{}), client(t, root, authority.Holder{})
	config := identity.Config{
		Authorities: []*x509.Certificate{root.Certificate()},
		Registry:    registry{direct.Fingerprint(): "VRAA", below.Fingerprint(): "LBT", own.Fingerprint(): "PROXY"},
		Platforms:   []pay.Fingerprint{own.Fingerprint()},
	}
	type headers map[string][]string
	const (
		listed   = "10.1.2.3:50000"
		unlisted = "192.0.2.7:50000"
	)
	for name, tc := range map[string]struct {
		form        identity.HeaderForm
		header      string
		from        string
		headers     headers
		tls         *authority.Issued
		institution pay.InstitutionCode
		code        pay.Code
	}{
		"RFC 9440": {
			from: listed, headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, institution: "VRAA",
		},
		"RFC 9440 with chain": {
			from: listed, institution: "LBT",
			headers: headers{"Client-Cert": {sequence(below.Certificate)}, "Client-Cert-Chain": {sequence(between.Certificate())}},
		},
		"RFC 9440 over IPv6": {
			from: "[fd00::7%eth0]:50000", headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, institution: "VRAA",
		},
		"RFC 9440 from an IPv4 address in IPv6": {
			from: "[::ffff:10.1.2.3]:50000", headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, institution: "VRAA",
		},
		"escaped PEM": {
			form: identity.EscapedPEM, from: listed, headers: headers{"X-Ssl-Client-Cert": {escaped(direct)}}, institution: "VRAA",
		},
		"escaped PEM with chain in another header": {
			form: identity.EscapedPEM, header: "x-client-certificate", from: listed,
			headers: headers{"X-Client-Certificate": {escaped(below)}}, institution: "LBT",
		},
		"the header of another form": {
			from: listed, headers: headers{"X-Ssl-Client-Cert": {escaped(direct)}}, code: pay.CodeNoCertificate,
		},
		"no header": {from: listed, code: pay.CodeNoCertificate},
		"an empty header, as nginx sends without a certificate": {
			form: identity.EscapedPEM, from: listed, headers: headers{"X-Ssl-Client-Cert": {""}}, code: pay.CodeNoCertificate,
		},
		"no header, but the proxy's own certificate": {from: listed, tls: own, code: pay.CodeNoCertificate},
		"the header goes before the proxy's own certificate": {
			from: listed, tls: own, headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, institution: "VRAA",
		},
		"from somebody else: the header is ignored": {
			from: unlisted, headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, code: pay.CodeNoCertificate,
		},
		"from somebody else: his own certificate counts": {
			from: unlisted, tls: below, headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, institution: "LBT",
		},
		"from somebody who says he was forwarded": {
			from: unlisted, code: pay.CodeNoCertificate,
			headers: headers{"Client-Cert": {sequence(direct.Certificate)}, "X-Forwarded-For": {"10.1.2.3"}},
		},
		"two headers": {
			from: listed, headers: headers{"Client-Cert": {sequence(below.Certificate), sequence(direct.Certificate)}}, code: pay.CodeBadCertificate,
		},
		"not a certificate":   {from: listed, headers: headers{"Client-Cert": {":YWJj:"}}, code: pay.CodeBadCertificate},
		"not a byte sequence": {from: listed, headers: headers{"Client-Cert": {"abc"}}, code: pay.CodeBadCertificate},
		"a broken chain": {
			from: listed, code: pay.CodeBadCertificate,
			headers: headers{"Client-Cert": {sequence(below.Certificate)}, "Client-Cert-Chain": {":YWJj:"}},
		},
		"an endless chain": {
			from: listed, code: pay.CodeBadCertificate,
			headers: headers{"Client-Cert": {sequence(below.Certificate)}, "Client-Cert-Chain": {strings.Repeat(sequence(root.Certificate())+",", 8) + sequence(root.Certificate())}},
		},
		"on a socket without an address": {
			from: "@", headers: headers{"Client-Cert": {sequence(direct.Certificate)}}, code: pay.CodeNoCertificate,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config
			c.Proxy = identity.Proxy{
				Addresses: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/64")},
				Form:      tc.form, Header: tc.header,
			}
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			if tc.tls != nil {
				r = with(tc.tls)
			}
			r.RemoteAddr, r.Header = tc.from, http.Header(tc.headers)
			got, err := verifier(t, c).Caller(r)
			if pay.CodeOf(err) != tc.code && (err != nil || tc.code != "") {
				t.Fatalf("error %v, want %q", err, tc.code)
			}
			if got.Institution != tc.institution {
				t.Errorf("caller is %q, want %q", got.Institution, tc.institution)
			}
		})
	}
}

func TestUnknownHeaderFormIsRefused(t *testing.T) {
	t.Parallel()
	_, err := identity.New(identity.Config{
		Registry: registry{}, Machine: &clock{today}, Proxy: identity.Proxy{Form: "xfcc"},
	})
	if err == nil || !strings.Contains(err.Error(), "xfcc") {
		t.Errorf("error %v, want one that names the form", err)
	}
}

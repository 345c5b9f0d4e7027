package identity_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pkcs7 is a bundle of certificates without signatures, as Windows exports it.
func pkcs7(t testing.TB, certs ...*x509.Certificate) []byte {
	t.Helper()
	var raw []byte
	for _, c := range certs {
		raw = append(raw, c.Raw...)
	}
	data := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	type inner struct{ Type asn1.ObjectIdentifier }
	set := func(class, tag int, b []byte) asn1.RawValue {
		return asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: b}
	}
	signed := must(asn1.Marshal(struct {
		Version      int
		Algorithms   asn1.RawValue
		Inner        inner
		Certificates asn1.RawValue
		Signers      asn1.RawValue
	}{1, set(0, 17, nil), inner{data}, set(2, 0, raw), set(0, 17, nil)}))(t)
	return must(asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, set(2, 0, signed)}))(t)
}

func TestNamedInEveryForm(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root")
	between := must(root.Intermediate("between"))(t)
	own := client(t, between, authority.Holder{})
	spki := own.Certificate.RawSubjectPublicKeyInfo
	v := verifier(t, identity.Config{
		Authorities: []*x509.Certificate{root.Certificate()},
		Registry:    registry{own.Fingerprint(): "VRAA", pay.FingerprintOf(spki): "VRAA"},
		Passwords:   []string{"other", "demo"},
	})
	chain := own.Above
	file := func(e *pkcs12.Encoder, password string) string {
		return b64(must(e.Encode(own.Key, own.Certificate, chain, password))(t))
	}
	forms := map[string]string{
		"DER with what is above in PEM":   pemOf("CERTIFICATE", own.Certificate.Raw) + pemOf("CERTIFICATE", chain[0].Raw),
		"PEM, authority first":            b64([]byte(pemOf("CERTIFICATE", chain[0].Raw) + pemOf("CERTIFICATE", own.Certificate.Raw))),
		"PEM as OpenSSL writes it":        b64([]byte("Bag Attributes\n    localKeyID: 01\n" + pemOf("CERTIFICATE", own.Certificate.Raw) + pemOf("CERTIFICATE", chain[0].Raw))),
		"PEM with its private key":        pemOf("CERTIFICATE", chain[0].Raw) + pemOf("PRIVATE KEY", []byte("nothing of ours")) + pemOf("CERTIFICATE", own.Certificate.Raw),
		"public key":                      b64(spki),
		"public key in PEM":               pemOf("PUBLIC KEY", spki),
		"PKCS #7":                         b64(pkcs7(t, chain[0], own.Certificate)),
		"PKCS #12 as Windows writes it":   file(pkcs12.LegacyRC2, ""),
		"PKCS #12 with a password":        file(pkcs12.LegacyDES, "demo"),
		"PKCS #12 as OpenSSL 3 writes it": file(pkcs12.Modern2023, "demo"),
		"PKCS #12 without encryption":     file(pkcs12.Passwordless, ""),
	}
	if public, ok := own.Certificate.PublicKey.(*rsa.PublicKey); ok {
		forms["public key as .NET has it"] = b64(x509.MarshalPKCS1PublicKey(public))
	}
	for name, text := range forms {
		for again := range 2 {
			caller, err := v.Named(text)
			if err != nil || caller.Institution != "VRAA" || !caller.Has(pay.RoleInstitution) || caller.Has(pay.RolePlatform) {
				t.Errorf("%s, call %d: %+v, %v", name, again, caller, err)
			}
		}
	}
	direct := client(t, root, authority.Holder{})
	v = verifier(t, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: registry{direct.Fingerprint(): "LBT"}})
	der := direct.Certificate.Raw
	for _, text := range []string{b64(der), strings.TrimRight(b64(der), "="), base64.URLEncoding.EncodeToString(der), " " + b64(der)[:76] + "\r\n" + b64(der)[76:]} {
		if caller, err := v.Named(text); err != nil || caller.Institution != "LBT" || caller.Subject != direct.Fingerprint().String() {
			t.Errorf("%.20s…: %+v, %v", text, caller, err)
		}
	}
}

func TestNamedRefuses(t *testing.T) {
	t.Parallel()
	machine := &clock{today}
	root, foreign := newAuthority(t, "root"), newAuthority(t, "foreign")
	own, stranger, of := client(t, root, authority.Holder{}), client(t, root, authority.Holder{}), client(t, foreign, authority.Holder{})
	v := verifier(t, identity.Config{
		Authorities: []*x509.Certificate{root.Certificate()}, Machine: machine,
		Registry: registry{own.Fingerprint(): "VRAA", of.Fingerprint(): "LBT"},
	})
	slow := must(pkcs12.LegacyDES.WithIterations(300_000).Encode(own.Key, own.Certificate, nil, "demo"))(t)
	for name, tc := range map[string]struct {
		text   string
		code   pay.Code
		reason string
	}{
		"nothing":                      {" \n", pay.CodeNoCertificate, ""},
		"the sample as it was printed": {"MIIM1QIBAzCCDJEGCSqGSIb3DQEHAaCCDIIEggx+MII ... P63AgIH0A==", pay.CodeBadCertificate, "cannot be read"},
		"no base64":                    {"not base64 at all!", pay.CodeBadCertificate, "cannot be read"},
		"something else":               {b64([]byte("hello")), pay.CodeBadCertificate, "cannot be read"},
		"a private key":                {pemOf("PRIVATE KEY", []byte("x")), pay.CodeBadCertificate, "cannot be read"},
		"too long":                     {strings.Repeat("A", 65<<10), pay.CodeBadCertificate, "cannot be read"},
		"not registered":               {b64(stranger.Certificate.Raw), pay.CodeUnknownCertificate, stranger.Fingerprint().String()},
		"a key that is not registered": {b64(own.Certificate.RawSubjectPublicKeyInfo), pay.CodeUnknownCertificate, pay.FingerprintOf(own.Certificate.RawSubjectPublicKeyInfo).String()},
		"of a foreign authority":       {b64(of.Certificate.Raw), pay.CodeBadCertificate, "trusted authorities"},
		"another password":             {b64(must(pkcs12.LegacyDES.Encode(own.Key, own.Certificate, nil, "secret"))(t)), pay.CodeBadCertificate, "cannot be read"},
		"too much work":                {b64(slow), pay.CodeBadCertificate, "cannot be read"},
		"an empty bundle":              {b64(pkcs7(t)), pay.CodeBadCertificate, "cannot be read"},
	} {
		_, err := v.Named(tc.text)
		t.Run(name, func(t *testing.T) { refused(t, err, tc.code, tc.reason) })
		if err != nil && len(tc.text) > 40 && strings.Contains(err.Error(), tc.text[:40]) {
			t.Errorf("%s: the error repeats what was sent: %v", name, err)
		}
	}
	if _, err := v.Named(b64(own.Certificate.Raw)); err != nil {
		t.Error(err)
	}
	machine.now = own.Certificate.NotAfter.Add(time.Second)
	_, err := v.Named(b64(own.Certificate.Raw))
	refused(t, err, pay.CodeBadCertificate, "expired")
}

// FuzzNamed sends anything as a certificate: it never panics, never takes what
// is not registered, and every refusal can be shown.
func FuzzNamed(f *testing.F) {
	root := newAuthority(f, "root")
	own := client(f, root, authority.Holder{})
	for _, e := range []*pkcs12.Encoder{pkcs12.LegacyRC2, pkcs12.Passwordless} {
		f.Add(must(e.Encode(own.Key, own.Certificate, nil, ""))(f))
	}
	f.Add(own.Certificate.Raw)
	f.Add(own.Certificate.RawSubjectPublicKeyInfo)
	f.Add(pkcs7(f, own.Certificate))
	f.Add([]byte(pemOf("CERTIFICATE", own.Certificate.Raw)))
	v := verifier(f, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: registry{}})
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, text := range []string{string(content), b64(content)} {
			_, err := v.Named(text)
			if pay.KindOf(err) == pay.Internal {
				t.Errorf("%v", err)
			}
		}
	})
}

func BenchmarkNamed(b *testing.B) {
	root := newAuthority(b, "root")
	own := client(b, root, authority.Holder{})
	v := verifier(b, identity.Config{Authorities: []*x509.Certificate{root.Certificate()}, Registry: registry{own.Fingerprint(): "VRAA"}})
	for name, text := range map[string]string{
		"certificate": b64(own.Certificate.Raw),
		"PKCS12":      b64(must(pkcs12.LegacyRC2.Encode(own.Key, own.Certificate, nil, ""))(b)),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Named(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

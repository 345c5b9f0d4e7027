package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	clientLifetime = 730 * day
	serverLifetime = 397 * day // what browsers take at most
	clientKeyBits  = 2048      // old .NET opens RSA keys only
)

// Holder is who a client certificate is made for.
type Holder struct {
	Name           string // common name, as "VRAA demo e-service"
	Organization   string // the institution's name; may be empty
	RegistrationNo string // its registration number; may be empty
	// NotBefore and NotAfter are the window of validity. Zero values mean from
	// an hour ago, for two years.
	NotBefore, NotAfter time.Time
}

// Issued is a certificate with its private key.
type Issued struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
	Above       []*x509.Certificate // intermediates between it and the root
	entropy     io.Reader
}

// Fingerprint is what the catalogue knows the certificate by.
func (i *Issued) Fingerprint() pay.Fingerprint { return pay.FingerprintOf(i.Certificate.Raw) }

// TLS is the certificate as a listener or a client of the standard library
// takes it.
func (i *Issued) TLS() tls.Certificate {
	c := tls.Certificate{Certificate: [][]byte{i.Certificate.Raw}, PrivateKey: i.Key, Leaf: i.Certificate}
	for _, above := range i.Above {
		c.Certificate = append(c.Certificate, above.Raw)
	}
	return c
}

// Client issues a client certificate with a fresh RSA key of 2048 bits. Making
// the key takes some tenths of a second; callers that need several make them
// at the same time.
func (a *Authority) Client(h Holder) (*Issued, error) {
	if h.Name == "" {
		return nil, errors.New("issue client certificate: the holder has no name")
	}
	key, err := rsa.GenerateKey(a.entropy, clientKeyBits)
	if err != nil {
		return nil, fmt.Errorf("make key of %q: %w", h.Name, err)
	}
	subject := pkix.Name{CommonName: h.Name, SerialNumber: h.RegistrationNo}
	if h.Organization != "" {
		subject.Country, subject.Organization = []string{"LV"}, []string{h.Organization}
	}
	return a.issue(key, &x509.Certificate{
		Subject:     subject,
		NotBefore:   h.NotBefore,
		NotAfter:    h.NotAfter,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, clientLifetime)
}

// Server issues a server certificate with a fresh P-256 key for the given host
// names and addresses. Without any it names this machine: localhost,
// 127.0.0.1 and ::1.
func (a *Authority) Server(hosts ...string) (*Issued, error) {
	if len(hosts) == 0 {
		hosts = []string{"localhost", "127.0.0.1", "::1"}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.entropy)
	if err != nil {
		return nil, fmt.Errorf("make key of %q: %w", hosts[0], err)
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: hosts[0]},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if addr, err := netip.ParseAddr(host); err == nil {
			template.IPAddresses = append(template.IPAddresses, addr.Unmap().AsSlice())
			continue
		}
		template.DNSNames = append(template.DNSNames, host)
	}
	return a.issue(key, template, serverLifetime)
}

func (a *Authority) issue(key crypto.Signer, template *x509.Certificate, lifetime time.Duration) (*Issued, error) {
	serial, err := a.serial()
	if err != nil {
		return nil, err
	}
	now := a.clock.Now()
	template.SerialNumber = serial
	template.BasicConstraintsValid = true
	if template.NotBefore.IsZero() {
		template.NotBefore = now.Add(-backdated)
	}
	if template.NotAfter.IsZero() {
		template.NotAfter = now.Add(lifetime)
	}
	if template.NotAfter.After(a.cert.NotAfter) {
		template.NotAfter = a.cert.NotAfter
	}
	cert, err := a.sign(template, a.cert, key.Public())
	if err != nil {
		return nil, err
	}
	return &Issued{Certificate: cert, Key: key, Above: a.chain(), entropy: a.entropy}, nil
}

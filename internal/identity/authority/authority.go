package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// A certificate is valid from a little before its making, so that a machine
// whose clock is slow takes it at once.
const backdated = time.Hour

const (
	day               = 24 * time.Hour
	authorityLifetime = 3650 * day
)

// Authority issues and revokes certificates. It is safe for concurrent use.
type Authority struct {
	clock   pay.Clock
	entropy io.Reader
	cert    *x509.Certificate
	key     crypto.Signer
	above   []*x509.Certificate // intermediates from this one up, itself included; empty for a root
}

// New makes a root authority with a fresh P-256 key, valid for ten years.
func New(machine pay.Clock, entropy io.Reader, name string) (*Authority, error) {
	a := &Authority{clock: machine, entropy: entropy}
	template, key, err := a.template(name, authorityLifetime)
	if err != nil {
		return nil, err
	}
	a.key = key
	if a.cert, err = a.sign(template, template, key.Public()); err != nil {
		return nil, err
	}
	return a, nil
}

// Intermediate makes an authority below this one. What it issues carries its
// certificate along, since verifiers know the root only.
func (a *Authority) Intermediate(name string) (*Authority, error) {
	template, key, err := a.template(name, authorityLifetime/2)
	if err != nil {
		return nil, err
	}
	cert, err := a.sign(template, a.cert, key.Public())
	if err != nil {
		return nil, err
	}
	below := &Authority{clock: a.clock, entropy: a.entropy, cert: cert, key: key}
	below.above = append([]*x509.Certificate{cert}, a.above...)
	return below, nil
}

// Load takes up an authority from its certificate and key in PEM, as
// CertificatePEM and KeyPEM wrote them. A root only; intermediates are made
// anew.
func Load(machine pay.Clock, entropy io.Reader, certPEM, keyPEM []byte) (*Authority, error) {
	block, _ := pem.Decode(certPEM)
	if block == nil || block.Type != typeCertificate {
		return nil, errors.New("load authority: no certificate in PEM")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("load authority: %w", err)
	}
	if !cert.IsCA {
		return nil, fmt.Errorf("load authority: %s is not the certificate of an authority", cert.Subject)
	}
	block, _ = pem.Decode(keyPEM)
	if block == nil || block.Type != typePrivateKey {
		return nil, errors.New("load authority: no unencrypted private key in PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("load authority: %w", err)
	}
	key, ok := parsed.(crypto.Signer)
	if !ok || !samePublicKey(key.Public(), cert.PublicKey) {
		return nil, fmt.Errorf("load authority: the key does not belong to %s", cert.Subject)
	}
	return &Authority{clock: machine, entropy: entropy, cert: cert, key: key}, nil
}

// Certificate is what verifiers must trust.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// CertificatePEM is the authority's certificate.
func (a *Authority) CertificatePEM() []byte { return certificatePEM(a.cert) }

// KeyPEM is the authority's key, not encrypted.
func (a *Authority) KeyPEM() ([]byte, error) { return keyPEM(a.key) }

func (a *Authority) template(name string, lifetime time.Duration) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.entropy)
	if err != nil {
		return nil, nil, fmt.Errorf("make key of authority: %w", err)
	}
	serial, err := a.serial()
	if err != nil {
		return nil, nil, err
	}
	now := a.clock.Now()
	return &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.Add(lifetime),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}, key, nil
}

// sign issues template below parent with this authority's key.
func (a *Authority) sign(template, parent *x509.Certificate, public crypto.PublicKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(a.entropy, template, parent, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate of %q: %w", template.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// serial is 127 random bits, positive and never zero: RFC 5280, section
// 4.1.2.2, allows 20 octets.
func (a *Authority) serial() (*big.Int, error) {
	var b [16]byte
	if _, err := io.ReadFull(a.entropy, b[:]); err != nil {
		return nil, fmt.Errorf("make serial number: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:]), nil
}

func (a *Authority) chain() []*x509.Certificate { return slices.Clone(a.above) }

func samePublicKey(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}

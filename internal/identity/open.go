package identity

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"sync"

	"viss.gov.lv/mm/pay"
)

// opened is the public part of what a message holds. There is nothing else of
// it in memory once it has been opened.
type opened struct {
	fingerprint pay.Fingerprint     // of the certificate, or of the bare key
	leaf        *x509.Certificate   // nil: a bare key
	above       []*x509.Certificate // that came along
}

// mostOpened bounds the memory for texts that were opened before. Every message
// of an institution holds the same one.
const mostOpened = 1024

// opener reads certificates in the forms in which messages hold them.
type opener struct {
	passwords []string
	busy      chan struct{} // a place for each PKCS #12 file that is being opened

	mu    sync.RWMutex
	known map[[sha256.Size]byte]opened
}

// atOnce is how many PKCS #12 files are opened at once: deriving their keys is
// meant to be slow, and the rest of the machine has other work.
const atOnce = 2

func newOpener(passwords []string) *opener {
	o := &opener{passwords: []string{""}, busy: make(chan struct{}, atOnce), known: make(map[[sha256.Size]byte]opened)}
	for _, p := range passwords {
		if p != "" {
			o.passwords = append(o.passwords, p)
		}
	}
	return o
}

func (o *opener) open(text string) (opened, error) {
	key := sha256.Sum256([]byte(text))
	o.mu.RLock()
	known, ok := o.known[key]
	o.mu.RUnlock()
	if ok {
		return known, nil
	}
	fresh, err := o.read(text)
	if err != nil {
		return opened{}, unreadable(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.known) >= mostOpened {
		clear(o.known)
	}
	o.known[key] = fresh
	return fresh, nil
}

var (
	errNotBase64 = errors.New("want base64")
	errForm      = errors.New("want a certificate, public key, PKCS #7 or PKCS #12")
	errEmpty     = errors.New("it holds no certificate")
)

// read takes text in base64, or PEM as it is.
func (o *opener) read(text string) (opened, error) {
	const begin = "-----BEGIN "
	if strings.Contains(text, begin) {
		return o.pem([]byte(text))
	}
	der, err := decodeBase64(text)
	if err != nil {
		return opened{}, err
	}
	if bytes.Contains(der, []byte(begin)) { // OpenSSL writes attributes in front
		return o.pem(der)
	}
	return o.der(der)
}

// decodeBase64 reads either alphabet, with or without padding and line breaks.
func decodeBase64(text string) ([]byte, error) {
	text = strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\t', '\r', '\n':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return c
	}, text)
	der, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil || len(der) == 0 {
		return nil, errNotBase64 // the cause would quote the text
	}
	return der, nil
}

// pem reads certificates, or one public key. Anything private beside them is
// passed over.
func (o *opener) pem(text []byte) (opened, error) {
	var certs []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return opened{}, err
			}
			certs = append(certs, cert)
		case "PUBLIC KEY", "RSA PUBLIC KEY", "PKCS7", "PKCS #7 SIGNED DATA":
			return o.der(block.Bytes)
		}
	}
	return ofCertificates(certs)
}

// der tries the forms one after another. They exclude each other.
func (o *opener) der(der []byte) (opened, error) {
	if cert, err := x509.ParseCertificate(der); err == nil {
		return ofCertificates([]*x509.Certificate{cert})
	}
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return opened{fingerprint: pay.FingerprintOf(der)}, nil
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil { // what .NET calls the encoded key value
		whole, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			return opened{}, err
		}
		return opened{fingerprint: pay.FingerprintOf(whole)}, nil
	}
	if certs, ok, err := parsePKCS7(der); ok {
		if err != nil {
			return opened{}, err
		}
		return ofCertificates(certs)
	}
	certs, ok, err := o.pkcs12(der)
	if !ok {
		return opened{}, errForm
	}
	if err != nil {
		return opened{}, err
	}
	return ofCertificates(certs)
}

// ofCertificates finds the client's certificate among some: the one that
// issued no other, and the first of those.
func ofCertificates(certs []*x509.Certificate) (opened, error) {
	if len(certs) == 0 {
		return opened{}, errEmpty
	}
	if len(certs) > 1+mostAbove {
		return opened{}, errors.New("too many certificates")
	}
	leaf := certs[0]
	for _, cert := range certs {
		if !issued(cert, certs) {
			leaf = cert
			break
		}
	}
	found := opened{fingerprint: pay.FingerprintOf(leaf.Raw), leaf: leaf}
	for _, cert := range certs {
		if cert != leaf {
			found.above = append(found.above, cert)
		}
	}
	return found, nil
}

// issued tells whether a certificate stands above another one.
func issued(by *x509.Certificate, certs []*x509.Certificate) bool {
	for _, cert := range certs {
		if cert != by && string(cert.RawIssuer) == string(by.RawSubject) {
			return true
		}
	}
	return false
}

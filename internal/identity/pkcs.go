package identity

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"

	"software.sslmate.com/src/go-pkcs12"
)

// mostIterations bounds the work that a PKCS #12 file may ask for. OpenSSL and
// Windows write 2000 or 2048, Java 10 000.
const mostIterations = 250_000

var (
	errIterations = errors.New("its key derivation asks for too much work")
	errPassword   = errors.New("none of the configured passwords opens it")

	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
)

// parsePKCS7 reads the certificates of a SignedData (RFC 2315, section 9.1).
// Not ok means that it is something else.
func parsePKCS7(der []byte) (certs []*x509.Certificate, ok bool, err error) {
	var outer struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0,optional"`
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil || !outer.Type.Equal(oidSignedData) {
		return nil, false, nil //nolint:nilerr // it is another form
	}
	var signed struct {
		Version      int
		Algorithms   asn1.RawValue
		Inner        asn1.RawValue
		Certificates asn1.RawValue `asn1:"tag:0,optional"`
		Lists        asn1.RawValue `asn1:"tag:1,optional"`
		Signers      asn1.RawValue
	}
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &signed); err != nil {
		return nil, true, err
	}
	certs, err = x509.ParseCertificates(signed.Certificates.Bytes)
	return certs, true, err
}

// pfx is the outside of a PKCS #12 file (RFC 7292, section 4).
type pfx struct {
	Version  int
	AuthSafe asn1.RawValue
	Mac      mac `asn1:"optional"`
}

type mac struct {
	Digest     asn1.RawValue
	Salt       []byte
	Iterations *big.Int `asn1:"optional"`
}

// pkcs12 takes the certificates out of a file and drops the rest of it. The
// first one is that of the private key.
func (o *opener) pkcs12(der []byte) (certs []*x509.Certificate, ok bool, err error) {
	var outside pfx
	if rest, err := asn1.Unmarshal(der, &outside); err != nil || len(rest) > 0 || outside.Version != 3 {
		return nil, false, nil
	}
	if tooMuch(outside.Mac.Iterations) || derivesTooMuch(der, 0) {
		return nil, true, errIterations
	}
	o.busy <- struct{}{}
	defer func() { <-o.busy }()
	reason := errPassword
	for _, password := range o.passwords {
		key, first, others, err := pkcs12.DecodeChain(der, password)
		if err == nil {
			return ownFirst(key, append([]*x509.Certificate{first}, others...)), true, nil
		}
		if !errors.Is(err, pkcs12.ErrIncorrectPassword) {
			reason = err
		}
	}
	return nil, true, reason
}

// ownFirst leaves out the certificates that only look like the client's: with
// the key at hand there is no doubt.
func ownFirst(key any, certs []*x509.Certificate) []*x509.Certificate {
	private, ok := key.(interface{ Public() crypto.PublicKey })
	if !ok {
		return certs
	}
	own, ok := private.Public().(interface{ Equal(x crypto.PublicKey) bool })
	if !ok {
		return certs
	}
	for i, cert := range certs {
		if own.Equal(cert.PublicKey) {
			certs[0], certs[i] = certs[i], certs[0]
			break
		}
	}
	return certs
}

func tooMuch(iterations *big.Int) bool {
	return iterations != nil && iterations.Cmp(big.NewInt(mostIterations)) > 0
}

// derivesTooMuch looks at every key derivation that is not itself encrypted:
// PKCS #12's own (RFC 7292, appendix C) and PBKDF2 (RFC 8018, appendix A.2),
// which both begin with a salt and a count.
func derivesTooMuch(der []byte, depth int) bool {
	const deepest = 24 // real files have about ten
	for len(der) > 0 && depth < deepest {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			return false
		}
		der = rest
		octets := v.Class == asn1.ClassUniversal && v.Tag == asn1.TagOctetString
		if !v.IsCompound && !octets {
			continue
		}
		if v.IsCompound && tooMuch(derivation(v)) || derivesTooMuch(v.Bytes, depth+1) {
			return true
		}
	}
	return depth >= deepest
}

// derivation is the count of a key derivation's AlgorithmIdentifier; nil for
// anything else.
func derivation(v asn1.RawValue) *big.Int {
	var id struct {
		OID        asn1.ObjectIdentifier
		Parameters asn1.RawValue
	}
	if _, err := asn1.Unmarshal(v.FullBytes, &id); err != nil || !id.Parameters.IsCompound {
		return nil
	}
	var salt asn1.RawValue
	rest, err := asn1.Unmarshal(id.Parameters.Bytes, &salt)
	if err != nil || salt.Tag != asn1.TagOctetString {
		return nil
	}
	var count *big.Int
	if _, err := asn1.Unmarshal(rest, &count); err != nil {
		return nil
	}
	return count
}

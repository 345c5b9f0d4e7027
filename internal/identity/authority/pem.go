package authority

import (
	"bytes"
	"crypto"
	"crypto/sha1" //nolint:gosec // localKeyID is a label, SHA-1 by custom
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

const (
	typeCertificate    = "CERTIFICATE"
	typePrivateKey     = "PRIVATE KEY"
	typeEncryptedKey   = "ENCRYPTED PRIVATE KEY"
	typeRevocationList = "X509 CRL"
)

// CertificatePEM is the certificate, and below it the intermediates.
func (i *Issued) CertificatePEM() []byte {
	out := certificatePEM(i.Certificate)
	for _, above := range i.Above {
		out = append(out, certificatePEM(above)...)
	}
	return out
}

// KeyPEM is the private key, not encrypted (PKCS #8).
func (i *Issued) KeyPEM() ([]byte, error) { return keyPEM(i.Key) }

// BundlePEM is certificate and encrypted key in one file, as the command of
// the published PHP sample, openssl pkcs12 -in x.pfx -out x.pem, prints it:
// certificate first, bag attributes as comments, the key last in the
// encryption of PBES2. PHP (local_cert, passphrase) and curl open it.
func (i *Issued) BundlePEM(password string) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	if err != nil {
		return nil, fmt.Errorf("encode private key: %w", err)
	}
	encrypted, err := encryptPKCS8(i.entropy, der, password)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	i.bagAttributes(&out)
	fmt.Fprintf(&out, "subject=%s\nissuer=%s\n", i.Certificate.Subject, i.Certificate.Issuer)
	out.Write(certificatePEM(i.Certificate))
	for _, above := range i.Above {
		fmt.Fprintf(&out, "Bag Attributes: <No Attributes>\nsubject=%s\nissuer=%s\n", above.Subject, above.Issuer)
		out.Write(certificatePEM(above))
	}
	i.bagAttributes(&out)
	out.WriteString("Key Attributes: <No Attributes>\n")
	out.Write(pem.EncodeToMemory(&pem.Block{Type: typeEncryptedKey, Bytes: encrypted}))
	return out.Bytes(), nil
}

func (i *Issued) bagAttributes(out *bytes.Buffer) {
	id := sha1.Sum(i.Certificate.Raw) //nolint:gosec // a label, see the import
	fmt.Fprintf(out, "Bag Attributes\n    localKeyID: % X \n    friendlyName: %s\n", id, i.Certificate.Subject.CommonName)
}

// PFX is certificate, intermediates and key as PKCS #12 in the encryption of
// today: AES-256 and SHA-256. Windows before Server 2019, and mono, do not
// open it.
func (i *Issued) PFX(password string) ([]byte, error) {
	return i.pfx(pkcs12.Modern2023, password)
}

// LegacyPFX is the same in the encryption that opens everywhere, old Windows
// included: triple DES and SHA-1. It is weak, so the password is no
// protection.
func (i *Issued) LegacyPFX(password string) ([]byte, error) {
	return i.pfx(pkcs12.LegacyDES, password)
}

func (i *Issued) pfx(e *pkcs12.Encoder, password string) ([]byte, error) {
	out, err := e.WithRand(i.entropy).Encode(i.Key, i.Certificate, i.Above, password)
	if err != nil {
		return nil, fmt.Errorf("encode PFX of %q: %w", i.Certificate.Subject.CommonName, err)
	}
	return out, nil
}

func certificatePEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: typeCertificate, Bytes: cert.Raw})
}

func keyPEM(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: typePrivateKey, Bytes: der}), nil
}

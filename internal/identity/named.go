package identity

import (
	"crypto/x509"
	"strings"

	"viss.gov.lv/mm/pay"
)

// longestNamed bounds the text by which a message names its institution. The
// published sample, a PKCS #12 file with its chain, has less than 5 KB.
const longestNamed = 64 << 10

// Named tells for whom the platform acts in a message: the institution whose
// client certificate the text holds, in base64 (spec 002, chapter 2.10,
// MM_Cert). It may be a certificate (DER or PEM), a PKCS #7 bundle, a PKCS #12
// file, or a bare public key. A certificate is checked as if it had been shown
// in a handshake. A bare key says nothing of dates and authorities: it counts
// when the SHA-256 of its DER form (SubjectPublicKeyInfo) is registered like a
// certificate's.
//
// Naming proves nothing, since a certificate is public. Who names must be known
// to be the platform. The errors are those of Caller.
func (v *Verifier) Named(text string) (pay.Caller, error) {
	if strings.TrimSpace(text) == "" {
		return pay.Caller{}, noCertificate()
	}
	if len(text) > longestNamed {
		return pay.Caller{}, unreadable(errTooLong)
	}
	opened, err := v.opener.open(text)
	if err != nil {
		return pay.Caller{}, err
	}
	if opened.leaf != nil {
		shown := shown{der: opened.leaf.Raw, parse: func() (*x509.Certificate, []*x509.Certificate, error) {
			return opened.leaf, opened.above, nil
		}}
		if err := v.chains.verify(opened.fingerprint, shown); err != nil {
			return pay.Caller{}, err
		}
	}
	owner, ok := v.registry.Owner(opened.fingerprint)
	if !ok {
		return pay.Caller{}, notRegistered(opened.fingerprint)
	}
	return pay.Caller{Institution: owner, Roles: []pay.Role{pay.RoleInstitution}, Subject: opened.fingerprint.String()}, nil
}

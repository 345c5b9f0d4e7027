package identity

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"

	"viss.gov.lv/mm/pay"
)

// Registry knows whose certificates are whose. The answer is of this moment:
// it is asked for every request.
type Registry interface {
	Owner(pay.Fingerprint) (pay.InstitutionCode, bool)
}

// Config is what a Verifier needs.
type Config struct {
	// Authorities are the roots that client certificates must lead to. Without
	// any, every certificate is refused.
	Authorities []*x509.Certificate
	// Intermediates between them and the certificates, for callers that do not
	// send theirs along.
	Intermediates []*x509.Certificate
	// Revocations are the revocation lists; nil checks none.
	Revocations *Revocations
	// Registry matches certificates to institutions.
	Registry Registry
	// Platforms are the certificates of the portal's own platform, which acts
	// for the institution that a message names.
	Platforms []pay.Fingerprint
	// Passwords are tried, after the empty one, on PKCS #12 files that messages
	// name their institution by.
	Passwords []string
	// Proxy is the reverse proxy in front, if any.
	Proxy Proxy
	// Machine is the machine clock: the validity of certificates is no
	// business of the business clock.
	Machine pay.Clock
}

// Verifier tells who is calling. It is safe for concurrent use.
type Verifier struct {
	registry  Registry
	platforms []pay.Fingerprint
	proxy     Proxy
	chains    *chains
	opener    *opener
}

// New makes a Verifier. It fails when the configuration cannot work.
func New(c Config) (*Verifier, error) {
	if c.Registry == nil || c.Machine == nil {
		return nil, errors.New("identity: registry and machine clock are needed")
	}
	proxy, err := c.Proxy.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Verifier{
		registry:  c.Registry,
		platforms: slices.Clone(c.Platforms),
		proxy:     proxy,
		chains:    newChains(c.Machine, c.Authorities, c.Intermediates, c.Revocations),
		opener:    newOpener(c.Passwords),
	}, nil
}

// Caller tells who sent the request. Its errors are *pay.Error: without a
// certificate CodeNoCertificate, with one that is not valid
// CodeBadCertificate and the reason, with a valid one that nobody registered
// CodeUnknownCertificate and its fingerprint.
func (v *Verifier) Caller(r *http.Request) (pay.Caller, error) {
	shown, err := v.proxy.shown(r)
	if err != nil {
		return pay.Caller{}, err
	}
	fingerprint := pay.FingerprintOf(shown.der)
	if err := v.chains.verify(fingerprint, shown); err != nil {
		return pay.Caller{}, err
	}
	caller := pay.Caller{Subject: fingerprint.String()}
	if owner, ok := v.registry.Owner(fingerprint); ok {
		caller.Institution = owner
		caller.Roles = append(caller.Roles, pay.RoleInstitution)
	}
	if slices.Contains(v.platforms, fingerprint) {
		caller.Roles = append(caller.Roles, pay.RolePlatform)
	}
	if len(caller.Roles) == 0 {
		return pay.Caller{}, notRegistered(fingerprint)
	}
	return caller, nil
}

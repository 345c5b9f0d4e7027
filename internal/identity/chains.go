package identity

import (
	"crypto/x509"
	"errors"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// mostKnown bounds the memory for verified certificates. Only certificates of
// configured authorities get in, so a country's callers fit many times over.
const mostKnown = 4096

// chain leads from a certificate to an authority and holds between two
// moments.
type chain struct {
	certs       []*x509.Certificate
	from, until time.Time
}

// chains verifies certificates and remembers what can never change: that a
// certificate's signatures lead to an authority. That is the expensive part.
// Dates and revocation are looked at again for every request, so a memory
// needs no time to live and nothing has to be told to forget.
type chains struct {
	machine     pay.Clock
	roots       *x509.CertPool
	between     []*x509.Certificate
	revocations *Revocations

	mu    sync.RWMutex
	known map[pay.Fingerprint][]chain
}

func newChains(machine pay.Clock, roots, between []*x509.Certificate, revocations *Revocations) *chains {
	pool := x509.NewCertPool()
	for _, root := range roots {
		pool.AddCert(root)
	}
	return &chains{
		machine: machine, roots: pool, between: between, revocations: revocations,
		known: make(map[pay.Fingerprint][]chain),
	}
}

// verify tells whether the certificate is valid now.
func (c *chains) verify(f pay.Fingerprint, shown shown) error {
	now := c.machine.Now()
	c.mu.RLock()
	all := c.known[f]
	c.mu.RUnlock()

	inForce := within(all, now)
	if len(inForce) == 0 {
		built, err := c.build(shown, now)
		if err != nil {
			return err
		}
		c.remember(f, built)
		inForce = within(built, now)
	}
	for _, one := range inForce {
		if !c.revocations.anyRevoked(one.certs) {
			return nil
		}
	}
	return revoked()
}

// build finds the chains that are valid now.
func (c *chains) build(shown shown, now time.Time) ([]chain, error) {
	leaf, above, err := shown.parse()
	if err != nil {
		return nil, unreadable(err)
	}
	switch {
	case now.Before(leaf.NotBefore):
		return nil, notYetValid(leaf.NotBefore)
	case now.After(leaf.NotAfter):
		return nil, expired(leaf.NotAfter)
	}
	between := x509.NewCertPool()
	for _, cert := range c.between {
		between.AddCert(cert)
	}
	for _, cert := range above {
		between.AddCert(cert)
	}
	found, err := leaf.Verify(x509.VerifyOptions{
		Roots:         c.roots,
		Intermediates: between,
		CurrentTime:   now,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, refusal(err)
	}
	built := make([]chain, 0, len(found))
	for _, certs := range found {
		built = append(built, newChain(certs))
	}
	return built, nil
}

func refusal(err error) error {
	invalid, ok := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case ok && invalid.Reason == x509.IncompatibleUsage:
		return wrongUsage(err)
	case ok && invalid.Reason == x509.Expired: // of an authority between: the leaf's own dates are right
		return bad(err, "Tā izdevēja sertifikāts vairs nav derīgs.", "The certificate of its issuer is no longer valid.")
	case ok:
		return bad(err, "Tas neatbilst izdevēja noteiktajiem ierobežojumiem.", "It does not keep to its issuer's constraints.")
	}
	return unknownAuthority(err)
}

func newChain(certs []*x509.Certificate) chain {
	c := chain{certs: certs, from: certs[0].NotBefore, until: certs[0].NotAfter}
	for _, cert := range certs[1:] {
		if cert.NotBefore.After(c.from) {
			c.from = cert.NotBefore
		}
		if cert.NotAfter.Before(c.until) {
			c.until = cert.NotAfter
		}
	}
	return c
}

func within(all []chain, now time.Time) []chain {
	var in []chain
	for i, c := range all {
		if now.Before(c.from) || now.After(c.until) {
			continue
		}
		if len(all) == 1 {
			return all[i:] // the usual case allocates nothing
		}
		in = append(in, c)
	}
	return in
}

func (c *chains) remember(f pay.Fingerprint, built []chain) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= mostKnown {
		clear(c.known)
	}
	c.known[f] = built
}

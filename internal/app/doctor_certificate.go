package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/identity"
)

// readPair reads a server certificate and makes sure that its key belongs to
// it.
func readPair(files config.TLS) (*x509.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(string(files.Certificate), string(files.Key))
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", filepath.Base(string(files.Certificate)), filepath.Base(string(files.Key)), err)
	}
	return pair.Leaf, nil
}

// checkServerCertificate checks what a listener shows: its dates, and that it is
// for the host that callers are told, unless they see that of a proxy.
func checkServerCertificate(what string, leaf *x509.Certificate, err error, publicURL string, proxied bool, now time.Time) Findings {
	if err != nil {
		return Findings{failure(what, err.Error(), "put certificate and key in place, readable for the user of `mm serve`")}
	}
	found := Findings{checkDates(what, leaf, now)}
	if u, err := url.Parse(publicURL); err == nil && u.Scheme == "https" && !proxied && leaf.VerifyHostname(u.Hostname()) != nil {
		found = append(found, failure(what, fmt.Sprintf("the certificate is for %s, and callers are told %s", orNobody(namesOf(leaf)), u.Hostname()), "get a certificate for this host"))
	}
	if len(leaf.ExtKeyUsage) > 0 && !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) && !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageAny) {
		found = append(found, failure(what, "the certificate is not for servers: callers refuse it", "get one for server authentication"))
	}
	return found
}

func orNobody(names []string) string {
	if len(names) == 0 {
		return "no host"
	}
	return strings.Join(names, ", ")
}

// checkDates tells until when a certificate is valid.
func checkDates(what string, cert *x509.Certificate, now time.Time) Finding {
	text := expiry(cert, now)
	subject := cert.Subject.String()
	switch {
	case text == "":
		return fine(what, "%s, valid until %s", subject, date(cert.NotAfter))
	case now.Before(cert.NotBefore):
		return failure(what, subject+" "+text, "is the machine's clock right? Otherwise wait, or put the old one back")
	case now.After(cert.NotAfter):
		return failure(what, subject+" "+text, "put a new one in place")
	}
	return warning(what, subject+" "+text, "have a new one made")
}

// checkCertificates checks a file of certificates that are believed: those of
// authorities, or of the platform.
func checkCertificates(what, path string, certs []*x509.Certificate, err error, authorities bool, now time.Time) Findings {
	if err != nil {
		return Findings{failure(what, err.Error(), "put the file in place, in PEM, readable for the user of `mm serve`")}
	}
	var found Findings
	for _, cert := range certs {
		if authorities && !cert.IsCA {
			found = append(found, failure(what, fmt.Sprintf("%s in %s is no authority", cert.Subject, filepath.Base(path)), "name the certificate of the authority that issues client certificates"))
			continue
		}
		found = append(found, checkDates(what, cert, now))
	}
	return found
}

// revocationLists reads the lists as the server does, each by itself so that
// all faults are told.
func (e *examiner) revocationLists(ctx context.Context, authorities []*x509.Certificate) Findings {
	var states []identity.ListState
	for _, path := range e.config.Services.RevocationLists {
		lists, err := identity.OpenRevocations(ctx, e.machine, slog.New(slog.DiscardHandler), authorities, string(path))
		if err != nil {
			states = append(states, identity.ListState{Path: string(path), Err: err})
			continue
		}
		states = append(states, lists.State()...)
	}
	return checkLists(states)
}

func checkLists(states []identity.ListState) Findings {
	const what = "services.revocationLists"
	if len(states) == 0 {
		return Findings{warning(what, "there is none: a stolen certificate is accepted until the catalogue no longer has it", "name the revocation lists of the client authorities, and let something renew the files")}
	}
	var found Findings
	for _, s := range states {
		switch {
		case s.Err != nil:
			found = append(found, failure(what, s.Err.Error(), "fetch it from its authority; `mm serve` does not start without it"))
		case s.Overdue:
			found = append(found, warning(what, fmt.Sprintf("%s: a newer one was due %s; this one stays in force", filepath.Base(s.Path), moment(s.NextUpdate)), "fetch the newer one, and see why nobody did"))
		default:
			found = append(found, fine(what, "%s, %s, newer one due %s", filepath.Base(s.Path), counted(s.Revoked, "certificate"), moment(s.NextUpdate)))
		}
	}
	return found
}

package app

import (
	"crypto/x509"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/pay"
)

// checkCatalogue looks at the catalogue in force, nil when there is none, and
// at what the configuration makes of it.
func checkCatalogue(c *pay.Catalogue, versions []pay.CatalogueVersion, providers []config.Provider, now time.Time) Findings {
	const what = "catalogue"
	var found Findings
	if c == nil {
		found = append(found, failure(what, "none is in force: nobody is known and nothing can be bought", "mm catalogue import FILE --yes"))
	} else {
		found = append(found, fine(what, "version %d, in force since %s: %s, %s", c.Version, moment(c.ValidFrom), counted(len(c.Institutions), "institution"), counted(len(c.Steps), "step")))
	}
	again := false // a higher version waits, so what was passed over was brought in again
	states := versionStates(versions, now)
	for i, v := range versions {
		switch {
		case states[i] == "waits":
			again = true
			found = append(found, fine(what, "version %d waits for %s", v.Version, moment(v.ValidFrom)))
		case v.ValidFrom.After(now) && !again:
			found = append(found, warning(what, fmt.Sprintf("version %d was to come into force on %s, but a higher version comes before it", v.Version, moment(v.ValidFrom)), fmt.Sprintf("if it is still wanted, bring it in again: mm catalogue export --version %d --out next.yaml", v.Version)))
		}
	}
	if c == nil {
		return found
	}
	found = append(found, checkInstitutions(c)...)
	return append(found, checkSteps(c, providers)...)
}

// checkInstitutions names those that nobody can call for.
func checkInstitutions(c *pay.Catalogue) Findings {
	var without []string
	for _, code := range slices.Sorted(maps.Keys(c.Institutions)) {
		if len(c.Institutions[code].Certificates) == 0 {
			without = append(without, string(code))
		}
	}
	if len(without) == 0 {
		return nil
	}
	return Findings{warning("institutions", "without a client certificate, so that they cannot call: "+some(without), "add the fingerprints of their certificates to the catalogue (`mm certificate show FILE` prints them) and import it")}
}

// checkSteps names the steps that nobody can pay for, and providers that only
// the catalogue or only the configuration knows.
func checkSteps(c *pay.Catalogue, providers []config.Provider) Findings {
	configured := make(map[pay.ProviderCode]bool)
	for _, p := range providers {
		configured[p.Code.Canonical()] = true
	}
	var found Findings
	var unpayable []string
	for _, code := range slices.Sorted(maps.Keys(c.Steps)) {
		s := c.Steps[code]
		if !slices.ContainsFunc(c.Offered(s), func(p pay.ProviderCode) bool { return configured[p] }) {
			unpayable = append(unpayable, string(code))
		}
	}
	if len(unpayable) > 0 {
		found = append(found, failure("steps", "cannot be paid, since every provider of theirs is inactive in the catalogue or not configured here: "+some(unpayable), "activate a provider in the catalogue, or configure it under providers"))
	}
	var missing, unknown []string
	for _, code := range slices.Sorted(maps.Keys(c.Providers)) {
		if c.Providers[code].Active && !configured[code] {
			missing = append(missing, string(code))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(configured)) {
		if _, ok := c.Providers[code]; !ok {
			unknown = append(unknown, string(code))
		}
	}
	if len(missing) > 0 {
		found = append(found, warning("providers", "active in the catalogue but not configured here, so that payers are not shown them: "+some(missing), "configure them, or make them inactive"))
	}
	if len(unknown) > 0 {
		found = append(found, warning("providers", "configured here but not in the catalogue, so that no step offers them: "+some(unknown), "add them to the catalogue"))
	}
	return found
}

// some lists names, but no more than a line can hold.
func some(names []string) string {
	const most = 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// checkKnown looks at the dates of certificates whose files were named: the
// catalogue itself holds fingerprints only.
func checkKnown(path string, certs []*x509.Certificate, err error, c *pay.Catalogue, now time.Time) Findings {
	const what = "client certificate"
	if err != nil {
		return Findings{failure(what, err.Error(), "name files with certificates, PEM or DER")}
	}
	owners := make(map[pay.Fingerprint]pay.InstitutionCode)
	if c != nil {
		for code, institution := range c.Institutions {
			for _, f := range institution.Certificates {
				owners[f] = code
			}
		}
	}
	var found Findings
	for _, cert := range certs {
		owner, ok := owners[pay.FingerprintOf(cert.Raw)]
		if !ok {
			found = append(found, warning(what, fmt.Sprintf("%s (%s) is not in the catalogue", cert.Subject, filepath.Base(path)), "add its fingerprint to the institution's, if it is to call: "+pay.FingerprintOf(cert.Raw).String()))
			continue
		}
		found = append(found, checkDates(what+" of "+string(owner), cert, now))
	}
	return found
}

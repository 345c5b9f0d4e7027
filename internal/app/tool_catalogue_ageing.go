package app

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
)

// soon is how long before the end of a certificate people are told.
const soon = 30 * 24 * time.Hour

// certificateText is a certificate in PEM, indented as YAML wants it, or in one
// line with \n as JSON does.
var certificateText = regexp.MustCompile(`-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s\\]+?-----END CERTIFICATE-----`)

// ageing warns of certificates in a catalogue file that have expired or soon
// will. Only those that stand there in PEM can be looked at: of the others, and
// in the database of all, there is just the fingerprint.
func ageing(data []byte, now time.Time) catalogue.Faults {
	var warnings catalogue.Faults
	for _, at := range certificateText.FindAllIndex(data, -1) {
		cert, err := unindented(string(data[at[0]:at[1]]))
		if err != nil {
			continue // Parse has told of it
		}
		if text := expiry(cert, now); text != "" {
			warnings = append(warnings, &catalogue.Fault{
				Line: 1 + bytes.Count(data[:at[0]], []byte("\n")),
				Text: fmt.Sprintf("the certificate of %s %s", cert.Subject, text),
			})
		}
	}
	return warnings
}

func unindented(text string) (*x509.Certificate, error) {
	lines := strings.Split(strings.ReplaceAll(text, `\n`, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	block, _ := pem.Decode([]byte(strings.Join(lines, "\n")))
	if block == nil {
		return nil, errors.New("no certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

// expiry says what is wrong with a certificate's dates; empty when nothing is.
func expiry(cert *x509.Certificate, now time.Time) string {
	switch {
	case now.Before(cert.NotBefore):
		return "is not valid before " + moment(cert.NotBefore)
	case now.After(cert.NotAfter):
		return "expired on " + moment(cert.NotAfter)
	case cert.NotAfter.Sub(now) < soon:
		return fmt.Sprintf("expires on %s, in %s", moment(cert.NotAfter), days(cert.NotAfter.Sub(now)))
	}
	return ""
}

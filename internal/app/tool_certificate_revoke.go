package app

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// Revoke puts the certificates of files on the authority's revocation list;
// without any it renews the list.
func (t *CertificateTool) Revoke(files []string) error {
	a, err := t.folder().Open(t.machine, t.entropy)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no authority in %s", t.dir)
	}
	if err != nil {
		return err
	}
	var certs []*x509.Certificate
	for _, file := range files {
		cert, err := authority.ReadCertificate(file)
		if err != nil {
			return err
		}
		if err := cert.CheckSignatureFrom(a.Certificate()); err != nil {
			return fmt.Errorf("%s: %s was not issued by %s: only its own authority can revoke it", file, cert.Subject, a.Certificate().Subject)
		}
		certs = append(certs, cert)
	}
	if !t.yes {
		return t.tellRevoke(certs)
	}
	if err := t.folder().Revoke(a, certs...); err != nil {
		return err
	}
	for _, cert := range certs {
		fmt.Fprintf(t.out, "Revoked %s, %s.\n", cert.Subject, pay.FingerprintOf(cert.Raw))
	}
	_, err = fmt.Fprintf(t.out, "Wrote %s. Instances that read this file refuse what is on it within seconds. Take the fingerprints out of the catalogue, too.\n", t.folder().RevocationList())
	return err
}

func (t *CertificateTool) tellRevoke(certs []*x509.Certificate) error {
	if len(certs) == 0 {
		_, err := fmt.Fprintf(t.out, "Would renew %s, with nothing new on it. Add --yes to do it.\n", t.folder().RevocationList())
		return err
	}
	fmt.Fprintf(t.out, "Would put on %s, from where nothing comes back:\n\n", t.folder().RevocationList())
	for _, cert := range certs {
		fmt.Fprintf(t.out, "  %s, %s\n", cert.Subject, pay.FingerprintOf(cert.Raw))
	}
	_, err := fmt.Fprintln(t.out, "\nAdd --yes to do it.")
	return err
}

// ShowCertificates prints what the certificates of files say, and the
// fingerprint by which the catalogue knows them. Files are PEM or DER; one that
// is neither is told and does not hide the others.
func ShowCertificates(out io.Writer, files []string) error {
	return showCertificates(out, files, machineClock().Now())
}

func showCertificates(out io.Writer, files []string, now time.Time) error {
	var faults []error
	first := true
	for _, file := range files {
		certs, err := certificatesIn(file)
		faults = append(faults, err)
		for _, cert := range certs {
			if !first {
				fmt.Fprintln(out)
			}
			first = false
			faults = append(faults, showCertificate(out, file, cert, now))
		}
	}
	return errors.Join(faults...)
}

func showCertificate(out io.Writer, file string, cert *x509.Certificate, now time.Time) error {
	rows := table(out)
	for _, row := range [][2]string{
		{"File", file},
		{"Subject", cert.Subject.String()},
		{"Issuer", cert.Issuer.String()},
		{"Valid", moment(cert.NotBefore) + " to " + moment(cert.NotAfter) + ", " + standing(cert, now)},
		{"For", useOf(cert)},
		{"Names", strings.Join(namesOf(cert), ", ")},
		{"Key", keyOf(cert)},
		{"Fingerprint", pay.FingerprintOf(cert.Raw).String()},
	} {
		if row[1] != "" {
			fmt.Fprintf(rows, "%s\t%s\n", row[0], row[1])
		}
	}
	return rows.Flush()
}

// certificatesIn reads all certificates of a file in PEM, or the one of a file
// in DER.
func certificatesIn(file string) ([]*x509.Certificate, error) {
	certs, err := readCertificates([]config.File{config.File(file)})
	if err == nil {
		return certs, nil
	}
	cert, derError := authority.ReadCertificate(file)
	if errors.Is(derError, fs.ErrNotExist) || errors.Is(derError, fs.ErrPermission) {
		return nil, derError
	}
	if derError != nil {
		return nil, fmt.Errorf("%s holds no certificate in PEM or DER form", file)
	}
	return []*x509.Certificate{cert}, nil
}

// standing says whether a certificate is valid, and how much longer.
func standing(cert *x509.Certificate, now time.Time) string {
	switch {
	case now.Before(cert.NotBefore):
		return "not valid yet"
	case now.After(cert.NotAfter):
		return "expired"
	}
	return days(cert.NotAfter.Sub(now)) + " left"
}

// days is a span in whole days.
func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// namesOf lists the hosts that a certificate is for.
func namesOf(cert *x509.Certificate) []string {
	names := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

func useOf(cert *x509.Certificate) string {
	var uses []string
	if cert.IsCA {
		uses = append(uses, "authority")
	}
	for _, use := range cert.ExtKeyUsage {
		switch use {
		case x509.ExtKeyUsageClientAuth:
			uses = append(uses, "client")
		case x509.ExtKeyUsageServerAuth:
			uses = append(uses, "server")
		case x509.ExtKeyUsageAny:
			uses = append(uses, "anything")
		default:
			uses = append(uses, "other")
		}
	}
	return strings.Join(uses, ", ")
}

func keyOf(cert *x509.Certificate) string {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA, %d bits", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA, " + key.Curve.Params().Name
	}
	return cert.PublicKeyAlgorithm.String()
}

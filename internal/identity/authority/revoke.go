package authority

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// A list is due for renewal after 30 days; Revoke without certificates renews
// it.
const listLifetime = 30 * day

// Revoke makes the authority's next revocation list, in PEM: everything that
// the previous list holds (nil when there is none) and the given certificates.
// A certificate that is listed already keeps its first date. The authority
// keeps no books: the list is the record.
func (a *Authority) Revoke(previous []byte, certs ...*x509.Certificate) ([]byte, error) {
	entries, number, err := a.entries(previous)
	if err != nil {
		return nil, err
	}
	now := a.clock.Now().UTC().Truncate(time.Second)
	for _, cert := range certs {
		if !bytes.Equal(cert.RawIssuer, a.cert.RawSubject) || cert.CheckSignatureFrom(a.cert) != nil {
			return nil, fmt.Errorf("revoke: %s was not issued by %s", cert.Subject, a.cert.Subject)
		}
		if !listed(entries, cert.SerialNumber) {
			entries = append(entries, x509.RevocationListEntry{SerialNumber: cert.SerialNumber, RevocationTime: now})
		}
	}
	der, err := x509.CreateRevocationList(a.entropy, &x509.RevocationList{
		Number:                    number.Add(number, big.NewInt(1)),
		ThisUpdate:                now,
		NextUpdate:                now.Add(listLifetime),
		RevokedCertificateEntries: entries,
	}, a.cert, a.key)
	if err != nil {
		return nil, fmt.Errorf("sign revocation list: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: typeRevocationList, Bytes: der}), nil
}

func (a *Authority) entries(previous []byte) ([]x509.RevocationListEntry, *big.Int, error) {
	if previous == nil {
		return nil, new(big.Int), nil
	}
	block, _ := pem.Decode(previous)
	if block == nil || block.Type != typeRevocationList {
		return nil, nil, errors.New("read previous revocation list: no list in PEM")
	}
	list, err := x509.ParseRevocationList(block.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("read previous revocation list: %w", err)
	}
	if err := list.CheckSignatureFrom(a.cert); err != nil {
		return nil, nil, fmt.Errorf("read previous revocation list: %w", err)
	}
	entries := make([]x509.RevocationListEntry, 0, len(list.RevokedCertificateEntries)+1)
	for _, e := range list.RevokedCertificateEntries {
		entries = append(entries, x509.RevocationListEntry{SerialNumber: e.SerialNumber, RevocationTime: e.RevocationTime, ReasonCode: e.ReasonCode})
	}
	number := new(big.Int)
	if list.Number != nil {
		number.Set(list.Number)
	}
	return entries, number, nil
}

func listed(entries []x509.RevocationListEntry, serial *big.Int) bool {
	for _, e := range entries {
		if e.SerialNumber.Cmp(serial) == 0 {
			return true
		}
	}
	return false
}

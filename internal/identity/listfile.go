package identity

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"
)

// Extensions of revocation lists (RFC 5280, section 5.2) that change what the
// entries mean.
const (
	oidDelta        = "2.5.29.27"
	oidDistribution = "2.5.29.28"
)

// listFile is one file and the last good lists that it held.
type listFile struct {
	path     string
	modified time.Time
	size     int64
	lists    []*x509.RevocationList
	err      error  // of the last reading
	reported string // what was logged last
}

// reload reads the file when it changed or was bad, and tells whether other
// lists are in force now.
func (f *listFile) reload(authorities []*x509.Certificate) bool {
	info, err := os.Stat(f.path)
	if err != nil {
		f.err = err
		return false
	}
	if f.err == nil && f.lists != nil && info.ModTime().Equal(f.modified) && info.Size() == f.size {
		return false
	}
	lists, err := f.read(authorities)
	f.err = err
	if err != nil {
		return false
	}
	f.lists, f.modified, f.size = lists, info.ModTime(), info.Size()
	return true
}

func (f *listFile) read(authorities []*x509.Certificate) ([]*x509.RevocationList, error) {
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	ders := [][]byte{data}
	if bytes.Contains(data, []byte("-----BEGIN ")) {
		ders = pemLists(data)
	}
	var lists []*x509.RevocationList
	for _, der := range ders {
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			return nil, err
		}
		if err := check(list, authorities); err != nil {
			return nil, err
		}
		if err := f.notOlder(list); err != nil {
			return nil, err
		}
		lists = append(lists, list)
	}
	if len(lists) == 0 {
		return nil, errors.New("no revocation list in it")
	}
	return lists, nil
}

func pemLists(data []byte) [][]byte {
	var ders [][]byte
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return ders
		}
		if block.Type == "X509 CRL" {
			ders = append(ders, block.Bytes)
		}
	}
}

func check(list *x509.RevocationList, authorities []*x509.Certificate) error {
	for _, e := range list.Extensions {
		oid := e.Id.String()
		switch {
		case oid == oidDelta:
			return errors.New("it is a delta list; want a complete one")
		case e.Critical && oid != oidDistribution:
			return fmt.Errorf("its critical extension %s is not understood", oid)
		}
	}
	for _, authority := range authorities {
		if bytes.Equal(list.RawIssuer, authority.RawSubject) && list.CheckSignatureFrom(authority) == nil {
			return nil
		}
	}
	return fmt.Errorf("it is not signed by a configured authority (issuer %s)", list.Issuer)
}

// notOlder keeps an old copy of a list from taking the place of a newer one,
// which would bring revoked certificates back. An issuer may have several
// lists in the file; the oldest of them sets the bound.
func (f *listFile) notOlder(list *x509.RevocationList) error {
	var bound time.Time
	for _, before := range f.lists {
		if bytes.Equal(before.RawIssuer, list.RawIssuer) && (bound.IsZero() || before.ThisUpdate.Before(bound)) {
			bound = before.ThisUpdate
		}
	}
	if list.ThisUpdate.Before(bound) {
		return fmt.Errorf("it is of %s, older than the one in force of %s",
			list.ThisUpdate.Format(time.RFC3339), bound.Format(time.RFC3339))
	}
	return nil
}

func overdue(list *x509.RevocationList, now time.Time) bool {
	return !list.NextUpdate.IsZero() && now.After(list.NextUpdate)
}

// report logs what is wrong with the file, each new fault once, and the end of
// the faults.
func (f *listFile) report(ctx context.Context, log *slog.Logger, now time.Time) {
	fault := ""
	if f.err != nil {
		fault = f.err.Error()
	}
	for _, list := range f.lists {
		if fault == "" && overdue(list, now) {
			fault = "a newer list was due " + list.NextUpdate.Format(time.RFC3339)
		}
	}
	if fault == f.reported {
		return
	}
	f.reported = fault
	if fault == "" {
		log.InfoContext(ctx, "revocation list is good again", "path", f.path)
		return
	}
	log.ErrorContext(ctx, "revocation list is bad or overdue, the last good one stays in force", "path", f.path, "fault", fault)
}

package identity

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

// Revocations keeps revocation lists that lie in files and reads them anew
// when the files change. When a file can no longer be read, or its list is not
// from a known authority, or is older than the one before, the last good list
// stays in force and the fault is logged and shown by State. A list that is
// past its NextUpdate stays in force too: a late list must not stop a country's
// payments, nor may it be forgotten.
type Revocations struct {
	machine     pay.Clock
	log         *slog.Logger
	authorities []*x509.Certificate

	mu      sync.Mutex // one reload at a time
	files   []*listFile
	inForce atomic.Pointer[revokedSerials]
}

// revokedSerials is by issuer, as it stands in the certificate, and serial
// number.
type revokedSerials map[string]map[string]struct{}

// OpenRevocations reads the lists at paths, PEM or DER. Each must be signed by
// one of the authorities, which are roots and intermediates alike. At start
// every list must be good: there is no last good one to fall back on.
func OpenRevocations(ctx context.Context, machine pay.Clock, log *slog.Logger, authorities []*x509.Certificate, paths ...string) (*Revocations, error) {
	r := &Revocations{machine: machine, log: log, authorities: authorities}
	for _, path := range paths {
		r.files = append(r.files, &listFile{path: path})
	}
	r.Reload(ctx)
	for _, f := range r.files {
		if f.err != nil {
			return nil, fmt.Errorf("revocation list %s: %w", f.path, f.err)
		}
	}
	return r, nil
}

// Run reloads at every tick until ctx ends.
func (r *Revocations) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			r.Reload(ctx)
		}
	}
}

// Reload reads the files that changed since they were read last. What it takes
// in is in force for the next request.
func (r *Revocations) Reload(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.machine.Now()
	changed := false
	for _, f := range r.files {
		changed = f.reload(r.authorities) || changed
		f.report(ctx, r.log, now)
	}
	if changed || r.inForce.Load() == nil {
		r.inForce.Store(r.merge())
	}
}

func (r *Revocations) merge() *revokedSerials {
	merged := make(revokedSerials)
	for _, f := range r.files {
		for _, list := range f.lists {
			serials := merged[string(list.RawIssuer)]
			if serials == nil {
				serials = make(map[string]struct{})
				merged[string(list.RawIssuer)] = serials
			}
			for _, entry := range list.RevokedCertificateEntries {
				serials[string(entry.SerialNumber.Bytes())] = struct{}{}
			}
		}
	}
	return &merged
}

// anyRevoked tells whether a certificate of the chain is on a list in force.
// Nil Revocations know of none.
func (r *Revocations) anyRevoked(chain []*x509.Certificate) bool {
	if r == nil {
		return false
	}
	for _, cert := range chain {
		serials, ok := (*r.inForce.Load())[string(cert.RawIssuer)]
		if !ok {
			continue
		}
		if _, ok := serials[string(cert.SerialNumber.Bytes())]; ok {
			return true
		}
	}
	return false
}

// ListState is what doctor and metrics show of one revocation list.
type ListState struct {
	Path       string
	Issuer     string
	ThisUpdate time.Time
	NextUpdate time.Time // zero when the list does not say
	Revoked    int       // certificates on it
	Overdue    bool      // past NextUpdate
	Err        error     // why the file's present content is not in force; nil when it is
}

// State lists all lists in force, in the order of the files.
func (r *Revocations) State() []ListState {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.machine.Now()
	var all []ListState
	for _, f := range r.files {
		for _, list := range f.lists {
			all = append(all, ListState{
				Path: f.path, Issuer: list.Issuer.String(), ThisUpdate: list.ThisUpdate, NextUpdate: list.NextUpdate,
				Revoked: len(list.RevokedCertificateEntries), Overdue: overdue(list, now), Err: f.err,
			})
		}
	}
	return all
}

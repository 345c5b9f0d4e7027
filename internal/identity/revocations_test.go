package identity_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// lists is an authority with a list in a file, and a verifier that reads it.
type lists struct {
	t           *testing.T
	machine     *clock
	root        *authority.Authority
	path        string
	log         bytes.Buffer
	revocations *identity.Revocations
	verifier    *identity.Verifier
	good, gone  *authority.Issued
}

func newLists(t *testing.T) *lists {
	t.Helper()
	l := &lists{t: t, machine: &clock{today}, path: filepath.Join(t.TempDir(), "ca.crl")}
	var err error
	if l.root, err = authority.New(l.machine, rand.Reader, "root"); err != nil {
		t.Fatal(err)
	}
	l.good, l.gone = client(t, l.root, authority.Holder{}), client(t, l.root, authority.Holder{})
	l.write(l.list(l.gone.Certificate))
	roots := []*x509.Certificate{l.root.Certificate()}
	l.revocations, err = identity.OpenRevocations(t.Context(), l.machine, slog.New(slog.NewTextHandler(&l.log, nil)), roots, l.path)
	if err != nil {
		t.Fatal(err)
	}
	l.verifier = verifier(t, identity.Config{
		Authorities: roots, Revocations: l.revocations, Machine: l.machine,
		Registry: registry{l.good.Fingerprint(): "VRAA", l.gone.Fingerprint(): "VRAA"},
	})
	return l
}

func (l *lists) list(certs ...*x509.Certificate) []byte {
	l.t.Helper()
	data, err := l.root.Revoke(nil, certs...)
	if err != nil {
		l.t.Fatal(err)
	}
	return data
}

// write changes the file; the time of change differs each time, as it does
// when people do it.
func (l *lists) write(data []byte) {
	l.t.Helper()
	if err := os.WriteFile(l.path, data, 0o600); err != nil {
		l.t.Fatal(err)
	}
	l.machine.now = l.machine.now.Add(time.Second)
	if err := os.Chtimes(l.path, l.machine.now, l.machine.now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lists) accepts(c *authority.Issued) bool {
	l.t.Helper()
	_, err := l.verifier.Caller(with(c))
	if err != nil {
		refused(l.t, err, pay.CodeBadCertificate, "revoked")
	}
	return err == nil
}

func TestRevokedCertificatesAreRefused(t *testing.T) {
	t.Parallel()
	l := newLists(t)
	if !l.accepts(l.good) || l.accepts(l.gone) {
		t.Error("a good certificate is refused or a revoked one accepted")
	}
	l.write(l.list(l.gone.Certificate, l.good.Certificate))
	if !l.accepts(l.good) {
		t.Error("a list is in force before it was read")
	}
	l.revocations.Reload(t.Context())
	if l.accepts(l.good) {
		t.Error("a certificate is accepted after the list that names it was read")
	}
}

func TestARevokedIntermediateTakesAllBelowItAlong(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root")
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, between, authority.Holder{})
	data, err := root.Revoke(nil, between.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "root.der")
	block, _ := pem.Decode(data)
	if err := os.WriteFile(path, block.Bytes, 0o600); err != nil { // lists come as DER, too
		t.Fatal(err)
	}
	roots := []*x509.Certificate{root.Certificate()}
	revocations, err := identity.OpenRevocations(t.Context(), &clock{today}, slog.New(slog.DiscardHandler), roots, path)
	if err != nil {
		t.Fatal(err)
	}
	v := verifier(t, identity.Config{Authorities: roots, Revocations: revocations, Registry: registry{c.Fingerprint(): "VRAA"}})
	_, err = v.Caller(with(c))
	refused(t, err, pay.CodeBadCertificate, "revoked")
}

func TestABadListLeavesTheLastGoodOneInForce(t *testing.T) {
	t.Parallel()
	l := newLists(t)
	foreign, err := newAuthority(t, "root").Revoke(nil)
	if err != nil {
		t.Fatal(err)
	}
	earlier := *l.machine
	earlier.now = today.AddDate(0, 0, -3)
	key, err := l.root.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	past, err := authority.Load(&earlier, rand.Reader, l.root.CertificatePEM(), key)
	if err != nil {
		t.Fatal(err)
	}
	older, err := past.Revoke(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"empty":             {nil, "malformed"},
		"no list":           {l.root.CertificatePEM(), "no revocation list"},
		"broken":            {[]byte("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"), "malformed"},
		"signed by another": {foreign, "not signed by a configured authority"},
		"older":             {older, "older than the one in force"},
	} {
		l.write(tc.data)
		l.revocations.Reload(t.Context())
		if !l.accepts(l.good) || l.accepts(l.gone) {
			t.Errorf("%s: the last good list is not in force", name)
		}
		state := l.revocations.State()
		if len(state) != 1 || state[0].Err == nil || !strings.Contains(state[0].Err.Error(), tc.want) {
			t.Errorf("%s: state %+v, want a fault with %q", name, state, tc.want)
		}
		if !strings.Contains(l.log.String(), tc.want) || !strings.Contains(l.log.String(), "level=ERROR") {
			t.Errorf("%s: the log does not tell:\n%s", name, l.log.String())
		}
		l.log.Reset()
		l.revocations.Reload(t.Context())
		if l.log.Len() > 0 {
			t.Errorf("%s: told twice:\n%s", name, l.log.String())
		}
	}
	if err := os.Remove(l.path); err != nil {
		t.Fatal(err)
	}
	l.revocations.Reload(t.Context())
	if l.accepts(l.gone) {
		t.Error("without its file the list is forgotten")
	}
	l.write(l.list())
	l.revocations.Reload(t.Context())
	if state := l.revocations.State(); state[0].Err != nil || !l.accepts(l.gone) {
		t.Errorf("a good list again: state %+v", state)
	}
}

func TestAnOverdueListStaysInForceAndIsReported(t *testing.T) {
	t.Parallel()
	l := newLists(t)
	l.machine.now = today.AddDate(0, 2, 0)
	l.revocations.Reload(t.Context())
	if !l.accepts(l.good) || l.accepts(l.gone) {
		t.Error("the overdue list is not in force")
	}
	state := l.revocations.State()
	if !state[0].Overdue || state[0].Revoked != 1 || !strings.Contains(l.log.String(), "a newer list was due") {
		t.Errorf("state %+v, log:\n%s", state, l.log.String())
	}
}

func TestAtStartEveryListMustBeGood(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "missing.crl")
	_, err := identity.OpenRevocations(t.Context(), &clock{today}, slog.New(slog.DiscardHandler), nil, path)
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("opened a list that is not there: %v", err)
	}
}

func TestRunReloadsAtEveryTick(t *testing.T) {
	t.Parallel()
	l := newLists(t)
	l.write(l.list(l.good.Certificate))
	ctx, stop := context.WithCancel(t.Context())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		l.revocations.Run(ctx, tick)
		close(done)
	}()
	tick <- today
	tick <- today // taken only when the first reload is over
	if l.accepts(l.good) {
		t.Error("the list was not read at the tick")
	}
	stop()
	<-done
}

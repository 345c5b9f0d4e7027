package identity_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

func TestResumedSessionsAreVerified(t *testing.T) {
	t.Parallel()
	machine, root := &clock{today}, newAuthority(t, "root")
	c := client(t, root, authority.Holder{})
	server, err := root.Server()
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "ca.crl")
	revoke := func(certs ...*x509.Certificate) {
		t.Helper()
		data, err := root.Revoke(nil, certs...)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(list, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	revoke()
	roots := []*x509.Certificate{root.Certificate()}
	revocations, err := identity.OpenRevocations(t.Context(), machine, slog.New(slog.DiscardHandler), roots, list)
	if err != nil {
		t.Fatal(err)
	}
	v := verifier(t, identity.Config{
		Authorities: roots, Revocations: revocations, Registry: registry{c.Fingerprint(): "VRAA"}, Machine: machine,
	})
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := v.Caller(r)
		if err != nil {
			http.Error(w, string(pay.CodeOf(err)), http.StatusForbidden)
			return
		}
		io.WriteString(w, string(caller.Institution))
	}))
	certificate := server.TLS()
	s.TLS = identity.ServerTLS(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &certificate, nil })
	s.TLS.Certificates = []tls.Certificate{certificate} // else httptest puts its own there
	s.TLS.Time = machine.Now
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)

	pool := x509.NewCertPool()
	pool.AddCert(root.Certificate())
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		revoke()
		revocations.Reload(t.Context())
		settings := &tls.Config{
			RootCAs: pool, Certificates: []tls.Certificate{c.TLS()}, Time: machine.Now,
			ClientSessionCache: tls.NewLRUClientSessionCache(4), MinVersion: tls.VersionTLS12, MaxVersion: version,
		}
		if got, resumed := get(t, s.URL, settings); got != "VRAA" || resumed {
			t.Fatalf("%s: first call answered %q, resumed %t", name, got, resumed)
		}
		if got, resumed := get(t, s.URL, settings); got != "VRAA" || !resumed {
			t.Fatalf("%s: second call answered %q, resumed %t", name, got, resumed)
		}
		revoke(c.Certificate)
		revocations.Reload(t.Context())
		if got, resumed := get(t, s.URL, settings); got != string(pay.CodeBadCertificate) || !resumed {
			t.Errorf("%s: after revocation answered %q, resumed %t, want %s in a resumed session", name, got, resumed, pay.CodeBadCertificate)
		}
	}
	// A certificate that no handshake would take still gets a readable answer.
	odd := client(t, newAuthority(t, "foreign"), authority.Holder{})
	settings := &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{odd.TLS()}, Time: machine.Now} //nolint:gosec // a test
	if got, _ := get(t, s.URL, settings); got != string(pay.CodeBadCertificate) {
		t.Errorf("a foreign certificate was answered %q", got)
	}
	old := &tls.Config{RootCAs: pool, Time: machine.Now, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} //nolint:gosec // must fail
	if _, err := call(t.Context(), s.URL, old); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

type answer struct {
	body    string
	resumed bool
}

func get(t *testing.T, url string, settings *tls.Config) (string, bool) {
	t.Helper()
	a, err := call(t.Context(), url, settings)
	if err != nil {
		t.Fatal(err)
	}
	return a.body, a.resumed
}

// call makes one request on a connection of its own.
func call(ctx context.Context, url string, settings *tls.Config) (answer, error) {
	transport := &http.Transport{TLSClientConfig: settings}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer{}, err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{strings.TrimSpace(string(body)), response.TLS.DidResume}, err
}

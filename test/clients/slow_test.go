package clients_test

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// dial opens a connection to a listener, which ends with the test.
func dial(t testing.TB, address string, settings *tls.Config) (net.Conn, error) {
	t.Helper()
	_, host, _ := strings.Cut(address, "://")
	connection, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = connection.Close() })
	if settings != nil {
		return tls.Client(connection, settings), nil
	}
	return connection, nil
}

// Who sends slowly is cut off, and holds nobody up until then.
func TestSlowCallers(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	pair, err := tls.LoadX509KeyPair(d.ClientCert, d.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	withTLS := &tls.Config{RootCAs: trust(t, d.CA), Certificates: []tls.Certificate{pair}, ServerName: "localhost"}
	path := strings.TrimPrefix(d.PaymentSOAP, d.Services)
	head := "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
	var group sync.WaitGroup
	for _, c := range []struct {
		name, address, text string
		settings            *tls.Config
	}{
		{"a handshake that does not begin", d.Services, "", nil},
		{"a header that does not end", d.Services, head, withTLS},
		{"a body that does not end", d.Services, head + "Content-Length: 1000\r\n\r\n<s:Envelope", withTLS},
		{"a body in pieces that do not come", d.Services, head + "Transfer-Encoding: chunked\r\n\r\n5\r\n<s:En\r\n", withTLS},
		{"a payer's header that does not end", d.Web, "GET /MM/WebUI2/Payments/ HTTP/1.1\r\nHost: localhost\r\n", nil},
		{"a bank's message that does not end", d.Web, "POST /providers/DEMO0000/notify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nDB_", nil},
	} {
		// All at once: each only waits.
		group.Go(func() {
			began := time.Now()
			answer, err := slowly(t, c.address, c.settings, c.text)
			if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
				t.Errorf("%s: still open after %v", c.name, time.Since(began))
			}
			if strings.HasPrefix(answer, "HTTP/1.1 2") {
				t.Errorf("%s: answered %q", c.name, answer)
			}
			t.Logf("%s: cut off after %v with %.24q", c.name, time.Since(began).Round(100*time.Millisecond), answer)
		})
	}
	if l := d.own.letter(t, d.own.save(t, d.sale())); l != "P" {
		t.Errorf("others meanwhile: letter %s", l)
	}
	group.Wait()
}

// slowly sends a text, then nothing more, and reads until it is cut off.
func slowly(t testing.TB, address string, settings *tls.Config, text string) (answer string, err error) {
	t.Helper()
	connection, err := dial(t, address, settings)
	if err != nil {
		return "", err
	}
	if _, err := io.WriteString(connection, text); err != nil {
		return "", err
	}
	if err := connection.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	all, err := io.ReadAll(bufio.NewReader(connection))
	return string(all), err
}

func TestGarbageOnEveryListener(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	before := d.rows(t)
	texts := []string{
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // the beginning of a handshake
		"GET / HTTP/0.9\r\n\r\n", "POST * HTTP/1.1\r\n\r\n", "GET /%00%ff/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
		"\r\n\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", rand.Text(),
	}
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			for _, address := range []string{d.Services, d.Web, d.Ops, d.Sandbox, d.EService} {
				connection, err := dial(t, address, nil)
				if err != nil {
					t.Error(err)
					continue
				}
				// It may be closed before all is written.
				_, _ = io.WriteString(connection, texts[i%len(texts)])
				if i%2 == 0 {
					_ = connection.Close()
				}
			}
		})
	}
	group.Wait()
	if l := d.own.letter(t, id); l != "P" {
		t.Errorf("letter %s", l)
	}
	if status, body := get(t, http.DefaultClient, d.Ops+"/health/ready"); status != http.StatusOK {
		t.Errorf("readiness: %d %s", status, body)
	}
	d.pay(t, id, "approve")
	after := d.rows(t)
	if after["request"] != before["request"] {
		t.Errorf("requests went from %d to %d", before["request"], after["request"])
	}
}

// Connections that ask nothing, as browsers open them ahead, must not hold up
// the end.
func TestStopWithSilentConnections(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	d.own.save(t, d.sale())
	for _, address := range []string{d.Services, d.Web, d.Ops, d.Sandbox, d.EService} {
		if _, err := dial(t, address, nil); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	d.stop(t)
	t.Logf("stopped after %v", time.Since(began).Round(time.Millisecond))
}

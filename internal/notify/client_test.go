package notify_test

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

func TestClientTrustsOnlyKnownAuthorities(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(status(http.StatusOK))
	t.Cleanup(server.Close)
	server.Config.ErrorLog = nil
	known := x509.NewCertPool()
	known.AddCert(server.Certificate())

	trusting := notify.NewClient(notify.ClientConfig{Guard: loopback(), Roots: known})
	if response, err := trusting.Get(server.URL); err != nil {
		t.Errorf("with the authority configured: %v", err)
	} else {
		_ = response.Body.Close()
	}
	trusting.CloseIdleConnections()

	s := newStand(t, server.URL, loopback())
	id := s.change(t, pay.LetterExecuted)
	s.deliver(t, id)
	if d := s.delivery(t, id); d.LastResult != "certificate is not trusted" {
		t.Errorf("without: %q", d.LastResult)
	}
}

func TestClientUsesNoProxyAndKeepsNoCookies(t *testing.T) {
	t.Parallel()
	c := notify.NewClient(notify.ClientConfig{})
	transport, ok := c.Transport.(*http.Transport)
	if !ok || transport.Proxy != nil || c.Jar != nil {
		t.Errorf("client: %+v", c)
	}
	if c.Timeout != notify.Timeout {
		t.Errorf("time-out %s", c.Timeout)
	}
}

// A name that is public when somebody looks and points inside when it is
// dialled must not be reached.
func TestNameThatChangesItsAddress(t *testing.T) {
	t.Parallel()
	inside := newReceiver(t, status(http.StatusOK))
	_, port, err := net.SplitHostPort(strings.TrimPrefix(inside.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	resolver := changing([4]byte{93, 184, 216, 34}, [4]byte{127, 0, 0, 1})
	if seen, err := resolver.LookupHost(t.Context(), "rebind.example."); err != nil || seen[0] != "93.184.216.34" {
		t.Fatalf("first look: %v, %v", seen, err)
	}
	client := notify.NewClient(notify.ClientConfig{Dialer: net.Dialer{Resolver: resolver}})
	response, err := client.Get("http://rebind.example.:" + port)
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("the inside was reached")
	}
	if !strings.Contains(err.Error(), "127.0.0.1") || !strings.Contains(err.Error(), "not a public address") {
		t.Errorf("refused for another reason: %v", err)
	}
	if inside.count() != 0 {
		t.Error("the inside was called")
	}
}

// changing is a resolver that answers each question for an IPv4 address with
// the next of the addresses, the last one for ever.
func changing(addresses ...[4]byte) *net.Resolver {
	var asked atomic.Int32
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for answerOne(theirs, &asked, addresses) == nil {
			}
		}()
		return ours, nil
	}}
}

// answerOne answers one question in the form that DNS has over TCP.
func answerOne(conn net.Conn, asked *atomic.Int32, addresses [][4]byte) error {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return err
	}
	packet := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, packet); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil || len(m.Questions) == 0 {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		n := min(int(asked.Add(1)), len(addresses)) - 1
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
			Body:   &dnsmessage.AResource{A: addresses[n]},
		}}
	}
	packet, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...))
	return err
}

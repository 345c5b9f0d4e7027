package app

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// newCrowd makes a crowd that writes down what it refuses.
func newCrowd(most, share int) (c *crowd, refused *[]string) {
	refused = new([]string)
	return &crowd{
		most: most, share: share, exempt: func(a netip.Addr) bool { return a == netip.MustParseAddr("10.0.0.1") },
		changed: func(int) {}, refused: func(reason string) { *refused = append(*refused, reason) },
		from: map[netip.Prefix]int{},
	}, refused
}

func TestConnectionsOfOneNetworkLeaveRoomForOthers(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(5, 2)
	var release []func()
	for _, step := range []struct{ from, want string }{
		{"2001:db8:1::1", ""},
		{"2001:db8:1::2", ""},
		{"2001:db8:1::3", refusedShare}, // the same subscriber
		{"2001:db8:2::1", ""},
		{"10.0.0.1", ""}, // a proxy stands for many
		{"10.0.0.1", ""},
		{"10.0.0.1", refusedFull}, // but not for all
		{"192.0.2.1", refusedFull},
	} {
		done, reason := c.take(netip.MustParseAddr(step.from))
		if reason != step.want || (done == nil) != (reason != "") {
			t.Fatalf("from %s: %q, want %q", step.from, reason, step.want)
		}
		if done != nil {
			release = append(release, done)
		}
	}
	for _, done := range release {
		done()
		done() // as a connection that is closed twice
	}
	if c.open != 0 || len(c.from) != 0 {
		t.Errorf("all have left, and %d are counted, from %v", c.open, c.from)
	}
}

// pipes is a listener whose connections lie in memory, all from one network.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// Slow-loris: connections that ask nothing hold their network's share and no
// more, and a connection that is closed makes room.
func TestServerWithSilentConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, refused := newCrowd(8, 2)
		line := make(pipes)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		})}
		ended := make(chan error)
		go func() { ended <- server.Serve(crowded{line, c}) }()
		dial := func() net.Conn {
			ours, theirs := net.Pipe()
			line <- theirs
			synctest.Wait()
			return ours
		}
		silent, also, third := dial(), dial(), dial()
		if diff := cmp.Diff([]string{refusedShare}, *refused); diff != "" {
			t.Errorf("refused (-want +got)\n%s", diff)
		}
		if _, err := third.Read(make([]byte, 1)); err == nil {
			t.Error("the third connection is open")
		}
		_ = silent.Close()
		synctest.Wait()

		asking := dial()
		if _, err := asking.Write([]byte("GET / HTTP/1.1\r\nHost: mm\r\nConnection: close\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(asking), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusNoContent {
			t.Errorf("answered %d", answer.StatusCode)
		}
		_ = also.Close()
		_ = asking.Close()
		close(line)
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("served until %v", err)
		}
		_ = server.Close()
		synctest.Wait()
		if c.open != 0 {
			t.Errorf("%d connections are counted at the end", c.open)
		}
	})
}

package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"

	"viss.gov.lv/mm/internal/config"
)

// server is one listener with what answers on it.
type server struct {
	name     string
	listener net.Listener
	http     *http.Server
	tls      bool
	log      *slog.Logger
	done     chan error

	mu     sync.Mutex
	silent map[net.Conn]struct{} // connections on which nothing was asked yet
}

// maxHeaderBytes bounds a request's header: a client certificate in a proxy's
// header is the longest thing in it.
const maxHeaderBytes = 64 << 10

// listen opens a listener, or takes one that is open already. Nothing is served
// before serve.
func listen(ctx context.Context, name, address string, listener net.Listener, tlsConfig *tls.Config, h http.Handler, l config.Limits, log *slog.Logger) (*server, error) {
	if listener == nil {
		var err error
		if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", address); err != nil {
			return nil, fmt.Errorf("listen for %s on %s: %w", name, address, err)
		}
	}
	s := &server{name: name, listener: listener, tls: tlsConfig != nil, log: log, done: make(chan error, 1), silent: map[net.Conn]struct{}{}}
	s.http = &http.Server{
		Handler:           h,
		TLSConfig:         tlsConfig,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.ReadTimeout,
		WriteTimeout:      l.WriteTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(quiet{log.Handler()}, slog.LevelWarn),
		ConnState:         s.note,
	}
	return s, nil
}

// address is the base address of the listener as a client on this machine
// writes it.
func (s *server) address(host string) string {
	scheme := "http"
	if s.tls {
		scheme = "https"
	}
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	return scheme + "://" + net.JoinHostPort(host, port)
}

// serve answers in the background until stop.
func (s *server) serve() {
	go func() {
		var err error
		if s.tls {
			err = s.http.ServeTLS(s.listener, "", "")
		} else {
			err = s.http.Serve(s.listener)
		}
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		s.done <- err
	}()
}

// abandon closes a listener that nobody serves.
func (s *server) abandon() error {
	if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// note keeps an eye on connections that have asked nothing: browsers and
// scanners open some in advance, and a stop need not wait for them.
func (s *server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.silent[c] = struct{}{}
	} else {
		delete(s.silent, c)
	}
}

// stop refuses new work and waits for what is running until the context ends;
// whoever is still there then has had the time that was configured.
func (s *server) stop(ctx context.Context) error {
	s.mu.Lock()
	for c := range s.silent {
		_ = c.Close() // nobody waits for an answer on it
	}
	s.mu.Unlock()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.WarnContext(ctx, "calls were cut off at the stop", "listener", s.name)
		err = s.http.Close()
	}
	if err != nil {
		return fmt.Errorf("stop %s: %w", s.name, err)
	}
	return nil
}

// quiet drops what the HTTP server says of every stranger who hangs up during
// the handshake: on a public port that is noise.
type quiet struct{ slog.Handler }

// Handle passes a record on unless it is that noise.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "TLS handshake error") {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

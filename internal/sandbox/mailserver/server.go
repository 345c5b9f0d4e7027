package mailserver

import (
	"context"
	"crypto/tls"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

//go:embed inbox.html message.html refusal.html
var files embed.FS

// Config is what a Server is made of. TLS and the credentials may be left out.
type Config struct {
	Name     string      // how it calls itself to clients
	TLS      *tls.Config // offers STARTTLS
	Implicit bool        // TLS from the first byte instead
	Username string      // asks clients to sign in
	Password string
	Now      func() time.Time // business clock: when a message came
	Log      *slog.Logger
}

// Server is the stand-in. It is an http.Handler for its pages; Serve answers
// mail clients. It is safe for concurrent use.
type Server struct {
	Config
	mux     *http.ServeMux
	pages   *page.Pages
	inbox   inbox
	clients chan struct{} // one for each conversation
}

// Bounds of the conversations: how many there are at a time, more have to wait;
// and how long one may last.
const (
	maxClients = 32
	maxTalk    = 2 * time.Minute
)

// New makes a Server.
func New(c Config) (*Server, error) {
	if c.Name == "" || c.Now == nil || c.Log == nil {
		return nil, errors.New("mail server: Name, Now and Log must be given")
	}
	if c.Implicit && c.TLS == nil {
		return nil, errors.New("mail server: Implicit needs TLS")
	}
	s := &Server{Config: c, mux: http.NewServeMux(), clients: make(chan struct{}, maxClients)}
	var err error
	if s.pages, err = page.Parse(files, "/style.css", "inbox", "message", "refusal"); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	s.mux.HandleFunc("GET /{$}", s.home)
	s.mux.HandleFunc("GET /messages", s.list)
	s.mux.HandleFunc("GET /messages/{id}", s.show)
	s.mux.HandleFunc("GET /messages/{id}/raw", s.raw)
	s.mux.HandleFunc("GET /messages/{id}/html", s.html)
	s.mux.HandleFunc("GET /style.css", page.Style)
	return s, nil
}

// ServeHTTP serves the inbox.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Serve answers mail clients until the context ends. It closes the listener and
// returns when the last conversation is over.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	defer func() { _ = l.Close() }()
	var talking sync.WaitGroup
	defer talking.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case s.clients <- struct{}{}:
		}
		conn, err := l.Accept()
		if err != nil {
			<-s.clients
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("mail server: %w", err)
		}
		talking.Go(func() {
			defer func() { <-s.clients }()
			talk, over := context.WithTimeout(ctx, maxTalk)
			defer over()
			context.AfterFunc(talk, func() { _ = conn.Close() })
			s.talk(conn)
		})
	}
}

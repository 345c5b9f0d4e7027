package demobank

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// Config is what a Bank is made of. All fields are mandatory.
type Config struct {
	Base        string             // its address, without a trailing slash, as http://127.0.0.1:8084/bank
	Name        string             // how it calls itself in messages, at most 15 characters
	Key         ed25519.PrivateKey // with which it signs
	Merchant    string             // whom it serves
	MerchantKey ed25519.PublicKey  // with which the merchant signs
	HTTP        *http.Client       // for the messages that it pushes; its time-out bounds them
	Now         func() time.Time   // business clock: when things happen
	Machine     func() time.Time   // machine clock: time stamps of messages
	Entropy     io.Reader          // cryptographic source, for the addresses of pages
	Log         *slog.Logger
}

// Bank is the stand-in. It is an http.Handler below its base address.
type Bank struct {
	Config
	root  string // path of Base
	pages *page.Pages
	mux   *http.ServeMux
	wake  chan struct{}

	turn sync.Mutex // held while due things happen

	mu      sync.Mutex // guards what follows
	byToken map[string]*order
	byRef   map[string]*order
	oldest  []*order // in the order of arrival
}

// New makes a Bank.
func New(c Config) (*Bank, error) {
	switch {
	case c.Base == "" || strings.HasSuffix(c.Base, "/"):
		return nil, errors.New("demo bank stand-in: Base must be an address without a trailing slash")
	case c.Name == "" || c.Merchant == "":
		return nil, errors.New("demo bank stand-in: Name and Merchant must be given")
	case len(c.Key) != ed25519.PrivateKeySize || len(c.MerchantKey) != ed25519.PublicKeySize:
		return nil, errors.New("demo bank stand-in: Key and MerchantKey must be Ed25519 keys")
	case c.HTTP == nil || c.Now == nil || c.Machine == nil || c.Entropy == nil || c.Log == nil:
		return nil, errors.New("demo bank stand-in: HTTP, Now, Machine, Entropy and Log must be given")
	}
	_, rest, _ := strings.Cut(c.Base, "://")
	_, path, _ := strings.Cut(rest, "/")
	b := &Bank{
		Config: c, root: "/" + path, mux: http.NewServeMux(), wake: make(chan struct{}, 1),
		byToken: map[string]*order{}, byRef: map[string]*order{},
	}
	var err error
	if b.pages, err = page.Parse(pageFiles(), b.root+"/style.css", "order", "receipt", "refusal"); err != nil {
		return nil, fmt.Errorf("demo bank stand-in: %w", err)
	}
	b.mux.HandleFunc("POST "+b.root+"/pay", b.start)
	b.mux.HandleFunc("POST "+b.root+"/query", b.query)
	b.mux.HandleFunc("GET "+b.root+"/orders/{token}", b.show)
	b.mux.HandleFunc("POST "+b.root+"/orders/{token}", b.act)
	b.mux.HandleFunc("GET "+b.root+"/style.css", page.Style)
	return b, nil
}

// ServeHTTP serves the bank's pages and its query service.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	b.mux.ServeHTTP(w, r)
}

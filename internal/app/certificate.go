package app

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/pay"
)

// serverCertificate is a listener's certificate. The files are looked at again
// now and then, so that a renewed certificate needs no restart; one that cannot
// be read leaves the old one in use.
type serverCertificate struct {
	files   config.TLS
	machine pay.Clock
	log     *slog.Logger

	mu      sync.Mutex
	pair    *tls.Certificate
	changed time.Time // of the certificate's file
	looked  time.Time
}

// certificateLook is how often the files are looked at.
const certificateLook = 30 * time.Second

func openServerCertificate(files config.TLS, machine pay.Clock, log *slog.Logger) (*serverCertificate, error) {
	s := &serverCertificate{files: files, machine: machine, log: log}
	return s, s.read()
}

func (s *serverCertificate) read() error {
	info, err := os.Stat(string(s.files.Certificate))
	if err != nil {
		return fmt.Errorf("server certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(string(s.files.Certificate), string(s.files.Key))
	if err != nil {
		return fmt.Errorf("server certificate %s: %w", s.files.Certificate, err)
	}
	s.pair, s.changed = &pair, info.ModTime()
	return nil
}

// get is for tls.Config.GetCertificate.
func (s *serverCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.machine.Now(); now.Sub(s.looked) > certificateLook {
		s.looked = now
		if info, err := os.Stat(string(s.files.Certificate)); err == nil && !info.ModTime().Equal(s.changed) {
			if err := s.read(); err != nil {
				s.log.Warn("the new server certificate cannot be used; the old one stays", "error", err)
			}
		}
	}
	return s.pair, nil
}

// readCertificates reads all certificates of some PEM files.
func readCertificates(files []config.File) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, file := range files {
		text, err := os.ReadFile(string(file))
		if err != nil {
			return nil, fmt.Errorf("read certificates: %w", err)
		}
		before := len(all)
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if block.Type != "CERTIFICATE" {
				continue
			}
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("certificate in %s: %w", file, err)
			}
			all = append(all, cert)
		}
		if len(all) == before {
			return nil, fmt.Errorf("%s holds no certificate in PEM form", file)
		}
	}
	return all, nil
}

var errEd25519 = errors.New("want an Ed25519 key in PEM form")

// privateEd25519 reads a private key in PKCS #8.
func privateEd25519(text string) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errEd25519
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errEd25519 // the cause may quote the key
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, errEd25519
	}
	return private, nil
}

// publicEd25519 reads a public key's file.
func publicEd25519(file config.File) (ed25519.PublicKey, error) {
	text, err := os.ReadFile(string(file))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: %w", file, errEd25519)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	public, ok := key.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%s: %w", file, errEd25519)
	}
	return public, nil
}

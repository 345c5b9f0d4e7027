package demo

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// Config is what the bank and we have agreed. All fields are mandatory.
type Config struct {
	Code     pay.ProviderCode   // under which the provider is known: DEMO0000
	Address  string             // of the bank, without a trailing slash: forms go to /pay, queries to /query below it
	Merchant string             // our name at the bank, at most 15 characters
	Key      ed25519.PrivateKey // with which we sign
	Bank     string             // the bank's name in its messages, at most 15 characters
	BankKey  ed25519.PublicKey  // with which it signs
	HTTP     *http.Client       // for queries; its time-out bounds them
	Machine  pay.Clock          // machine clock, for the time stamps of messages
	Entropy  io.Reader          // cryptographic source, for the nonces of queries
}

// Provider is the demo bank. It is safe for concurrent use.
type Provider struct {
	c Config
}

var (
	_ pay.Provider = (*Provider)(nil)
	_ pay.Poller   = (*Provider)(nil)
)

// New makes a Provider; every fault of the configuration is in the error.
func New(c Config) (*Provider, error) {
	var faults []error
	demand := func(ok bool, want string) {
		if !ok {
			faults = append(faults, errors.New(want))
		}
	}
	demand(c.Code != "" && c.Code == c.Code.Canonical(), "Code: want a provider code in upper case")
	u, err := url.Parse(c.Address)
	demand(err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && !strings.HasSuffix(c.Address, "/"),
		"Address: want an http or https address without a trailing slash")
	demand(name(c.Merchant), "Merchant: want 1 to 15 characters")
	demand(name(c.Bank), "Bank: want 1 to 15 characters")
	demand(len(c.Key) == ed25519.PrivateKeySize, "Key: want an Ed25519 private key")
	demand(len(c.BankKey) == ed25519.PublicKeySize, "BankKey: want an Ed25519 public key")
	demand(c.HTTP != nil, "HTTP: want a client")
	demand(c.Machine != nil, "Machine: want a clock")
	demand(c.Entropy != nil, "Entropy: want a source")
	if len(faults) > 0 {
		return nil, fmt.Errorf("demo bank: %w", errors.Join(faults...))
	}
	return &Provider{c}, nil
}

func name(s string) bool { return s != "" && utf8.RuneCountInString(s) <= 15 }

// Terms are the bank's limits: a payer who has not come back in half an hour
// has left; what the bank has accepted it finishes within four days, which is
// what a long weekend makes of one banking day.
func (p *Provider) Terms() pay.Terms {
	return pay.Terms{
		Code: p.c.Code, SentHold: 30 * time.Minute, AcceptedHold: 4 * 24 * time.Hour, PollEvery: time.Minute,
	}
}

// stamp is how the protocol writes moments: UTC, to the second.
const stamp = "2006-01-02T15:04:05Z"

func moment(t time.Time) string { return t.UTC().Format(stamp) }

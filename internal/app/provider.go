package app

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/pay"
)

// providerTimeout bounds a question to a provider.
const providerTimeout = 10 * time.Second

// buildProviders makes a provider of each that is configured. It is the one
// place that knows which package speaks which protocol.
func buildProviders(all []config.Provider, machine pay.Clock, roots *x509.CertPool) (map[pay.ProviderCode]pay.Provider, error) {
	providers := make(map[pay.ProviderCode]pay.Provider, len(all))
	for _, c := range all {
		var p pay.Provider
		var err error
		switch c.Protocol {
		case config.ProtocolDemo:
			p, err = demoProvider(c, machine, roots)
		default:
			err = fmt.Errorf("unknown protocol %q", c.Protocol)
		}
		if err != nil {
			return nil, fmt.Errorf("provider %s: %w", c.Code, err)
		}
		providers[c.Code] = p
	}
	return providers, nil
}

func demoProvider(c config.Provider, machine pay.Clock, roots *x509.CertPool) (pay.Provider, error) {
	key, err := privateEd25519(c.Key.Reveal())
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	bankKey, err := publicEd25519(c.BankKey)
	if err != nil {
		return nil, fmt.Errorf("bankKey: %w", err)
	}
	return demo.New(demo.Config{
		Code: c.Code, Address: c.URL, Merchant: c.Merchant, Key: key, Bank: c.Bank, BankKey: bankKey,
		HTTP:    providerClient(roots),
		Machine: machine, Entropy: rand.Reader,
	})
}

// providerClient asks providers; nil roots are those of the system.
func providerClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: providerTimeout, CheckRedirect: neverFollow,
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: providerTimeout,
			IdleConnTimeout:     time.Minute,
			ForceAttemptHTTP2:   true,
		},
	}
}

// neverFollow keeps a signed question from being carried elsewhere.
func neverFollow(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

package notify

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"
)

// Timeout is how long a receiver has for its answer, from dialling on.
const Timeout = 10 * time.Second

// ClientConfig says how to reach receivers.
type ClientConfig struct {
	Dialer net.Dialer     // its Control is replaced by the guard's
	Guard  Guard          // which addresses may be dialled
	Roots  *x509.CertPool // authorities of receivers' certificates; nil: those of the system
}

// NewClient makes the client that calls receivers: it dials only what the guard
// allows, follows no redirect, keeps no cookie and uses no proxy, since a proxy
// would dial behind the guard's back.
func NewClient(c ClientConfig) *http.Client {
	dialer := c.Dialer
	dialer.Control, dialer.ControlContext = c.Guard.Control, nil
	return &http.Client{
		Timeout: Timeout,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:      true,
			DisableCompression:     true,
			MaxIdleConns:           64,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

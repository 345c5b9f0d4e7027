package identity

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/textproto"
	"slices"
)

// HeaderForm says how a reverse proxy passes the client's certificate on.
type HeaderForm string

// The forms.
const (
	// RFC9440 is Client-Cert and Client-Cert-Chain, as RFC 9440 defines them.
	RFC9440 HeaderForm = "rfc9440"
	// EscapedPEM is one header with a URL-escaped PEM certificate, as nginx's
	// $ssl_client_escaped_cert. Intermediates may follow the certificate.
	EscapedPEM HeaderForm = "escaped-pem"
)

// Proxy is the reverse proxy that ends TLS in front of MM. It must take away
// any such header that its own clients send.
type Proxy struct {
	// Addresses are those of the proxy. From them the header alone counts, and
	// a certificate that the proxy itself shows is nobody's; from any other
	// address the header is ignored. Empty: there is no proxy.
	Addresses []netip.Prefix
	Form      HeaderForm // default RFC9440
	Header    string     // of EscapedPEM; default X-SSL-Client-Cert
}

const (
	headerCert    = "Client-Cert"
	headerChain   = "Client-Cert-Chain"
	headerEscaped = "X-SSL-Client-Cert"
)

func (p Proxy) withDefaults() (Proxy, error) {
	switch p.Form {
	case "":
		p.Form = RFC9440
	case RFC9440, EscapedPEM:
	default:
		return p, fmt.Errorf("identity: unknown header form %q, want %s or %s", p.Form, RFC9440, EscapedPEM)
	}
	if p.Header == "" {
		p.Header = headerEscaped
	}
	p.Header = textproto.CanonicalMIMEHeaderKey(p.Header)
	p.Addresses = slices.Clone(p.Addresses)
	return p, nil
}

// shown is a certificate as it came: the DER of it is enough to recognise one
// that is known already, and parsing waits until it is not.
type shown struct {
	der   []byte
	parse func() (leaf *x509.Certificate, above []*x509.Certificate, err error)
}

func (p Proxy) shown(r *http.Request) (shown, error) {
	if p.sent(r.RemoteAddr) {
		return p.fromHeader(r.Header)
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return shown{}, noCertificate()
	}
	certs := r.TLS.PeerCertificates
	return shown{
		der:   certs[0].Raw,
		parse: func() (*x509.Certificate, []*x509.Certificate, error) { return certs[0], certs[1:], nil },
	}, nil
}

// sent tells whether the address at the other end of the connection is the
// proxy's. What X-Forwarded-For says plays no part.
func (p Proxy) sent(remote string) bool {
	if len(p.Addresses) == 0 {
		return false
	}
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	addr := peer.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(p.Addresses, func(prefix netip.Prefix) bool { return prefix.Contains(addr) })
}

func (p Proxy) fromHeader(h http.Header) (shown, error) {
	name, parse := headerCert, parseByteSequence
	if p.Form == EscapedPEM {
		name, parse = p.Header, parseEscapedPEM
	}
	values := h.Values(name)
	switch {
	case len(values) == 0 || len(values) == 1 && values[0] == "":
		return shown{}, noCertificate()
	case len(values) > 1: // one is the proxy's, the other is forged; which is which nobody knows
		return shown{}, unreadable(fmt.Errorf("header %s is there %d times", name, len(values)))
	}
	ders, err := parse(values[0])
	if err != nil {
		return shown{}, unreadable(fmt.Errorf("header %s: %w", name, err))
	}
	return shown{der: ders[0], parse: func() (*x509.Certificate, []*x509.Certificate, error) {
		if p.Form != RFC9440 {
			return parseShown(ders[0], ders[1:])
		}
		above, err := parseByteSequences(h.Values(headerChain))
		if err != nil {
			return nil, nil, err
		}
		return parseShown(ders[0], above)
	}}, nil
}

func parseShown(der []byte, above [][]byte) (*x509.Certificate, []*x509.Certificate, error) {
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	if len(above) > mostAbove {
		return nil, nil, errors.New("too many intermediate certificates")
	}
	var certs []*x509.Certificate
	for _, der := range above {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, nil, err
		}
		certs = append(certs, cert)
	}
	return leaf, certs, nil
}

package config

import "net/netip"

// TLS is a server certificate with its key.
type TLS struct {
	// File with the server's certificate and the chain above it, PEM.
	Certificate File `yaml:"certificate"`

	// File with the certificate's private key, PEM, not encrypted.
	Key File `yaml:"key"`
}

// Set tells whether there is a certificate.
func (t TLS) Set() bool { return t.Certificate != "" && t.Key != "" }

// Web is the public listener.
type Web struct {
	// Where to listen, as `host:port` or `:port`.
	Address string `yaml:"address" required:"true"`

	// The server's certificate. Without one the listener speaks plain HTTP, for
	// a reverse proxy on the same machine or network.
	TLS TLS `yaml:"tls"`

	// The address under which payers reach this listener, without a path. The
	// PaymentRequestUrl that callers get and the return addresses that banks get
	// begin with it.
	PublicURL string `yaml:"publicUrl" required:"true" example:"https://mm.example.org"`

	// The path in PaymentRequestUrl. Both published paths are always served.
	PaymentPath string `yaml:"paymentPath" oneof:"/MM/WebUI2/Payments/|/MM_WebUI/WebUI2/Payments/"`
}

// Services is the listener with client certificates.
type Services struct {
	// Where to listen, as `host:port` or `:port`.
	Address string `yaml:"address" required:"true"`

	// The server's certificate. It may be left out only when proxy.trusted is
	// set, since then TLS may end at the proxy.
	TLS TLS `yaml:"tls" example:"services.crt|services.key"`

	// The address under which services reach this listener, without a path; the
	// WSDL names it. When empty, the WSDL names the host that its reader used.
	PublicURL string `yaml:"publicUrl"`

	// Files with the certificates of the root authorities that client certificates
	// must lead to, PEM; a file may hold several.
	ClientAuthorities []File `yaml:"clientAuthorities" required:"true" example:"client-ca.crt"`

	// Files with certificates between those and the clients', PEM, for callers
	// that do not send theirs along.
	Intermediates []File `yaml:"intermediates"`

	// Files with the revocation lists of all these authorities, PEM or DER. They
	// are read again when they change; the last good list stays in force.
	RevocationLists []File `yaml:"revocationLists"`

	// Files with the certificates of the portal's own platform, PEM. It may act
	// for the institution that a message names.
	PlatformCertificates []File `yaml:"platformCertificates"`

	// Networks whose callers are taken for the platform without any certificate, as
	// `10.1.2.0/24`. Whoever reaches MM from there may act for every institution:
	// leave this empty unless the platform cannot present a certificate, and list
	// nothing but its own addresses.
	PlatformNetworks []netip.Prefix `yaml:"platformNetworks"`

	// Password of the PKCS #12 files that the platform sends as MM_Cert, besides the
	// empty one. Keep it in a file of its own, `file:PATH`, or in a variable,
	// `env:NAME`.
	CertificatePassword Secret `yaml:"certificatePassword"`
}

// Ops is the listener for operators.
type Ops struct {
	// Where to listen, as `host:port`. An empty address turns it off.
	Address string `yaml:"address"`
}

// CertificateForm is how a proxy writes the client certificate into a header.
type CertificateForm string

// The forms.
const (
	FormRFC9440 CertificateForm = "rfc9440"     // :base64 of DER:, in Client-Cert
	FormPEM     CertificateForm = "escaped-pem" // percent-encoded PEM, in a header of the operator's choice
)

// Proxy is about reverse proxies.
type Proxy struct {
	// Addresses of the proxies, as `10.1.2.0/24` or `10.1.2.3`. What they say in
	// the headers below is believed; from all other addresses it is ignored. A
	// proxy must take such headers away from what its own clients send.
	Trusted []netip.Prefix `yaml:"trusted"`

	// How a proxy hands on the caller's certificate: `rfc9440`, in the headers
	// Client-Cert and Client-Cert-Chain, or `escaped-pem`, percent-encoded PEM in the
	// header named next, as nginx writes $ssl_client_escaped_cert.
	CertificateForm CertificateForm `yaml:"certificateForm" oneof:"rfc9440|escaped-pem"`

	// Header of the form `escaped-pem`.
	CertificateHeader string `yaml:"certificateHeader" required:"true"`

	// Header in which a proxy hands on the caller's address; its last entry that
	// is not itself a trusted proxy counts.
	AddressHeader string `yaml:"addressHeader" required:"true"`
}

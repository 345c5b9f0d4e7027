package identity

import "crypto/tls"

// ServerTLS is the TLS of a listener whose callers have client certificates.
//
// It asks for a certificate and takes any, or none: verification in the
// handshake would answer an expired or foreign certificate with a bare alert,
// of which PHP's SoapClient says only "failed to load external entity", and it
// would be skipped when a session is resumed. Whoever shows a certificate has
// proved that he holds its key; all else is the Verifier's, for every request.
//
// No list of accepted authorities is sent along, since clients that do not
// find theirs on it send nothing, and would be told that they have no
// certificate instead of what is wrong with it.
func ServerTLS(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		ClientAuth:     tls.RequestClientCert,
		GetCertificate: certificate,
	}
}

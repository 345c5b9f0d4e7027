// Package identity finds out who is calling.
//
// A caller shows a client certificate, in the TLS handshake or, where TLS ends
// at a listed reverse proxy, in a header. It counts when it leads to a
// configured authority, is within its dates, is meant for clients, is not
// revoked, and its fingerprint is registered for an institution or the
// platform. All of this is asked for every request: a connection, or a TLS
// session that is resumed, may live for days.
//
// The handshake itself refuses nobody (see ServerTLS), so that every refusal
// is a fault that a person can read. What may be called without a certificate,
// such as the WSDL, is for the edges to say.
package identity

// Package mailserver is a stand-in for an operator's mail server. It speaks as
// much SMTP as a client needs (RFC 5321, STARTTLS, AUTH), keeps what it is sent
// in memory, shows it on a page and to scripts, and passes nothing on: it knows
// no other server.
//
// Some addresses decide what happens, as the cents do at the demo bank; see
// Magic.
package mailserver

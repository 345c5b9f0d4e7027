// Package authority is a small certificate authority for tests, demonstrations
// and integrators' own environments: it issues server and client certificates,
// revokes them, and writes keys in the forms that real clients open.
//
// It is not meant to guard real money: its own key lies in a plain file. A
// production installation gets client certificates from the agency's
// authority, and only the verification in package identity is the same.
//
// Time and entropy are handed in. Entropy must be a cryptographic source; keys
// and signatures of the standard library take theirs from the operating system
// whatever is handed in, so two authorities are never equal.
package authority

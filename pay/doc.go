// Package pay is the domain of MM: the nouns, the rules and the ports.
//
// A service makes a payment [Request] of [Line]s. The lines that share payee
// account, classification code and purpose form a [Payment]; a request has one
// or more. The payer pays a payment through an [Attempt] at one provider. What
// callers see of all this is one [Letter].
//
// The package decides and computes; it reads no clock, makes no identifier,
// opens no socket and knows no database. It imports the standard library only.
package pay

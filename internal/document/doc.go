// Package document makes supporting documents of their data: a page for people
// (PDF), the data for programs (XML of our own schema, api/document) and the
// e-invoice (UBL). All are pure functions of a pay.Document; the same data give
// the same bytes.
//
// It also makes copies verifiable by anyone: Signer certifies the data of a
// document with a short signed statement, which the document carries as a QR
// code, and KeySet checks statements, XML and PDF copies with public keys only.
package document

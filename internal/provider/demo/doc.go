// Package demo speaks to the demo bank: a signed redirect protocol of our own,
// made of the awkward parts of the bank links in use in Latvia, so that the
// rules for messages (signature, amount, replay, order) are exercised without
// an agreement with a bank. It is written down in docs/protocol/demo-bank.md;
// the bank's side of it is a stand-in in internal/sandbox, which shares no code
// with this package.
//
// A message counts only when the bank's key signed it, whoever carries it. The
// package keeps no state: replay and order are package pay's business, which
// knows a repeated message by Notice.Key.
package demo

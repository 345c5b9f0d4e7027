// Package demobank is the stand-in for the demo bank: the bank's side of
// docs/protocol/demo-bank.md. It takes a signed order, shows a page on which
// anybody may choose what the bank shall do, sends the payer back and pushes
// messages to the merchant's server until they are answered.
//
// It knows the protocol by its document only and shares no code with
// internal/provider/demo. Everything lives in memory, within bounds. Nothing
// happens by itself: what is due happens in RunDue, which Run calls again and
// again, so that a test can say when.
package demobank

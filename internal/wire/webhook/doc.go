// Package webhook signs messages, and verifies signed ones, as the Standard
// Webhooks specification 1.0.0 says
// (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md),
// so that the libraries of that project verify them unchanged.
//
// Signed is the text "identifier.timestamp.body", with the timestamp in seconds
// since 1970. Three headers carry the rest: webhook-id, webhook-timestamp, and
// webhook-signature, a list of signatures with spaces between them. A message is
// genuine when one of them is: that is how keys change without an interruption.
package webhook

// Package providertest is the suite that every provider passes: whatever is
// done to a message on its way, it is refused or keeps its meaning; nothing but
// a genuine word of the provider is ever a success; the same news is known
// again.
//
// A provider's test makes a Bench: the provider, an order, and somebody who can
// speak as its bank and as a forger.
package providertest

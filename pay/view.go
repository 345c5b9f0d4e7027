package pay

import (
	"net/url"
	"time"
)

// Saved is the answer to a saved request.
type Saved struct {
	ID     ID
	Number Number
}

// View is what the payer's pages need of a request.
type View struct {
	Request     *Request // with payments and attempts
	Institution *Institution
	Methods     []ProviderInfo        // that may be chosen, in the order of the page; the preferred one first
	Preferred   ProviderCode          // chosen beforehand: among Methods, or empty
	Names       map[ProviderCode]Text // of all providers that the catalogue knows, also of those no longer offered
	Now         time.Time             // business clock
	Receipts    []Receipt             // that were asked for, in order
}

// Choice is what a payer chose.
type Choice struct {
	Payment  Number
	Provider ProviderCode
	Language Language
	Display  url.Values // the published display choices that the payer made
}

// Received is what became of a provider's message: the request that it is
// about, for the page to show, and the notice with its reply.
type Received struct {
	Request ID
	Notice  Notice
}

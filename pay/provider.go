package pay

import (
	"context"
	"net/url"
	"time"
)

// Provider is whom we ask for money. One implementation serves one protocol;
// its instances differ by code and keys. Implementations keep no state of
// payments and are safe for concurrent use.
type Provider interface {
	// Terms says what MM may expect of the provider.
	Terms() Terms
	// Start prepares the hand-over of the payer. It may ask the provider over
	// the network and is never called inside a transaction; the attempt is
	// committed before. The same order gives an equal payment: the provider's
	// reference is order.Ref.
	Start(ctx context.Context, order Order) (Handover, error)
	// Read verifies a message and says what it means. An error of code
	// CodeProviderMessage means that nobody can be sure who sent it; it changes
	// nothing, and the notice beside it may carry only the Ref that the message
	// claims, so that the raw message can be kept with its attempt. A message
	// that proves nothing (an unsigned return of the browser) is a Notice with
	// ResultNone.
	Read(ctx context.Context, message Message) (Notice, error)
}

// Poller is the extra ability of a provider that can be asked how an attempt
// stands.
type Poller interface {
	// Query asks for the state of an attempt. ResultNone means nothing new.
	Query(ctx context.Context, order Order) (Notice, error)
}

// Terms are a provider's time limits (the provider policy in
// docs/protocol/choices.md).
type Terms struct {
	Code         ProviderCode
	SentHold     time.Duration // how long a sent attempt is waited for
	AcceptedHold time.Duration // how long an accepted one is
	PollEvery    time.Duration // zero: is never polled
}

// Order is what a provider needs to know of an attempt.
type Order struct {
	Ref       Number // our reference
	Amount    Money
	Payee     Account
	Purpose   string
	Created   time.Time // of the attempt
	Expires   time.Time // of the request
	ReturnURL string    // where the payer's browser goes afterwards
	NotifyURL string    // where the provider's server may call
	Language  Language
	Display   url.Values // the published display choices (fs, bm, language) that the payer made
}

// Handover is how the payer goes to the provider: an address to open, or a
// form to post there. It holds nothing that the payer may not see.
type Handover struct {
	URL    string      `json:"url"`
	Fields []FormField `json:"fields,omitempty"` // posted when there are any, in this order
}

// FormField is one field of a form.
type FormField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Message is what came in the name of a provider, raw.
type Message struct {
	Provider ProviderCode
	Method   string
	Query    url.Values // of the address
	Form     url.Values // of the body, when it is a form
	Body     []byte
	Header   map[string]string // the few that matter: Content-Type, User-Agent
	Remote   string            // address of the sender
	Received time.Time         // machine clock
}

// Result is what a notice says.
type Result string

// The results.
const (
	ResultNone      Result = ""
	ResultAccepted  Result = "accepted"
	ResultPaid      Result = "paid"
	ResultDeclined  Result = "declined"
	ResultCancelled Result = "cancelled"
	ResultOther     Result = "other"
)

// Channel is the way on which a notice came.
type Channel string

// The channels.
const (
	ChannelBrowser Channel = "browser" // carried by the payer; the answer is a page
	ChannelServer  Channel = "server"  // from the provider; the answer is Notice.Reply
	ChannelQuery   Channel = "query"   // we asked
)

// Notice is what a provider says of an attempt, verified.
type Notice struct {
	Provider    ProviderCode
	Ref         Number // our reference, as the message carries it
	Result      Result
	Amount      Money  // zero value when the message has none
	Account     string // payee's account, when the message has it
	ProviderRef string // the provider's number of the payment
	Reason      string // the provider's code of a refusal
	Key         string // names the message's meaning: equal keys mean the same news
	Channel     Channel
	Reply       Reply // what the provider's server wants to hear after we have committed
}

// Reply is an answer to a provider's server; the zero value is 200 without a
// body.
type Reply struct {
	Status      int
	ContentType string
	Body        string
}

package pay

import "time"

// Delivery is one thing owed to someone.
type Delivery struct {
	ID          ID
	Kind        DeliveryKind
	Institution InstitutionCode
	Request     ID
	Target      string // address; lists show Shown
	Letter      Letter // the news at the time when it was owed
	LetterSeq   int
	News        int // of a signed notice: which news of the request, by its sequence; else 0
	State       DeliveryState
	Created     time.Time
	FirstTry    time.Time // zero before the first; the schedule counts from it
	NextTry     time.Time // zero once it is over
	Tries       int
	LastResult  string // "200", "connection refused", …
	Done        time.Time
}

// DeliveryKind is the form of a delivery.
type DeliveryKind string

// The kinds of deliveries.
const (
	// DeliverServerResponse is the call of ServerResponseUrl: a GET without a
	// body that says no more than "ask for the status" (spec 002, chapter 2.3).
	DeliverServerResponse DeliveryKind = "server response"
	// DeliverNotice is a signed notice of one piece of news: a POST with the news
	// in its body, to services that chose it in the catalogue.
	DeliverNotice DeliveryKind = "signed notice"
	// DeliverReceipt is the receipt that the payer asked for, by e-mail. Its
	// target is personal data: not for logs, lists or metrics.
	DeliverReceipt DeliveryKind = "receipt"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting    DeliveryState = "waiting"    // owed, will be tried at NextTry
	DeliveryAccepted   DeliveryState = "accepted"   // the receiver answered with 2xx; the mail server took it
	DeliveryFailed     DeliveryState = "failed"     // given up; listed for a person
	DeliverySuperseded DeliveryState = "superseded" // a newer thin notice took its place
)

// Owed is a change of a request that somebody may have to be told of.
type Owed struct {
	Request *Request
	News    []Event  // published events of the change, in order
	Letter  bool     // the letter changed
	Notices *Notices // how its service wants to be told; nil: by the thin call
	At      time.Time
	NewID   func() ID // identifiers for the deliveries, one for each piece of news
}

// Shown is where the delivery goes, for lists: an address of e-mail is masked.
func (d *Delivery) Shown() string {
	if d.Kind == DeliverReceipt {
		return MaskEmail(d.Target)
	}
	return d.Target
}

// Forgotten tells whether the address of a receipt is no longer known, so that it
// cannot be sent any more.
func (d *Delivery) Forgotten() bool {
	return d.Kind == DeliverReceipt && d.Target == MaskEmail(d.Target)
}

// Job is the work of a waiting delivery. Each institution has a lane, so a slow
// receiver delays its own news only; all mail has one, since it has one server.
func (d *Delivery) Job() Job {
	lane := "deliver " + string(d.Institution)
	if d.Kind == DeliverReceipt {
		lane = "mail"
	}
	return Job{Kind: JobDeliver, Ref: d.ID, Lane: lane, Due: d.NextTry}
}

// Try is one try of a delivery, as its log keeps it.
type Try struct {
	Delivery ID
	N        int // 1, 2, 3 …
	At       time.Time
	Took     time.Duration
	Status   int    // of HTTP or SMTP; 0 when there was no answer
	Result   string // in words, no personal data
}

// Job is work that is due at a time: the expiry of a request, the end of a
// hold, a query, a delivery. There is at most one job of a kind for a thing.
type Job struct {
	Kind  JobKind
	Ref   ID        // the request, attempt or delivery
	Lane  string    // work of one lane waits for its own lane only: an institution, a provider
	Due   time.Time // business clock
	Tries int       // failures in a row
	Rev   int64     // changes when the job is set anew; a finisher with an old one has no effect
	Claim int64     // the lease under which it was taken
}

// JobKind names what is to be done.
type JobKind string

// The kinds of jobs.
const (
	JobExpire  JobKind = "expire"  // Ref: request
	JobHoldEnd JobKind = "hold"    // Ref: attempt
	JobPoll    JobKind = "poll"    // Ref: attempt
	JobDeliver JobKind = "deliver" // Ref: delivery
	JobPurge   JobKind = "purge"   // Ref: zero; forgets what need not be kept
)

// JobKinds lists them all.
func JobKinds() []JobKind { return []JobKind{JobExpire, JobHoldEnd, JobPoll, JobDeliver, JobPurge} }

// Idempotent is a success that a caller may ask for again with the same key.
type Idempotent struct {
	Institution InstitutionCode
	Operation   string
	Key         string
	Digest      [32]byte // of the parsed request
	Request     ID       // what the call made or changed; zero when it concerns none
	Created     time.Time
	Status      int    // of the answer that is kept; 0: none is, it is made anew
	Answer      []byte // its body, word for word
}

// IdempotencyWindow is how long a key is remembered.
const IdempotencyWindow = 24 * time.Hour

// StoredMessage is a provider's message as it is kept.
type StoredMessage struct {
	ID       ID
	Provider ProviderCode
	Request  ID // zero when no attempt could be found
	Attempt  ID
	Key      string // of the notice; of a message that could not be verified, who brought it
	Verified bool
	Channel  Channel
	Result   Result
	Received time.Time
	Raw      []byte // as received: method, query and body, in the form of an HTTP request
}

package pay

import "time"

// Event is one thing that happened to a request. Events are only ever added.
type Event struct {
	Request ID
	Seq     int // 1, 2, 3 … within the request
	News    int // the same among its published events; 0 when it is none of them
	At      time.Time
	Kind    EventKind
	Actor   string // who caused it: "institution", "payer", a provider's code, "clock", an operator
	Payment Number // which payment, when it concerns one
	Attempt Number // which attempt's reference, when it concerns one
	Letter  Letter // the request's letter afterwards
	Data    map[string]string
}

// EventKind names what happened.
type EventKind string

// The kinds of events.
const (
	EventCreated         EventKind = "request created"
	EventAttemptBegun    EventKind = "attempt begun"
	EventAttemptSent     EventKind = "attempt sent"
	EventAttemptAccepted EventKind = "attempt accepted"
	EventAttemptPaid     EventKind = "attempt paid"
	EventAttemptDeclined EventKind = "attempt declined"
	EventAttemptEnded    EventKind = "attempt cancelled"
	EventAttemptLapsed   EventKind = "attempt lapsed"
	EventAttemptManual   EventKind = "attempt manual"
	EventPaymentPaid     EventKind = "payment paid"
	EventRequestPaid     EventKind = "request paid"
	EventRequestExpired  EventKind = "request expired"
	EventWithdrawn       EventKind = "request withdrawn"
	EventLetterChanged   EventKind = "letter changed"
	EventOverpaid        EventKind = "overpaid"
	EventMessageIgnored  EventKind = "message without effect"
	EventReceiptAsked    EventKind = "receipt asked for"
	EventDocumentAsked   EventKind = "document asked for"
	EventDocumentIssued  EventKind = "document issued"
)

// AttentionKind says why a person must look.
type AttentionKind string

// The kinds of attention items.
const (
	AttentionOverpaid       AttentionKind = "overpaid"
	AttentionPartlyPaid     AttentionKind = "partly paid"
	AttentionToRefund       AttentionKind = "to refund"
	AttentionManual         AttentionKind = "manual"
	AttentionDeliveryFailed AttentionKind = "delivery failed"
	AttentionNoDocument     AttentionKind = "no document"
)

// AttentionKinds lists them all, for metrics and help texts.
func AttentionKinds() []AttentionKind {
	return []AttentionKind{AttentionOverpaid, AttentionPartlyPaid, AttentionToRefund, AttentionManual, AttentionDeliveryFailed, AttentionNoDocument}
}

// Attention is something that a person must look at.
type Attention struct {
	ID          ID
	Kind        AttentionKind
	Institution InstitutionCode
	Request     ID
	Number      Number // of the request
	Payment     Number // when it concerns one
	Amount      int64  // cents that it is about, where it is about money
	Note        string // for the person; no personal data
	Created     time.Time
	Resolved    time.Time // zero while it is open
}

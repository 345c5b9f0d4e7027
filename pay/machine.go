package pay

// The life of a request, its payments and their attempts is data: the tables
// below. A transition that is not in a table cannot happen. The diagram in the
// documentation is generated from them.

type (
	// RequestState is where a request stands.
	RequestState string
	// PaymentState is where a payment stands.
	PaymentState string
	// AttemptState is where an attempt stands.
	AttemptState string
	// Trigger is what happened.
	Trigger string
)

// States of a request.
const (
	RequestOpen      RequestState = "open"
	RequestPaid      RequestState = "paid"
	RequestExpired   RequestState = "expired"
	RequestWithdrawn RequestState = "withdrawn"
)

// States of a payment.
const (
	PaymentDue        PaymentState = "due"
	PaymentProcessing PaymentState = "processing"
	PaymentPaid       PaymentState = "paid"
	PaymentReturned   PaymentState = "returned"
)

// States of an attempt.
const (
	AttemptIntended  AttemptState = "intended"  // committed, nothing asked of the provider yet
	AttemptSent      AttemptState = "sent"      // the payer was handed over
	AttemptAccepted  AttemptState = "accepted"  // the provider works on it; no proof of money yet
	AttemptPaid      AttemptState = "paid"      // the provider's verified word that the money goes
	AttemptDeclined  AttemptState = "declined"  // the provider refused
	AttemptCancelled AttemptState = "cancelled" // the payer gave it up
	AttemptLapsed    AttemptState = "lapsed"    // nothing was heard within the hold limit
	AttemptManual    AttemptState = "manual"    // a person must look: contradicting or "other"
)

// Triggers of attempts.
const (
	OnHandover Trigger = "handover" // the payer is handed over to the provider
	OnAccepted Trigger = "accepted" // the provider accepted the order
	OnSuccess  Trigger = "success"  // the provider's verified success, everything as sent
	OnDecline  Trigger = "decline"  // the provider's verified refusal, or it could not be asked
	OnCancel   Trigger = "cancel"   // the provider says that the payer cancelled
	OnGiveUp   Trigger = "give up"  // the payer gave the attempt up at MM
	OnHoldEnd  Trigger = "hold end" // the hold limit passed
	OnMismatch Trigger = "mismatch" // a verified success of another amount, currency or account
	OnOther    Trigger = "other"    // the provider itself says "other"
)

// Triggers of payments and requests.
const (
	OnStart    Trigger = "start"     // an attempt at the payment began
	OnFree     Trigger = "free"      // its live attempt ended without success
	OnSettle   Trigger = "settle"    // an attempt at it succeeded
	OnReturn   Trigger = "return"    // the money was sent back
	OnAllPaid  Trigger = "all paid"  // the last payment was settled in time
	OnExpire   Trigger = "expire"    // the term passed with something unpaid
	OnWithdraw Trigger = "withdraw"  // the institution withdrew the request
	OnLatePaid Trigger = "late paid" // settled after expiry, where the institution accepts that
)

// Transition is one row of a table.
type Transition[S ~string] struct {
	From S
	On   Trigger
	To   S
	Late bool // the success came after the attempt had ended otherwise
}

// AttemptTransitions is the life of an attempt. A provider's message may come
// before MM has committed the hand-over, so intended takes all that sent takes.
// What a provider accepted and never finished is not over: a person asks it.
func AttemptTransitions() []Transition[AttemptState] {
	return []Transition[AttemptState]{
		{From: AttemptIntended, On: OnHandover, To: AttemptSent},
		{From: AttemptIntended, On: OnAccepted, To: AttemptAccepted},
		{From: AttemptIntended, On: OnSuccess, To: AttemptPaid},
		{From: AttemptIntended, On: OnDecline, To: AttemptDeclined},
		{From: AttemptIntended, On: OnCancel, To: AttemptCancelled},
		{From: AttemptIntended, On: OnGiveUp, To: AttemptCancelled},
		{From: AttemptIntended, On: OnHoldEnd, To: AttemptLapsed},
		{From: AttemptIntended, On: OnMismatch, To: AttemptManual},
		{From: AttemptIntended, On: OnOther, To: AttemptManual},

		{From: AttemptSent, On: OnAccepted, To: AttemptAccepted},
		{From: AttemptSent, On: OnSuccess, To: AttemptPaid},
		{From: AttemptSent, On: OnDecline, To: AttemptDeclined},
		{From: AttemptSent, On: OnCancel, To: AttemptCancelled},
		{From: AttemptSent, On: OnGiveUp, To: AttemptCancelled},
		{From: AttemptSent, On: OnHoldEnd, To: AttemptLapsed},
		{From: AttemptSent, On: OnMismatch, To: AttemptManual},
		{From: AttemptSent, On: OnOther, To: AttemptManual},

		{From: AttemptAccepted, On: OnSuccess, To: AttemptPaid},
		{From: AttemptAccepted, On: OnDecline, To: AttemptDeclined},
		{From: AttemptAccepted, On: OnCancel, To: AttemptCancelled},
		{From: AttemptAccepted, On: OnHoldEnd, To: AttemptManual},
		{From: AttemptAccepted, On: OnMismatch, To: AttemptManual},
		{From: AttemptAccepted, On: OnOther, To: AttemptManual},

		{From: AttemptDeclined, On: OnSuccess, To: AttemptPaid, Late: true},
		{From: AttemptCancelled, On: OnSuccess, To: AttemptPaid, Late: true},
		{From: AttemptLapsed, On: OnSuccess, To: AttemptPaid, Late: true},
		{From: AttemptManual, On: OnSuccess, To: AttemptPaid, Late: true},

		// Not after a mismatch, which only a person can clear up: see note.
		{From: AttemptManual, On: OnDecline, To: AttemptDeclined},
		{From: AttemptManual, On: OnCancel, To: AttemptCancelled},

		{From: AttemptDeclined, On: OnMismatch, To: AttemptManual},
		{From: AttemptCancelled, On: OnMismatch, To: AttemptManual},
		{From: AttemptLapsed, On: OnMismatch, To: AttemptManual},
		// Money came after all: a person must see it, and a refusal no longer ends it.
		{From: AttemptManual, On: OnMismatch, To: AttemptManual},
	}
}

// PaymentTransitions is the life of a payment. Paid never goes back to due.
func PaymentTransitions() []Transition[PaymentState] {
	return []Transition[PaymentState]{
		{From: PaymentDue, On: OnStart, To: PaymentProcessing},
		{From: PaymentProcessing, On: OnFree, To: PaymentDue},
		{From: PaymentDue, On: OnSettle, To: PaymentPaid},
		{From: PaymentProcessing, On: OnSettle, To: PaymentPaid},
		{From: PaymentPaid, On: OnReturn, To: PaymentReturned},
	}
}

// RequestTransitions is the life of a request.
func RequestTransitions() []Transition[RequestState] {
	return []Transition[RequestState]{
		{From: RequestOpen, On: OnAllPaid, To: RequestPaid},
		{From: RequestOpen, On: OnExpire, To: RequestExpired},
		{From: RequestOpen, On: OnWithdraw, To: RequestWithdrawn},
		{From: RequestExpired, On: OnLatePaid, To: RequestPaid},
	}
}

// next looks a transition up; false when the table has none.
func next[S ~string](table []Transition[S], from S, on Trigger) (Transition[S], bool) {
	for _, t := range table {
		if t.From == from && t.On == on {
			return t, true
		}
	}
	return Transition[S]{}, false
}

package pay

// Once is a call that its caller may repeat: with the same key and content it
// happens once, and is answered each time as it was the first time. A refusal
// is not kept; after it the key is as good as new.
type Once struct {
	Operation string   // keys of different ones never meet
	Key       string   // empty: the caller gave none, and a repeated call is another call
	Digest    [32]byte // of what was asked, and of whom
}

// Answer is the answer to a call that may be repeated, as its interface wrote it.
type Answer struct {
	Status  int
	Body    []byte
	Request ID   // what the call made or changed; zero when it concerns none
	Again   bool // it was kept, and is given again
}

// Kept is an answer as it is kept under the key of a call.
func (o Once) Kept(owner InstitutionCode, a Answer) Idempotent {
	return Idempotent{
		Institution: owner, Operation: o.Operation, Key: o.Key, Digest: o.Digest,
		Request: a.Request, Status: a.Status, Answer: a.Body,
	}
}

// Withdrawal is what an institution says of a request of its own that nobody is
// to pay any more.
type Withdrawal struct {
	Request ID
	Reason  string
	// Guard may refuse the state in which the request is found, Show makes the
	// answer of that in which it is left. Both run within the transaction and may
	// run again.
	Guard func(*Request) error
	Show  func(*Request) (Answer, error)
}

// Ordered is a document that an institution ordered on somebody's name.
type Ordered struct {
	Document *Document
	New      bool // it was issued for that; else there was one that says the same
	Again    bool // it is the answer to an earlier call with the same key
}

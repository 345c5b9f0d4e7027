package pay

// Letter is the published status: the StatCode of FiDaViSta (spec 002,
// chapters 2.3 and 2.4).
type Letter string

// The letters that callers see.
const (
	LetterProcess  Letter = "P" // in process
	LetterExecuted Letter = "E" // executed: all payments are paid
	LetterRevoked  Letter = "R" // expired or withdrawn with something unpaid
	LetterOther    Letter = "O" // the provider itself says other
)

// CurrentLetter is the projection of the request's state.
func (r *Request) CurrentLetter() Letter {
	switch r.State {
	case RequestPaid:
		return LetterExecuted
	case RequestExpired, RequestWithdrawn:
		return LetterRevoked
	case RequestOpen:
		for i := range r.Payments {
			if r.Payments[i].Other && !r.Payments[i].Settled() {
				return LetterOther
			}
		}
	}
	return LetterProcess
}

// PaymentLetter is the letter of one payment.
func (r *Request) PaymentLetter(payment int) Letter {
	p := &r.Payments[payment]
	switch {
	case p.Settled():
		return LetterExecuted
	case r.State == RequestExpired, r.State == RequestWithdrawn:
		return LetterRevoked
	case p.Other:
		return LetterOther
	}
	return LetterProcess
}

// PositionLetter is the letter of a position; false when the request does not
// hold it. A repeated position is executed only if all its lines are, and else
// shows the letter of the first line that is not.
func (r *Request) PositionLetter(code PositionCode) (Letter, bool) {
	letter, found := LetterExecuted, false
	for _, line := range r.Detail.Lines {
		if line.Position.Canonical() != code.Canonical() {
			continue
		}
		found = true
		if l := r.PaymentLetter(line.Payment); l != LetterExecuted && letter == LetterExecuted {
			letter = l
		}
	}
	return letter, found
}

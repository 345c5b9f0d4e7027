package pay

import (
	"errors"
	"fmt"
)

// Kind says what sort of answer an error asks for. Each edge has one table
// from kinds to its own form of refusal.
type Kind int

// The kinds. Internal is the zero value, so that an error without a kind is
// never shown to a caller.
const (
	Internal        Kind = iota // our fault; details stay in the log
	Invalid                     // the input is wrong; the same input will fail again
	Unauthenticated             // who is calling is not known
	Forbidden                   // the caller is known and may not
	NotFound                    // no such thing, or not the caller's own
	Conflict                    // the state of the thing, or a twin of the call, forbids it
	Ended                       // it was possible once and is no longer
	TooLarge                    // the message is over a limit
	RateLimited                 // too many calls; later ones will pass
	Unavailable                 // something that we depend on does not answer; try again
)

// Kinds lists every kind, for tests that walk an edge's table.
func Kinds() []Kind {
	return []Kind{Internal, Invalid, Unauthenticated, Forbidden, NotFound, Conflict, Ended, TooLarge, RateLimited, Unavailable}
}

// Language of a text for people.
type Language string

// The languages of MM.
const (
	Latvian Language = "lv"
	English Language = "en"
)

// Error is a refusal that a caller may see. The code and the texts are safe to
// show; the cause is not.
type Error struct {
	Code  Code
	Field string // path of the member, as "PaymentRequest/PriceList[2]/Item"; may be empty
	Value string // what was there, cut short; never personal data
	Want  Want   // what would be right; may be empty
	Err   error  // cause, for the log only
	// More is what else is wrong with the same message, for interfaces that can
	// tell more than one thing. They have no More of their own.
	More []*Error
}

// Error is for logs.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Text(English)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Kind is that of the code.
func (e *Error) Kind() Kind { return e.Code.Kind() }

// Text is the message for people in the given language.
func (e *Error) Text(l Language) string {
	text := e.Code.text(l)
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if e.Value != "" {
		text += fmt.Sprintf(" (%s)", quoted(l, e.Value))
	}
	if want := e.Want.in(l); want != "" {
		text += " " + want
	}
	return text
}

// Want says what would be right, in both languages.
type Want struct{ LV, EN string }

func (w Want) in(l Language) string {
	if l == English {
		return w.EN
	}
	return w.LV
}

func quoted(l Language, s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	if l == English {
		return "“" + s + "”"
	}
	return "„" + s + "”"
}

// Fail makes an error of a code with its cause, without a field.
func Fail(code Code, cause error) *Error { return &Error{Code: code, Err: cause} }

// KindOf is the kind of the first Error in the chain; Internal for any other.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind()
	}
	return Internal
}

// CodeOf is the code of the first Error in the chain; CodeInternal for any
// other.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

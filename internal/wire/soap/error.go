package soap

import (
	"fmt"
	"strings"
)

// Reason says why a message was refused, so that a caller can answer in its
// own words and language.
type Reason int

// The reasons.
const (
	NotWellFormed    Reason = iota // breaks a rule of XML; What says which
	Empty                          // no content at all
	TooLarge                       // more bytes than the limit
	TooDeep                        // elements nested deeper than the limit
	TooManyElements                // more elements than the limit
	TooManyAttribs                 // more attributes on an element, or declarations in scope, than the limit
	UnknownCharset                 // the declared encoding is not supported; Name is it
	BadEncoding                    // bytes that are not in the declared encoding
	BadCharacter                   // a character that XML does not allow, as NUL
	Doctype                        // a document type declaration
	Instruction                    // a processing instruction
	UnknownEntity                  // an entity other than the five of XML; Name is it
	UndeclaredPrefix               // a namespace prefix without declaration; Name is it
	TrailingContent                // something after the root element
	NotEnvelope                    // the root is not an Envelope; Name is it
	VersionMismatch                // an Envelope of a namespace that is neither SOAP 1.1 nor 1.2; Name is the namespace
	BadStructure                   // not an optional Header and one Body; Name is the element out of place
	NoBody                         // no Body, or nothing in it
	NotUnderstood                  // a mandatory header that is not known; Name is it
)

// Error is a refused message. Its texts may be shown to the sender: they hold
// names from the message, cut short, and no values.
type Error struct {
	Reason Reason
	Line   int    // from 1; 0 when it has no place
	Name   string // element, prefix, entity or encoding concerned; may be empty
	What   string // the rule that was broken, a constant in English
}

// Error is the technical text in English.
func (e *Error) Error() string {
	s := e.What
	if e.Name != "" {
		s += fmt.Sprintf(" %q", e.Name)
	}
	if e.Line > 0 {
		s += fmt.Sprintf(" (line %d)", e.Line)
	}
	return s
}

func refuse(reason Reason, what, name string) *Error {
	return &Error{Reason: reason, What: what, Name: cut(name)}
}

// cut shortens a name for display. The name may end inside a character then,
// so the rest of it is dropped.
func cut(name string) string {
	const most = 80
	if len(name) <= most {
		return name
	}
	return strings.ToValidUTF8(name[:most], "") + "…"
}

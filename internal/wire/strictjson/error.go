package strictjson

import "fmt"

// Reason says why a message was refused.
type Reason int

// The reasons.
const (
	NotJSON      Reason = iota // the grammar does not allow it
	Empty                      // there is nothing
	TooDeep                    // over Limits.Depth
	TooMany                    // over Limits.Values
	Trailing                   // something stands after the value
	RepeatedName               // a name comes twice in an object; Name says which
	BadEncoding                // not UTF-8
	BadEscape                  // an escape that stands for no character
	CurlyQuotes                // the quotes of a word processor, as the published examples were printed
)

// Error is why a message was refused, and where.
type Error struct {
	Reason Reason
	Name   string // of a repeated name
	Line   int    // from 1
	Column int    // in bytes, from 1
}

// Error is for logs.
func (e *Error) Error() string {
	text := map[Reason]string{
		NotJSON: "not JSON", Empty: "empty", TooDeep: "too deep", TooMany: "too many values", Trailing: "text after the value",
		RepeatedName: "repeated name", BadEncoding: "not UTF-8", BadEscape: "bad escape", CurlyQuotes: "curly quotes",
	}[e.Reason]
	if e.Name != "" {
		text += fmt.Sprintf(" %q", e.Name)
	}
	return fmt.Sprintf("strictjson: line %d, column %d: %s", e.Line, e.Column, text)
}

package strictjson

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Limits bound what a message may hold.
type Limits struct {
	Depth  int // of arrays and objects in each other
	Values int // of all kinds together
}

// DefaultLimits are far above any real message.
func DefaultLimits() Limits { return Limits{Depth: 32, Values: 20_000} }

// Read reads a message of one value. Its error is always an *Error.
func Read(message []byte, l Limits) (*Value, error) {
	r := &reader{text: string(bytes.TrimPrefix(message, []byte("\ufeff"))), limits: l}
	if !utf8.ValidString(r.text) {
		for i, c := range r.text {
			if c == utf8.RuneError && !strings.HasPrefix(r.text[i:], "\ufffd") {
				r.at = i
				break
			}
		}
		return nil, r.fail(BadEncoding)
	}
	r.space()
	if r.at == len(r.text) {
		return nil, r.fail(Empty)
	}
	v, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(r.text) {
		return nil, r.fail(Trailing)
	}
	return v, nil
}

type reader struct {
	text   string
	at     int
	values int
	limits Limits
	spare  []Value // to be given out: one allocation serves many
}

// fresh is a new value.
func (r *reader) fresh() *Value {
	const each, most = 24, 64 // bytes of text that a value has, more or less
	if len(r.spare) == 0 {
		r.spare = make([]Value, min((len(r.text)-r.at)/each+1, most))
	}
	v := &r.spare[0]
	r.spare = r.spare[1:]
	return v
}

func (r *reader) fail(reason Reason) *Error {
	if reason == NotJSON && (strings.HasPrefix(r.text[r.at:], "“") || strings.HasPrefix(r.text[r.at:], "”")) {
		reason = CurlyQuotes
	}
	before := r.text[:r.at]
	return &Error{Reason: reason, Line: 1 + strings.Count(before, "\n"), Column: r.at - strings.LastIndexByte(before, '\n')}
}

func (r *reader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

// next tells which byte stands here; 0 at the end, where no grammar allows it.
func (r *reader) next() byte {
	if r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

func (r *reader) value(depth int) (*Value, *Error) {
	if r.values++; r.values > r.limits.Values {
		return nil, r.fail(TooMany)
	}
	begin := r.at
	v := r.fresh()
	var err *Error
	switch c := r.next(); {
	case c == '{':
		v.Kind = Object
		err = r.object(v, depth+1)
	case c == '[':
		v.Kind = Array
		err = r.array(v, depth+1)
	case c == '"':
		v.Kind = String
		v.Text, err = r.str()
	case c == '-' || '0' <= c && c <= '9':
		v.Kind = Number
		err = r.number()
	default:
		v.Kind, err = r.word()
	}
	if err != nil {
		return nil, err
	}
	v.Raw = r.text[begin:r.at]
	if v.Kind == Number || v.Kind == Bool {
		v.Text = v.Raw
	}
	return v, nil
}

func (r *reader) word() (Kind, *Error) {
	for _, word := range []string{"null", "true", "false"} {
		if !strings.HasPrefix(r.text[r.at:], word) {
			continue
		}
		r.at += len(word)
		if word == "null" {
			return Null, nil
		}
		return Bool, nil
	}
	return Null, r.fail(NotJSON)
}

// number passes over a number of the grammar: -? (0|[1-9][0-9]*) (.[0-9]+)?
// ([eE][+-]?[0-9]+)?
func (r *reader) number() *Error {
	if r.next() == '-' {
		r.at++
	}
	first := r.next()
	if n := r.digits(); n == 0 || n > 1 && first == '0' {
		return r.fail(NotJSON)
	}
	if r.next() == '.' {
		r.at++
		if r.digits() == 0 {
			return r.fail(NotJSON)
		}
	}
	if c := r.next(); c == 'e' || c == 'E' {
		r.at++
		if c := r.next(); c == '+' || c == '-' {
			r.at++
		}
		if r.digits() == 0 {
			return r.fail(NotJSON)
		}
	}
	return nil
}

func (r *reader) digits() (n int) {
	for c := r.next(); '0' <= c && c <= '9'; c = r.next() {
		r.at++
		n++
	}
	return n
}

func (r *reader) array(v *Value, depth int) *Error {
	if depth > r.limits.Depth {
		return r.fail(TooDeep)
	}
	r.at++
	if r.space(); r.next() == ']' {
		r.at++
		return nil
	}
	for {
		r.space()
		item, err := r.value(depth)
		if err != nil {
			return err
		}
		v.Items = append(v.Items, item)
		if done, err := r.more(']'); done || err != nil {
			return err
		}
	}
}

// more passes over a comma, or over the end.
func (r *reader) more(end byte) (done bool, err *Error) {
	r.space()
	switch r.next() {
	case ',':
		r.at++
		return false, nil
	case end:
		r.at++
		return true, nil
	}
	return false, r.fail(NotJSON)
}

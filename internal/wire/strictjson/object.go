package strictjson

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// few members are looked through one by one; of more a set is kept.
const few = 16

func (r *reader) object(v *Value, depth int) *Error {
	if depth > r.limits.Depth {
		return r.fail(TooDeep)
	}
	r.at++
	if r.space(); r.next() == '}' {
		r.at++
		return nil
	}
	var seen map[string]bool
	v.Members = make([]Member, 0, 4)
	for {
		r.space()
		begin := r.at
		if r.next() != '"' {
			return r.fail(NotJSON)
		}
		name, err := r.str()
		if err != nil {
			return err
		}
		if known(v, &seen, name) {
			r.at = begin
			twice := r.fail(RepeatedName)
			twice.Name = name
			return twice
		}
		if r.space(); r.next() != ':' {
			return r.fail(NotJSON)
		}
		r.at++
		r.space()
		member, err := r.value(depth)
		if err != nil {
			return err
		}
		v.Members = append(v.Members, Member{name, member})
		if done, err := r.more('}'); done || err != nil {
			return err
		}
	}
}

// known tells whether an object has a member of this name already.
func known(v *Value, seen *map[string]bool, name string) bool {
	if len(v.Members) < few {
		for i := range v.Members {
			if EqualName(v.Members[i].Name, name) {
				return true
			}
		}
		return false
	}
	if *seen == nil {
		*seen = make(map[string]bool, 2*few)
		for i := range v.Members {
			(*seen)[folded(v.Members[i].Name)] = true
		}
	}
	key := folded(name)
	was := (*seen)[key]
	(*seen)[key] = true
	return was
}

// str reads a string. One without escapes is a part of the message's text.
func (r *reader) str() (string, *Error) {
	r.at++
	begin := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return r.text[begin : r.at-1], nil
		case c == '\\':
			return r.escaped(begin)
		case c < ' ':
			return "", r.fail(NotJSON)
		}
		r.at++
	}
	return "", r.fail(NotJSON)
}

// escaped reads on from the first escape.
func (r *reader) escaped(begin int) (string, *Error) {
	var b strings.Builder
	b.WriteString(r.text[begin:r.at])
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return b.String(), nil
		case c == '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
		case c < ' ':
			return "", r.fail(NotJSON)
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	return "", r.fail(NotJSON)
}

func (r *reader) escape(b *strings.Builder) *Error {
	if r.at+1 == len(r.text) {
		return r.fail(NotJSON)
	}
	const letters, mean = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if i := strings.IndexByte(letters, r.text[r.at+1]); i >= 0 {
		b.WriteByte(mean[i])
		r.at += 2
		return nil
	}
	unit, ok := r.unit(r.at)
	if !ok {
		return r.fail(BadEscape)
	}
	if !utf16.IsSurrogate(unit) {
		b.WriteRune(unit)
		r.at += 6
		return nil
	}
	low, ok := r.unit(r.at + 6)
	whole := utf16.DecodeRune(unit, low)
	if !ok || whole == '\ufffd' {
		return r.fail(BadEscape)
	}
	b.WriteRune(whole)
	r.at += 12
	return nil
}

// unit reads \uXXXX at a place.
func (r *reader) unit(at int) (rune, bool) {
	if at+6 > len(r.text) || r.text[at] != '\\' || r.text[at+1] != 'u' {
		return 0, false
	}
	digits := r.text[at+2 : at+6]
	if strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		return 0, false
	}
	v, err := strconv.ParseUint(digits, 16, 16)
	return rune(v), err == nil
}

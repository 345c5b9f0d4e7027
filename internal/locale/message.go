package locale

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// message is a parsed text. The form is a small part of ICU's: {name} is a
// parameter, {n, plural, one {# maksājums} other {# maksājumi}} chooses by the
// number n, and # in a form is that number.
type message []part

// part is one of: a literal, a parameter, a plural.
type part struct {
	literal string
	param   string
	forms   map[form]message // with param: a plural
	number  bool             // "#" in a plural form
}

var (
	errOpen   = errors.New("a brace is not closed")
	errClose  = errors.New("a brace is closed that was not opened")
	errParam  = errors.New("not a parameter: want {name} or {name, plural, …}")
	errPlural = errors.New("not a plural: want forms as in one {…} other {…}")
)

// parseMessage reads a text of the catalogue.
func parseMessage(s string) (message, error) { return parseWithin(s, "") }

// parseWithin reads a text that may lie within a form of a plural of counted,
// where "#" stands for the number.
func parseWithin(s, counted string) (message, error) {
	var m message
	for s != "" {
		i := strings.IndexAny(s, "{}#")
		if i < 0 {
			return append(m, part{literal: s}), nil
		}
		if i > 0 {
			m = append(m, part{literal: s[:i]})
		}
		switch s[i] {
		case '}':
			return nil, errClose
		case '#':
			p := part{literal: "#"}
			if counted != "" {
				p = part{param: counted, number: true}
			}
			m, s = append(m, p), s[i+1:]
		case '{':
			inner, rest, err := braces(s[i:])
			if err != nil {
				return nil, err
			}
			p, err := parsePart(inner)
			if err != nil {
				return nil, err
			}
			m, s = append(m, p), rest
		}
	}
	return m, nil
}

// braces cuts s, which begins with a brace, after the one that closes it.
func braces(s string) (inner, rest string, err error) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:], nil
			}
		}
	}
	return "", "", errOpen
}

// parsePart reads what stands between braces.
func parsePart(inner string) (part, error) {
	name, rest, isPlural := strings.Cut(inner, ",")
	name = strings.TrimSpace(name)
	if name == "" || strings.ContainsAny(name, " {}#") {
		return part{}, errParam
	}
	if !isPlural {
		return part{param: name}, nil
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(rest), "plural,")
	if !ok {
		return part{}, errParam
	}
	p := part{param: name, forms: map[form]message{}}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			return part{}, errPlural
		}
		f := form(strings.TrimSpace(rest[:i]))
		if !slices.Contains(formsOf(Latvian), f) {
			return part{}, fmt.Errorf("%w, not %q", errPlural, f)
		}
		text, after, err := braces(rest[i:])
		if err != nil {
			return part{}, err
		}
		if p.forms[f], err = parseWithin(text, name); err != nil {
			return part{}, err
		}
		rest = after
	}
	if _, ok := p.forms[formOther]; !ok {
		return part{}, errPlural
	}
	return p, nil
}

func (m message) write(b *strings.Builder, w *Words, args map[string]any) {
	for _, p := range m {
		switch {
		case p.param == "":
			b.WriteString(p.literal)
		case p.forms != nil:
			n, _ := args[p.param].(int)
			chosen, ok := p.forms[w.form(n)]
			if !ok {
				chosen = p.forms[formOther]
			}
			chosen.write(b, w, args)
		default:
			v, ok := args[p.param]
			if !ok {
				v = "⟦" + p.param + "⟧"
			}
			if n, isInt := v.(int); isInt && p.number {
				v = strconv.Itoa(n)
			}
			fmt.Fprint(b, v)
		}
	}
}

// params lists the names of the parameters, sorted, each once.
func (m message) params() []string {
	var names []string
	for _, p := range m {
		if p.param != "" {
			names = append(names, p.param)
		}
		for _, f := range p.forms {
			names = append(names, f.params()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

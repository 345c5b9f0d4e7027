package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// members reads the members of one object, and tells of those that are missing
// and of those that nobody asked for.
type members struct {
	r     *reader
	at    string // path of the object
	node  *node
	broke bool // it is no object, which was said already
	known []string
}

func (r *reader) members(n *node, at string) *members {
	m := &members{r: r, at: at, node: n}
	if n.kind != object {
		r.fault(n.line, at, "want an object, not %s", n.kind)
		m.broke, m.node = true, &node{kind: object, line: n.line}
	}
	return m
}

func (m *members) path(key string) string {
	if m.at == "" {
		return key
	}
	return m.at + "." + key
}

// optional is a member's value; nil when it is absent or null.
func (m *members) optional(key string) *node {
	m.known = append(m.known, key)
	if n := m.node.field(key); n != nil && n.kind != nothing {
		return n
	}
	return nil
}

// mandatory is a member's value; nil when it is missing, which is reported.
func (m *members) mandatory(key string) *node {
	n := m.optional(key)
	if n == nil && !m.broke {
		m.r.fault(m.node.line, m.path(key), "is missing")
	}
	return n
}

// done reports members that are unknown or there twice.
func (m *members) done() {
	seen := make(map[string]int)
	for _, f := range m.node.fields {
		if line, twice := seen[f.key]; twice {
			m.r.fault(f.line, m.path(f.key), "is there already, on line %d", line)
			continue
		}
		seen[f.key] = f.line
		if !slices.Contains(m.known, f.key) {
			m.r.fault(f.line, m.path(f.key), "is not known; known here: %s", strings.Join(m.known, ", "))
		}
	}
}

// text is a mandatory text.
func (m *members) text(key string, f form) string {
	return m.r.scalar(m.mandatory(key), m.path(key), f)
}

// maybe is a text that may be absent.
func (m *members) maybe(key string, f form) string {
	return m.r.scalar(m.optional(key), m.path(key), f)
}

// oneOf is one of several words; the first of them when it is absent.
func (m *members) oneOf(key string, words ...string) string {
	n := m.optional(key)
	if n == nil {
		return words[0]
	}
	if n.kind != text || !slices.Contains(words, n.text) {
		m.r.fault(n.line, m.path(key), "want %s", strings.Join(words, " or "))
		return words[0]
	}
	return n.text
}

func (m *members) boolean(key string) bool {
	n := m.mandatory(key)
	if n != nil && n.kind != boolean {
		m.r.fault(n.line, m.path(key), "want true or false")
	}
	return n != nil && n.kind == boolean && strings.EqualFold(n.text, "true")
}

// list calls do for each item of a list with its path. Items are named by
// their code where they have one, by their place from 1 otherwise.
func (m *members) list(n *node, key string, do func(item *node, at string)) {
	if n == nil {
		return
	}
	if n.kind != list {
		m.r.fault(n.line, m.path(key), "want a list, not %s", n.kind)
		return
	}
	for i, item := range n.items {
		name := fmt.Sprint(i + 1)
		if code := item.field("code"); code != nil && code.text != "" {
			name = code.text
		}
		do(item, fmt.Sprintf("%s[%s]", m.path(key), name))
	}
}

// scalar checks the form of a text. Numbers count as texts, as they are
// written: codes are often digits.
func (r *reader) scalar(n *node, at string, f form) string {
	if n == nil {
		return ""
	}
	if n.kind != text && n.kind != number {
		r.fault(n.line, at, "want a text, not %s", n.kind)
		return ""
	}
	value := strings.TrimSpace(n.text)
	if want := f(value); want != "" {
		r.fault(n.line, at, "%q: want %s", short(value), want)
	}
	return value
}

func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

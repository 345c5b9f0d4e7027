package catalogue

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"viss.gov.lv/mm/pay"
)

// ChangeKind is what happened to a part of the catalogue.
type ChangeKind string

// The kinds of changes.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Change is one difference between two catalogues. What is added or removed as
// a whole is one change.
type Change struct {
	Kind          ChangeKind
	Path          string // as institutions[VRAA].services[DEM].steps[DEM11].positions[1].price
	Before, After string // the values of a change; of an addition or removal the name of the thing, if it has one
}

// String is the change in one line, with a sign as diff prints it.
func (c Change) String() string {
	switch c.Kind {
	case Added:
		return "+ " + c.Path + label(c.After)
	case Removed:
		return "- " + c.Path + label(c.Before)
	case Changed:
	}
	return fmt.Sprintf("~ %s: %s → %s", c.Path, c.Before, c.After)
}

func label(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

// Diff tells what differs, in the order of the document. A nil catalogue
// before is an empty one. Version is not compared.
func Diff(before, after *pay.Catalogue) []Change {
	if before == nil {
		before = &pay.Catalogue{}
	}
	var d differ
	d.fields("", toNode(before), toNode(after))
	return d.changes
}

type differ struct{ changes []Change }

func (d *differ) fields(at string, before, after *node) {
	path := func(key string) string {
		if at == "" {
			return key
		}
		return at + "." + key
	}
	for _, f := range after.fields {
		d.node(path(f.key), before.field(f.key), f.value)
	}
	for _, f := range before.fields {
		if after.field(f.key) == nil {
			d.node(path(f.key), f.value, nil)
		}
	}
}

func (d *differ) node(at string, before, after *node) {
	switch {
	case keyed(before) && keyed(after): // nil counts as an empty list
		d.items(at, before, after)
	case texts(before) && texts(after):
		d.texts(at, before, after)
	case before == nil:
		d.changes = append(d.changes, Change{Kind: Added, Path: at, After: title(after)})
	case after == nil:
		d.changes = append(d.changes, Change{Kind: Removed, Path: at, Before: title(before)})
	case before.kind == object && after.kind == object:
		d.fields(at, before, after)
	default:
		if a, b := title(before), title(after); a != b {
			d.changes = append(d.changes, Change{Changed, at, a, b})
		}
	}
}

// items compares two lists whose items have codes.
func (d *differ) items(at string, before, after *node) {
	old, renewed := byKey(before), byKey(after)
	for _, item := range itemsOf(after) {
		key := item.field("code").text
		d.node(fmt.Sprintf("%s[%s]", at, key), old[key], item)
	}
	for _, item := range itemsOf(before) {
		if key := item.field("code").text; renewed[key] == nil {
			d.node(fmt.Sprintf("%s[%s]", at, key), item, nil)
		}
	}
}

func itemsOf(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.items
}

func byKey(n *node) map[string]*node {
	keys := make(map[string]*node)
	for _, item := range itemsOf(n) {
		keys[item.field("code").text] = item
	}
	return keys
}

// keyed tells whether a node is a list of things with codes, or absent.
func keyed(n *node) bool {
	if n == nil {
		return true
	}
	if n.kind != list {
		return false
	}
	for _, item := range n.items {
		if item.field("code") == nil {
			return false
		}
	}
	return true
}

// texts tells whether a node is a list of texts, or absent.
func texts(n *node) bool {
	if n == nil {
		return true
	}
	return n.kind == list && !slices.ContainsFunc(n.items, func(item *node) bool { return item.kind != text })
}

// texts compares two lists of texts: what came, what went, or only their order.
func (d *differ) texts(at string, before, after *node) {
	old, renewed := textsOf(before), textsOf(after)
	so := len(d.changes)
	for _, s := range renewed {
		if !slices.Contains(old, s) {
			d.changes = append(d.changes, Change{Kind: Added, Path: at, After: s})
		}
	}
	for _, s := range old {
		if !slices.Contains(renewed, s) {
			d.changes = append(d.changes, Change{Kind: Removed, Path: at, Before: s})
		}
	}
	if len(d.changes) == so && !slices.Equal(old, renewed) {
		d.changes = append(d.changes, Change{Changed, at, strings.Join(old, ", "), strings.Join(renewed, ", ")})
	}
}

func textsOf(n *node) []string {
	var all []string
	for _, item := range itemsOf(n) {
		all = append(all, item.text)
	}
	return all
}

// title is a node in few words: a value itself, the Latvian name of a thing,
// the payee of an account.
func title(n *node) string {
	if strings.HasPrefix(n.text, pngData) {
		return short(n.text)
	}
	if n.kind == text || n.kind == number || n.kind == boolean {
		return n.text
	}
	if name := n.field("name"); name != nil && name.field("lv") != nil {
		return name.field("lv").text
	}
	if payee := n.field("payee"); payee != nil {
		return payee.text
	}
	var out bytes.Buffer
	printJSON(&out, n)
	return short(out.String())
}

package a11y_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
)

// node is something that a screen reader may say.
type node struct {
	role, name string
	states     []string // as in checked=true, in alphabetical order
	focused    bool
	depth      int
}

func (n node) String() string {
	text := strings.Repeat("  ", n.depth) + n.role
	if n.name != "" {
		text += fmt.Sprintf(" %q", n.name)
	}
	if len(n.states) > 0 {
		text += " " + strings.Join(n.states, " ")
	}
	return text
}

// tree is what a screen reader is told of the page, in reading order. It needs
// no scripts.
func (b *tab) tree() ([]node, error) {
	answer, err := call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return nil, err
	}
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range answer.Nodes {
		byID[n.NodeID] = n
	}
	var nodes []node
	var walk func(n *accessibility.Node, depth int)
	walk = func(n *accessibility.Node, depth int) {
		if said, ok := spoken(n); ok {
			said.depth = depth
			nodes = append(nodes, said)
			depth++
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child, depth)
			}
		}
	}
	for _, n := range answer.Nodes {
		if n.ParentID == "" {
			walk(n, 0)
		}
	}
	return nodes, nil
}

// spoken makes a node of what the browser tells; false when it means nothing to
// a reader by itself. Roles that differ between versions of a browser are left
// out.
func spoken(n *accessibility.Node) (node, bool) {
	said := node{role: valueOf(n.Role), name: strings.Join(strings.Fields(valueOf(n.Name)), " ")}
	if n.Ignored || slices.Contains([]string{"", "none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "LabelText", "Legend"}, said.role) {
		return said, false
	}
	for _, p := range n.Properties {
		switch string(p.Name) {
		case "checked", "expanded", "invalid", "level", "required", "live":
			if p.Name == "level" && said.role != "heading" {
				continue
			}
			if v := valueOf(p.Value); v != "" && (v != "false" || p.Name != "invalid" && p.Name != "required") {
				said.states = append(said.states, fmt.Sprintf("%s=%s", p.Name, v))
			}
		case "focused":
			said.focused = valueOf(p.Value) == "true"
		}
	}
	if d := valueOf(n.Description); d != "" && d != said.name {
		said.states = append(said.states, fmt.Sprintf("description=%q", d))
	}
	slices.Sort(said.states)
	return said, said.role != "StaticText" || said.name != ""
}

func valueOf(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var value any
	if err := json.Unmarshal(v.Value, &value); err != nil {
		return ""
	}
	return fmt.Sprint(value)
}

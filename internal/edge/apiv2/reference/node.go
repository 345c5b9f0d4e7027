package reference

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// node is a value of the document: a mapping whose members keep their order, a
// list, or a scalar. What is not there is a node without a value.
type node struct {
	value any
	root  *yaml.MapSlice
}

// member is a member of a mapping.
type member struct {
	Name string
	node
}

// read reads a document.
func read(contract []byte) (node, error) {
	var root yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(contract, &root, yaml.UseOrderedMap()); err != nil {
		return node{}, fmt.Errorf("read the contract: %w", err)
	}
	n := node{value: root, root: &root}
	if !strings.HasPrefix(n.text("openapi"), "3.1.") {
		return node{}, errors.New("read the contract: it is not OpenAPI 3.1")
	}
	return n, nil
}

func (n node) with(value any) node { return node{value: value, root: n.root} }

func (n node) is() bool { return n.value != nil }

// members are those of a mapping, in order.
func (n node) members() []member {
	slice, _ := n.value.(yaml.MapSlice)
	found := make([]member, len(slice))
	for i, item := range slice {
		found[i] = member{fmt.Sprint(item.Key), n.with(item.Value)}
	}
	return found
}

// get follows names into mappings.
func (n node) get(names ...string) node {
	for _, name := range names {
		next := n.with(nil)
		for _, m := range n.members() {
			if m.Name == name {
				next = m.node
				break
			}
		}
		n = next
	}
	return n
}

// list is the items of a list.
func (n node) list() []node {
	values, _ := n.value.([]any)
	found := make([]node, len(values))
	for i, v := range values {
		found[i] = n.with(v)
	}
	return found
}

// scalar is a value as it is written; nothing for mappings and lists.
func (n node) scalar() string {
	switch v := n.value.(type) {
	case nil, yaml.MapSlice, []any:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// text is a scalar member.
func (n node) text(name string) string { return n.get(name).scalar() }

func (n node) required() bool { return n.get("required").value == true }

// strings are the scalars of a list member; a scalar is a list of one.
func (n node) strings(name string) []string {
	v := n.get(name)
	if s := v.scalar(); s != "" {
		return []string{s}
	}
	var found []string
	for _, item := range v.list() {
		if item.value == nil {
			found = append(found, "null")
			continue
		}
		found = append(found, item.scalar())
	}
	return found
}

// refName is the last step of a reference; "" without one.
func (n node) refName() string {
	ref := n.text("$ref")
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// resolve follows a reference within the document.
func (n node) resolve() (node, error) {
	for range 8 {
		ref := n.text("$ref")
		if ref == "" {
			return n, nil
		}
		path, ok := strings.CutPrefix(ref, "#/")
		if !ok {
			return node{}, fmt.Errorf("%s is outside of the contract", ref)
		}
		found := n.with(*n.root)
		for step := range strings.SplitSeq(path, "/") {
			found = found.get(strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		}
		if !found.is() {
			return node{}, fmt.Errorf("%s is not in the contract", ref)
		}
		n = found
	}
	return node{}, fmt.Errorf("%s leads in a circle", n.text("$ref"))
}

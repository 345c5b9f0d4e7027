// Package contract_test holds the published contract of API v2 and the running
// server against each other: what the server answers is documented, to the last
// header and member, and every answer that is documented is one that it gives.
// The contract itself is looked through by a linter.
package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// object is a mapping of the contract.
type object = map[string]any

// contract is an OpenAPI document as the tests read it.
type contract struct {
	root       object
	base       string // path of the first server
	operations []*operation
}

// operation is one method on one path.
type operation struct {
	method, path string
	match        *regexp.Regexp
	node         object
	parameters   []object
}

func (o *operation) String() string { return o.method + " " + o.path }

// answer names one documented answer: an operation, a status and a media type,
// which is empty where there is no body.
type answer struct{ operation, status, media string }

func (a answer) String() string {
	return strings.TrimSpace(a.operation + " " + a.status + " " + a.media)
}

func readContract(t testing.TB, text []byte) *contract {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{root: read.(object)}
	if servers := list(c.root["servers"]); len(servers) > 0 {
		u, err := url.Parse(word(servers[0].(object)["url"]))
		if err != nil {
			t.Fatal(err)
		}
		c.base = strings.TrimSuffix(u.Path, "/")
	}
	paths := c.root["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		c.readPath(t, path, paths[path].(object))
	}
	return c
}

var placeholder = regexp.MustCompile(`\\\{[^}]*\\\}`)

func (c *contract) readPath(t testing.TB, path string, item object) {
	t.Helper()
	pattern := placeholder.ReplaceAllString(regexp.QuoteMeta(c.base+path), `[^/]+`)
	match := regexp.MustCompile("^" + pattern + "$")
	for _, method := range []string{"get", "post", "put", "patch", "delete"} {
		node, ok := item[method].(object)
		if !ok {
			continue
		}
		o := &operation{method: strings.ToUpper(method), path: path, match: match, node: node}
		for _, p := range slices.Concat(list(item["parameters"]), list(node["parameters"])) {
			o.parameters = append(o.parameters, c.resolve(p))
		}
		c.operations = append(c.operations, o)
	}
}

// find is the operation that a call is one of. A path without placeholders goes
// before one that has them.
func (c *contract) find(method, path string) *operation {
	var found *operation
	for _, o := range c.operations {
		if o.method == method && o.match.MatchString(path) && (found == nil || !strings.Contains(o.path, "{")) {
			found = o
		}
	}
	return found
}

// resolve follows references. The contract's own linter has found the broken ones.
func (c *contract) resolve(node any) object {
	o := node.(object)
	for ref, ok := o["$ref"].(string); ok; ref, ok = o["$ref"].(string) {
		o = c.at(ref).(object)
	}
	return o
}

func (c *contract) at(ref string) any {
	path, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		panic("the reference " + ref + " leads out of the contract")
	}
	var node any = c.root
	for step := range strings.SplitSeq(path, "/") {
		node = node.(object)[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
	}
	if node == nil {
		panic("the reference " + ref + " leads nowhere")
	}
	return node
}

// answers lists every documented answer.
func (c *contract) answers() []answer {
	var all []answer
	for _, o := range c.operations {
		responses := o.node["responses"].(object)
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			content, _ := c.resolve(responses[status])["content"].(object)
			if len(content) == 0 {
				all = append(all, answer{o.String(), status, ""})
			}
			for _, media := range slices.Sorted(maps.Keys(content)) {
				all = append(all, answer{o.String(), status, media})
			}
		}
	}
	return all
}

// check holds a value against a schema of the contract. Strict refuses members
// that the schema does not name: right for what MM says, while of what callers
// say the contract tells.
func (c *contract) check(schema, value any, strict bool) error {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const name = "contract:///schema"
	if err := compiler.AddResource(name, c.expand(schema, strict, false, 0)); err != nil {
		return err
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		return fmt.Errorf("the schema itself is wrong: %w", err)
	}
	return compiled.Validate(value)
}

// keywords under which a schema holds others, alone, in a list or by name.
var (
	holdsOne  = []string{"items", "not", "if", "then", "else", "additionalProperties", "unevaluatedProperties", "contains", "propertyNames"}
	holdsMany = []string{"allOf", "anyOf", "oneOf", "prefixItems"}
	holdsSet  = []string{"properties", "patternProperties", "dependentSchemas", "$defs"}
)

// expand copies a schema with what its references lead to in their place. With
// strict, objects that name their members have no others. A part of an allOf
// does not know the others' members: there the whole is closed, not the part.
func (c *contract) expand(schema any, strict, part bool, depth int) any {
	node, ok := schema.(object)
	if !ok || depth > 40 {
		return schema // true or false
	}
	made := object{}
	for keyword, value := range node {
		switch {
		case slices.Contains(holdsOne, keyword):
			made[keyword] = c.expand(value, strict, false, depth+1)
		case slices.Contains(holdsMany, keyword):
			var parts []any
			for _, one := range list(value) {
				parts = append(parts, c.expand(one, strict, keyword != "prefixItems", depth+1))
			}
			made[keyword] = parts
		case slices.Contains(holdsSet, keyword):
			set := object{}
			for name, one := range value.(object) {
				set[name] = c.expand(one, strict, false, depth+1)
			}
			made[keyword] = set
		case keyword == "$ref":
		case keyword == "example", keyword == "discriminator":
		default:
			made[keyword] = value
		}
	}
	if ref, ok := node["$ref"].(string); ok {
		// With others beside it a reference is one of several conditions.
		made["allOf"] = append(list(made["allOf"]), c.expand(c.at(ref), strict, true, depth+1))
	}
	_, closed := made["additionalProperties"]
	_, sealed := made["unevaluatedProperties"]
	if strict && !part && !closed && !sealed && c.namesMembers(node) {
		made["unevaluatedProperties"] = false
	}
	return made
}

// namesMembers tells whether a schema says which members an object has.
func (c *contract) namesMembers(node object) bool {
	if _, ok := node["properties"]; ok {
		return true
	}
	if ref, ok := node["$ref"].(string); ok && c.namesMembers(c.at(ref).(object)) {
		return true
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for _, one := range list(node[keyword]) {
			if o, ok := one.(object); ok && c.namesMembers(o) {
				return true
			}
		}
	}
	return false
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func word(v any) string {
	s, _ := v.(string)
	return s
}

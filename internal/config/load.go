package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Load reads the file at path, lets the environment override it, and checks
// the whole. Without a path there is only the environment. An error is either
// about reading the file, or a Faults with everything that is wrong.
func Load(path string, getenv func(string) string) (Config, error) {
	var text []byte
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return Config{}, fmt.Errorf("read configuration: %w", err)
		}
		if path, err = filepath.Abs(path); err != nil {
			return Config{}, fmt.Errorf("read configuration: %w", err)
		}
	}
	r := reader{file: filepath.Base(path), folder: filepath.Dir(path), getenv: getenv, given: map[string]position{}}
	if path == "" {
		r.file, r.folder = "", "."
	}
	c := Default()
	v := reflect.ValueOf(&c).Elem()
	if root := r.parse(text); root != nil {
		r.mapping(root, v, "")
	}
	if r.broken("") {
		return Config{}, r.err() // nothing was read: what else is missing is no news
	}
	r.environment(v)
	r.resolve(&c)
	r.bounds(v)
	r.check(c)
	if err := r.err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// reader collects what is wrong while a configuration is read.
type reader struct {
	file, folder string
	getenv       func(string) string
	given        map[string]position // settings that file or environment gave
	faults       []placed
}

// placed is a fault with the line to sort it by.
type placed struct {
	line  int
	fault Fault
}

// fault notes that a setting is wrong, where it was given.
func (r *reader) fault(path, format string, args ...any) {
	p := r.where(path)
	r.faults = append(r.faults, placed{p.line, Fault{p.source(r.file), path, fmt.Sprintf(format, args...)}})
}

// broken tells whether a fault of the setting is known already; one is enough.
func (r *reader) broken(path string) bool {
	return slices.ContainsFunc(r.faults, func(p placed) bool { return p.fault.Path == path })
}

// where finds the place of a setting: its own, or that of the section around it.
func (r *reader) where(path string) position {
	for {
		if p, ok := r.given[path]; ok {
			return p
		}
		parent := parentOf(path)
		if parent == path {
			return position{}
		}
		path = parent
	}
}

// err is all faults in the order of the file; nil when there are none.
func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b placed) int { return a.line - b.line })
	all := make(Faults, len(r.faults))
	for i, p := range r.faults {
		all[i] = p.fault
	}
	return all
}

// parse gives the root of the document; nil when it is empty or no YAML.
func (r *reader) parse(text []byte) ast.Node {
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		line, message := 0, err.Error()
		if syntax, ok := errors.AsType[yaml.Error](err); ok {
			line, message = syntax.GetToken().Position.Line, syntax.GetMessage()
		}
		r.given[""] = position{line: line}
		r.fault("", "not YAML: %s", message)
		return nil
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.NullType:
		case root != nil:
			r.given[""] = position{line: lineOf(doc.Body)}
			r.fault("", "a second YAML document; a configuration is one")
		default:
			root = doc.Body
		}
	}
	return root
}

func lineOf(n ast.Node) int {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key // the mapping's own token is the first colon
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

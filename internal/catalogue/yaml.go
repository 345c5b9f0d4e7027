package catalogue

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// readYAML reads one YAML document. Anchors, aliases, merge keys and tags are
// refused: what stands in a file must be what is meant, without expansion.
func readYAML(data []byte) (*node, error) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey()) // reported with all else
	if err != nil {
		return nil, yamlFault(err)
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if _, comments := doc.Body.(*ast.CommentGroupNode); doc.Body == nil || comments {
			continue
		}
		if body != nil {
			return nil, &Fault{Line: lineOf(doc.Body), Text: "a second document; want one"}
		}
		body = doc.Body
	}
	if body == nil {
		return nil, &Fault{Line: 1, Text: "is empty"}
	}
	return fromYAML(body, 0)
}

func yamlFault(err error) *Fault {
	f := &Fault{Line: 1, Text: "is not YAML: " + firstLine(err.Error())}
	if syntax, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		f.Text = "is not YAML: " + syntax.Message
		if syntax.Token != nil && syntax.Token.Position != nil {
			f.Line = syntax.Token.Position.Line
		}
	}
	return f
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func fromYAML(from ast.Node, depth int) (*node, error) {
	if from == nil {
		return &node{kind: nothing}, nil
	}
	n := &node{line: lineOf(from)}
	if depth > deepest {
		return nil, &Fault{Line: n.line, Text: "is nested too deep"}
	}
	switch from := from.(type) {
	case *ast.NullNode:
		n.kind = nothing
	case *ast.StringNode:
		n.kind, n.text = text, from.Value
	case *ast.LiteralNode:
		n.kind, n.text = text, from.Value.Value
	case *ast.IntegerNode, *ast.FloatNode:
		n.kind, n.text = number, from.GetToken().Value
	case *ast.BoolNode:
		n.kind, n.text = boolean, from.GetToken().Value
	case *ast.SequenceNode:
		return n, n.addItems(from.Values, depth)
	case *ast.MappingNode:
		return n, n.addFields(from.Values, depth)
	case *ast.MappingValueNode: // an object with one key
		return n, n.addFields([]*ast.MappingValueNode{from}, depth)
	default:
		return nil, &Fault{Line: n.line, Text: fmt.Sprintf("%s is not used here", from.Type())}
	}
	return n, nil
}

func (n *node) addItems(values []ast.Node, depth int) error {
	n.kind = list
	for _, v := range values {
		item, err := fromYAML(v, depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	return nil
}

func (n *node) addFields(values []*ast.MappingValueNode, depth int) error {
	n.kind = object
	for _, v := range values {
		key, err := fromYAML(v.Key, depth+1)
		if err != nil {
			return err
		}
		if key.kind != text && key.kind != number {
			return &Fault{Line: key.line, Text: fmt.Sprintf("%s cannot be a key", key.kind)}
		}
		value, err := fromYAML(v.Value, depth+1)
		if err != nil {
			return err
		}
		if n.line == 0 || key.line < n.line {
			n.line = key.line // the token of a mapping is its first colon
		}
		n.fields = append(n.fields, field{key.text, key.line, value})
	}
	return nil
}

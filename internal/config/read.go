package config

import (
	"encoding"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// value reads a node into a setting or section.
func (r *reader) value(n ast.Node, v reflect.Value, path string) {
	if n.Type() == ast.NullType {
		return // a key without a value leaves the default
	}
	switch {
	case isSection(v.Type()):
		r.mapping(n, v, path)
	case v.Kind() == reflect.Slice:
		r.sequence(n, v, path)
	case v.Kind() == reflect.Map:
		r.pairs(n, v, path)
	default:
		text, ok := scalarText(n)
		if !ok {
			r.fault(path, "want %s, found %s", wanted(v.Type()), nodeName(n))
			return
		}
		if err := set(v, text); err != nil {
			r.fault(path, "%s", err)
		}
	}
}

// mapping reads a section; a key that the section does not have is a fault.
func (r *reader) mapping(n ast.Node, v reflect.Value, path string) {
	rows, ok := entries(n)
	if !ok {
		r.fault(path, "want a section with settings, found %s", nodeName(n))
		return
	}
	var seen []string
	for _, row := range rows {
		key := row.Key.String()
		at := join(path, key)
		field, known := fieldOf(v, key)
		repeated := slices.Contains(seen, key)
		if !repeated {
			r.given[at] = position{line: lineOf(row.Key)}
		}
		switch {
		case repeated:
			r.fault(at, "given twice, again in line %d", lineOf(row.Key))
		case !known:
			r.fault(at, "no such setting; here are: %s", strings.Join(keys(v.Type()), ", "))
		default:
			r.value(row.Value, field, at)
		}
		seen = append(seen, key)
	}
}

func (r *reader) sequence(n ast.Node, v reflect.Value, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(path, "want a list, found %s", nodeName(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.given[at] = position{line: lineOf(item)}
		r.value(item, v.Index(i), at)
	}
}

// pairs reads a map from texts to texts.
func (r *reader) pairs(n ast.Node, v reflect.Value, path string) {
	rows, ok := entries(n)
	if !ok {
		r.fault(path, "want pairs of names, found %s", nodeName(n))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, row := range rows {
		key := reflect.ValueOf(row.Key.String()).Convert(v.Type().Key())
		at := join(path, key.String())
		if v.MapIndex(key).IsValid() {
			r.fault(at, "given twice, again in line %d", lineOf(row.Key))
			continue
		}
		r.given[at] = position{line: lineOf(row.Key)}
		item := reflect.New(v.Type().Elem()).Elem()
		r.value(row.Value, item, at)
		v.SetMapIndex(key, item)
	}
}

// entries are the rows of a mapping.
func entries(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// scalarText is a single value as it stands in the file: 00001 stays 00001.
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// set reads a text into a setting; the error says what would be right.
func set(v reflect.Value, text string) error {
	text = strings.TrimSpace(text)
	wrong := fmt.Errorf("%q is not %s", text, wanted(v.Type()))
	switch p := v.Addr().Interface().(type) {
	case *Secret:
		*p = NewSecret(text)
		return nil
	case *time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return wrong
		}
		*p = d
		return nil
	case *netip.Prefix:
		prefix, err := parsePrefix(text)
		if err != nil {
			return wrong
		}
		*p = prefix
		return nil
	case encoding.TextUnmarshaler:
		return p.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int:
		i, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
		if err != nil {
			return wrong
		}
		v.SetInt(int64(i))
	case reflect.Bool:
		if text != "true" && text != "false" {
			return wrong
		}
		v.SetBool(text == "true")
	default:
		return fmt.Errorf("a setting cannot be of type %s", v.Type())
	}
	return nil
}

// parsePrefix reads 10.1.2.0/24, and a single address as the network of it.
func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}

// wanted says for people what a setting of the type looks like.
func wanted(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "a duration, as 10s, 5m or 1h30m"
	case reflect.TypeFor[netip.Prefix]():
		return "a network or address, as 10.1.2.0/24 or 10.1.2.3"
	}
	switch t.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	default:
		return "a text"
	}
}

// nodeName says for people what stands in the file.
func nodeName(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a section"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		return "an anchor, alias or tag, which are not understood here"
	default:
		return strconv.Quote(n.String())
	}
}

package reference

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"
)

// property is a member of a message, or a parameter, as the page shows it.
type property struct {
	Name     string // with those that it lies in: "payer.name"
	In       string // of a parameter: path, query or header
	Required bool
	Type     template.HTML
	Text     template.HTML
	Notes    []template.HTML // what values may be
	Example  string
}

// schema is a schema of the components.
type schema struct {
	Name       string
	Type       template.HTML
	Text       template.HTML
	Notes      []template.HTML
	Properties []property
	Examples   []example
}

// deepest bounds how far inline objects are looked into.
const deepest = 6

// typeOf says in words what a value is; a named schema is a link to it.
func typeOf(s node) template.HTML {
	return template.HTML(typeWords(s, 0)) //nolint:gosec // every text in it was escaped
}

func typeWords(s node, depth int) string {
	if name := s.refName(); name != "" {
		return `<a href="#schema-` + html.EscapeString(name) + `">` + html.EscapeString(name) + "</a>"
	}
	for _, choice := range []struct{ keyword, word string }{{"oneOf", " or "}, {"anyOf", " or "}, {"allOf", " and "}} {
		if options := s.get(choice.keyword).list(); len(options) > 0 && depth < deepest {
			words := make([]string, len(options))
			for i, o := range options {
				words[i] = typeWords(o, depth+1)
				if choice.keyword == "allOf" && len(options) > 1 && o.get("properties").is() {
					words[i] = "these" // members, which are listed below it
				}
			}
			return strings.Join(words, choice.word)
		}
	}
	types := s.strings("type")
	for i, t := range types {
		if t == "array" && s.get("items").is() && depth < deepest {
			types[i] = "list of " + typeWords(s.get("items"), depth+1)
			continue
		}
		types[i] = html.EscapeString(t)
	}
	if len(types) == 0 {
		types = []string{"any value"}
		if s.get("const").is() || s.get("enum").is() {
			types = []string{"text"}
		}
	}
	words := strings.Join(types, " or ")
	if format := s.text("format"); format != "" {
		words += " (" + html.EscapeString(format) + ")"
	}
	return words
}

// notes says what a schema's values are bound to.
func notes(s node) []template.HTML {
	var found []template.HTML
	add := func(text string) { found = append(found, inline(text)) }
	if c := s.get("const"); c.is() {
		add("always `" + c.scalar() + "`")
	}
	if options := s.strings("enum"); len(options) > 0 {
		add("one of `" + strings.Join(options, "` `") + "`")
	}
	if p := s.text("pattern"); p != "" {
		add("matches `" + p + "`")
	}
	for _, bound := range []struct{ keyword, text string }{
		{"minLength", "at least %s characters"},
		{"maxLength", "at most %s characters"},
		{"minimum", "at least %s"},
		{"exclusiveMinimum", "more than %s"},
		{"maximum", "at most %s"},
		{"minItems", "at least %s items"},
		{"maxItems", "at most %s items"},
		{"default", "default `%s`"},
	} {
		v := s.get(bound.keyword)
		if !v.is() {
			continue
		}
		text := fmt.Sprintf(bound.text, v.scalar())
		if v.scalar() == "1" {
			text = strings.TrimSuffix(text, "s") // 1 character, 1 item
		}
		add(text)
	}
	return found
}

// properties lists the members of an object, those of inline objects with it.
func properties(s node, prefix string, depth int) []property {
	var found []property
	required := s.strings("required")
	for _, m := range s.get("properties").members() {
		p := property{
			Name: prefix + m.Name, Required: slices.Contains(required, m.Name), Type: typeOf(m.node), Notes: notes(m.node),
			Text: markdown(m.text("description")),
		}
		if e := m.get("examples").list(); len(e) > 0 {
			p.Example = e[0].scalar()
		}
		found = append(found, p)
		if depth >= deepest || m.refName() != "" {
			continue
		}
		found = append(found, properties(m.node, p.Name+".", depth+1)...)
		found = append(found, properties(m.get("items"), p.Name+"[].", depth+1)...)
	}
	for _, part := range s.get("allOf").list() {
		found = append(found, properties(part, prefix, depth+1)...)
	}
	return found
}

// schemas are those of the components, in their order.
func schemas(root node) ([]schema, error) {
	var found []schema
	for _, m := range root.get("components", "schemas").members() {
		s := schema{
			Name: m.Name, Type: typeOf(m.node), Text: markdown(m.text("description")), Notes: notes(m.node),
			Properties: properties(m.node, "", 0),
		}
		for _, e := range m.get("examples").list() {
			shown, err := newExample("", "application/json", e)
			if err != nil {
				return nil, fmt.Errorf("schema %s: %w", m.Name, err)
			}
			s.Examples = append(s.Examples, shown)
		}
		found = append(found, s)
	}
	return found, nil
}

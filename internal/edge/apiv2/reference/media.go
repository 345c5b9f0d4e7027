package reference

import (
	"html/template"
	"strings"
)

// body is what a call carries.
type body struct {
	Required bool
	Text     template.HTML
	Media    []media
}

// media is a message in one form.
type media struct {
	Type       string
	Schema     template.HTML
	Properties []property // of a schema without a name
	Examples   []example
}

// example is a message as it may look.
type example struct {
	Title string
	Text  template.HTML
	raw   string
}

func medias(r node) ([]media, error) {
	var found []media
	for _, m := range r.get("content").members() {
		made := media{Type: m.Name, Schema: typeOf(m.get("schema")), Properties: properties(m.get("schema"), "", 0)}
		if e := m.get("example"); e.is() {
			shown, err := newExample("", m.Name, e)
			if err != nil {
				return nil, err
			}
			made.Examples = append(made.Examples, shown)
		}
		for _, e := range m.get("examples").members() {
			resolved, err := e.resolve()
			if err != nil {
				return nil, err
			}
			title := resolved.text("summary")
			if title == "" {
				title = e.Name
			}
			shown, err := newExample(title, m.Name, resolved.get("value"))
			if err != nil {
				return nil, err
			}
			made.Examples = append(made.Examples, shown)
		}
		found = append(found, made)
	}
	return found, nil
}

func newExample(title, mediaType string, value node) (example, error) {
	if !strings.Contains(mediaType, "json") {
		raw := value.scalar()
		return example{Title: title, Text: template.HTML(template.HTMLEscapeString(raw)), raw: raw}, nil //nolint:gosec // escaped
	}
	text, err := asJSON(value.value)
	return example{Title: title, Text: highlight(string(text)), raw: string(text)}, err
}

package reference

import (
	"fmt"
	"html/template"
	"strings"
)

// group is the operations of one tag.
type group struct {
	Anchor, Name string
	Text         template.HTML
	Operations   []operation
}

// operation is one method on one path, or a message that MM sends.
type operation struct {
	Anchor, Method, Path, Summary string
	Sent                          bool // by MM to the institution
	Text                          template.HTML
	Parameters                    []property
	Body                          *body
	Answers                       []answer
	Curl                          string
}

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

// answer is what a call may come to.
type answer struct {
	Status  string
	Text    template.HTML
	Headers []property
	Media   []media
}

// Class is the first digit of the status, for colours.
func (a answer) Class() string { return a.Status[:1] }

// Good tells whether the call did what was asked.
func (a answer) Good() bool { return a.Status < "4" }

var methods = []string{"get", "post", "put", "patch", "delete"}

// groups reads all operations, under the first of their tags.
func groups(root node, base string) ([]group, error) {
	var found []group
	for _, t := range root.get("tags").list() {
		name := t.text("name")
		found = append(found, group{Anchor: "tag-" + anchor(name), Name: name, Text: markdown(t.text("description"))})
	}
	for _, part := range []string{"paths", "webhooks"} {
		for _, path := range root.get(part).members() {
			item, err := path.resolve()
			if err != nil {
				return nil, err
			}
			for _, method := range methods {
				o := item.get(method)
				if !o.is() {
					continue
				}
				made, err := newOperation(item, o, strings.ToUpper(method), path.Name, base, part == "webhooks")
				if err != nil {
					return nil, fmt.Errorf("%s %s: %w", method, path.Name, err)
				}
				g := groupOf(&found, o)
				g.Operations = append(g.Operations, made)
			}
		}
	}
	return found, nil
}

// groupOf is the group of an operation's first tag; one without a tag has the
// last group.
func groupOf(all *[]group, o node) *group {
	name := "Other"
	if tags := o.strings("tags"); len(tags) > 0 {
		name = tags[0]
	}
	for i := range *all {
		if (*all)[i].Name == name {
			return &(*all)[i]
		}
	}
	*all = append(*all, group{Anchor: "tag-" + anchor(name), Name: name})
	return &(*all)[len(*all)-1]
}

func newOperation(item, o node, method, path, base string, sent bool) (operation, error) {
	made := operation{
		Anchor: o.text("operationId"), Method: method, Path: path, Summary: o.text("summary"), Sent: sent,
		Text: markdown(o.text("description")),
	}
	if made.Anchor == "" {
		made.Anchor = anchor(method + " " + path)
	}
	var raw []node
	for _, p := range append(item.get("parameters").list(), o.get("parameters").list()...) {
		p, err := p.resolve()
		if err != nil {
			return made, err
		}
		raw = append(raw, p)
		made.Parameters = append(made.Parameters, parameter(p))
	}
	if b := o.get("requestBody"); b.is() {
		b, err := b.resolve()
		if err != nil {
			return made, err
		}
		made.Body = &body{Required: b.flag("required"), Text: markdown(b.text("description"))}
		if made.Body.Media, err = medias(b); err != nil {
			return made, err
		}
	}
	for _, status := range o.get("responses").members() {
		a, err := newAnswer(status)
		if err != nil {
			return made, err
		}
		made.Answers = append(made.Answers, a)
	}
	if !sent {
		made.Curl = curl(made, raw, base)
	}
	return made, nil
}

func parameter(p node) property {
	made := property{
		Name: p.text("name"), In: p.text("in"), Required: p.flag("required"), Type: typeOf(p.get("schema")),
		Text: markdown(p.text("description")), Notes: notes(p.get("schema")), Example: exampleOf(p),
	}
	return made
}

// exampleOf is an example of a parameter's value.
func exampleOf(p node) string {
	if e := p.text("example"); e != "" {
		return e
	}
	if all := p.get("examples").members(); len(all) > 0 {
		return all[0].text("value")
	}
	schema, err := p.get("schema").resolve()
	if err != nil {
		return ""
	}
	if e := schema.strings("examples"); len(e) > 0 {
		return e[0]
	}
	return ""
}

func newAnswer(status member) (answer, error) {
	a := answer{Status: status.Name}
	r, err := status.resolve()
	if err != nil {
		return a, err
	}
	a.Text = markdown(r.text("description"))
	for _, h := range r.get("headers").members() {
		header, err := h.resolve()
		if err != nil {
			return a, err
		}
		a.Headers = append(a.Headers, property{
			Name: h.Name, Required: header.flag("required"), Type: typeOf(header.get("schema")), Text: markdown(header.text("description")),
		})
	}
	a.Media, err = medias(r)
	return a, err
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

// anchor is a name as a part of an address.
func anchor(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}

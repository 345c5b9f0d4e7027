package reference

import (
	"fmt"
	"html/template"
	"slices"
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
	Answers                       []answer // its own
	Common                        []answer // those that are described once for all
	Curl                          string
}

// groups reads all operations in their order, under the first of their tags.
func groups(root node, base string) ([]group, error) {
	methods := []string{"get", "post", "put", "patch", "delete"}
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
			for _, o := range item.members() {
				if !slices.Contains(methods, o.Name) {
					continue
				}
				made, err := newOperation(item, o.node, strings.ToUpper(o.Name), path.Name, base, part == "webhooks")
				if err != nil {
					return nil, fmt.Errorf("%s %s: %w", o.Name, path.Name, err)
				}
				g := groupOf(&found, o.node)
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
		made.Body = &body{Required: b.required(), Text: markdown(b.text("description"))}
		if made.Body.Media, err = medias(b); err != nil {
			return made, err
		}
	}
	for _, status := range o.get("responses").members() {
		a, err := newAnswer(status)
		if err != nil {
			return made, err
		}
		if a.Anchor != "" {
			made.Common = append(made.Common, a)
			continue
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
		Name: p.text("name"), In: p.text("in"), Required: p.required(), Type: typeOf(p.get("schema")),
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

// anchor is a name as a part of an address.
func anchor(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}

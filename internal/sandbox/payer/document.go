package payer

import (
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// document is a page as a browser without scripts sees it.
type document struct {
	at     *url.URL
	status int
	title  string // of the first heading, else the page's title
	forms  []form
	links  []*url.URL
}

// form is a form of a page.
type form struct {
	action  *url.URL
	method  string // upper case
	inputs  []input
	buttons []button
}

// input is what a form would send, or could.
type input struct {
	name, value string
	choice      bool // a radio button, a check box, an option
	chosen      bool
	hidden      bool
}

type button struct {
	name, value string
	action      *url.URL // another one than the form's; may be nil
}

// read parses a page.
func read(body io.Reader, at *url.URL, status int) (document, error) {
	root, err := html.Parse(body)
	if err != nil {
		return document{}, err
	}
	d := document{at: at, status: status}
	var open []*form
	var heading string
	var visit func(n *html.Node, inside *form)
	visit = func(n *html.Node, inside *form) {
		switch n.Data {
		case "form":
			inside = &form{action: d.resolve(attribute(n, "action")), method: strings.ToUpper(attribute(n, "method"))}
			open = append(open, inside)
		case "title":
			d.title = text(n)
		case "h1":
			heading = text(n)
		case "a":
			if has(n, "href") {
				d.links = append(d.links, d.resolve(attribute(n, "href")))
			}
		case "input", "button", "option", "textarea":
			if inside != nil && n.Type == html.ElementNode && !has(n, "disabled") {
				inside.control(n, &d)
			}
		}
		for c := range n.ChildNodes() {
			visit(c, inside)
		}
	}
	visit(root, nil)
	for _, f := range open {
		d.forms = append(d.forms, *f)
	}
	if heading != "" {
		d.title = heading
	}
	return d, nil
}

// control adds an element of a form.
func (f *form) control(n *html.Node, d *document) {
	name, value, kind := attribute(n, "name"), attribute(n, "value"), strings.ToLower(attribute(n, "type"))
	switch {
	case n.Data == "option":
		if s := within(n, "select"); s != nil {
			f.inputs = append(f.inputs, input{name: attribute(s, "name"), value: value, choice: true, chosen: has(n, "selected")})
		}
	case n.Data == "button" && kind != "button" && kind != "reset", kind == "submit", kind == "image":
		b := button{name: name, value: value}
		if has(n, "formaction") {
			b.action = d.resolve(attribute(n, "formaction"))
		}
		f.buttons = append(f.buttons, b)
	case n.Data == "button", kind == "button", kind == "reset":
	case n.Data == "textarea":
		f.inputs = append(f.inputs, input{name: name, value: text(n)})
	case kind == "radio", kind == "checkbox":
		if !has(n, "value") {
			value = "on"
		}
		f.inputs = append(f.inputs, input{name: name, value: value, choice: true, chosen: has(n, "checked")})
	default:
		f.inputs = append(f.inputs, input{name: name, value: value, hidden: kind == "hidden"})
	}
}

// values is what the form sends when a button is pressed after a choice; nil
// presses none.
func (f *form) values(pressed *button, choose map[string]string) url.Values {
	v := url.Values{}
	for _, in := range f.inputs {
		wish, wanted := choose[in.name]
		switch {
		case in.name == "":
		case in.choice && wanted:
			if in.value == wish {
				v.Set(in.name, in.value)
			}
		case !in.choice || in.chosen:
			v.Add(in.name, in.value)
		}
	}
	if pressed != nil && pressed.name != "" {
		v.Set(pressed.name, pressed.value)
	}
	return v
}

// offers are the values that the form offers or holds under one of the names.
func (f *form) offers(names ...string) []string {
	var values []string
	for _, in := range f.inputs {
		if slices.Contains(names, in.name) {
			values = append(values, in.value)
		}
	}
	for _, b := range f.buttons {
		if slices.Contains(names, b.name) {
			values = append(values, b.value)
		}
	}
	return slices.Compact(values)
}

// press finds a button by its name and value.
func (f *form) press(name, value string) *button {
	for i, b := range f.buttons {
		if b.name == name && b.value == value {
			return &f.buttons[i]
		}
	}
	return nil
}

func (d *document) resolve(reference string) *url.URL {
	u, err := d.at.Parse(strings.TrimSpace(reference))
	if err != nil {
		return d.at
	}
	return u
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func within(n *html.Node, element string) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == element {
			return p
		}
	}
	return nil
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

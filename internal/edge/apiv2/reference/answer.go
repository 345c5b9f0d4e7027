package reference

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// answer is what a call may come to.
type answer struct {
	Status  string
	Anchor  string // of one that is described once for all
	Text    template.HTML
	Headers []property
	Media   []media
}

// Class is the first digit of the status, for colours.
func (a answer) Class() string { return a.Status[:1] }

// Good tells whether the call did what was asked.
func (a answer) Good() bool { return a.Status < "4" }

// newAnswer reads an answer by its status.
func newAnswer(status member) (answer, error) {
	a := answer{Status: status.Name}
	if name := status.refName(); name != "" {
		a.Anchor = "answer-" + name
	}
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
			Name: h.Name, Required: header.required(), Type: typeOf(header.get("schema")), Text: markdown(header.text("description")),
		})
	}
	a.Media, err = medias(r)
	return a, err
}

// commonAnswers are those of the components, by the status under which they are
// used first.
func commonAnswers(groups []group, root node) ([]answer, error) {
	statuses := map[string]string{}
	for _, g := range groups {
		for _, o := range g.Operations {
			for _, a := range o.Common {
				statuses[a.Anchor] = a.Status
			}
		}
	}
	var found []answer
	for _, m := range root.get("components", "responses").members() {
		status := statuses["answer-"+m.Name]
		if status == "" {
			continue // nothing is answered so
		}
		a, err := newAnswer(member{status, m.node})
		if err != nil {
			return nil, fmt.Errorf("answer %s: %w", m.Name, err)
		}
		a.Anchor = "answer-" + m.Name
		found = append(found, a)
	}
	slices.SortStableFunc(found, func(a, b answer) int { return strings.Compare(a.Status, b.Status) })
	return found, nil
}

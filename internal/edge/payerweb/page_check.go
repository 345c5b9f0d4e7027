package payerweb

import (
	"net/http"

	"viss.gov.lv/mm/pay"
)

// checkShown is a page on which documents are checked.
type checkShown struct {
	Class string // of the verdict, as that of an outcome; empty when there is none
	Rows  []rowShown
	Wrong string // id of the field that the error is about
	Typed string // the code that could not be read
}

// rowShown is a fact about a document.
type rowShown struct {
	Label string // key
	Value phrase
	Code  bool // to be read letter by letter
}

// Ids of the forms' fields.
const (
	fieldCode = "check-code"
	fieldFile = "check-file"
)

// checkPage makes a page with the forms, under a heading.
func (s *site) checkPage(v visit, heading, text string) *page {
	return &page{
		visit: v, Kind: kindCheck, Status: http.StatusOK, Demo: s.Demo,
		Heading: v.Words.Text(heading), Text: []string{v.Words.Text(text)}, Check: &checkShown{}, Files: s.files,
	}
}

// facts shows what a document says, but for whom: its code may be in more hands
// than the document.
func (p *page) facts(d *pay.Document, replaced pay.DocumentNumber) {
	c, w := p.Check, p.Words
	c.Class = "paid"
	if replaced != "" {
		c.Class, p.Strong = "notice", p.T("check.replaced", "number", replaced)
	}
	add := func(label string, value phrase, code bool) {
		if value.Text != "" {
			c.Rows = append(c.Rows, rowShown{label, value, code})
		}
	}
	plain := func(text string) phrase { return phrase{Text: text} }
	add("check.type", plain(p.T("check.type."+string(d.Type))), false)
	add("check.number", plain(string(d.Number)), true)
	add("check.date", plain(w.Date(d.Date.Start())), false)
	add("check.author", say(d.Author.Name, w.Language()), false)
	add("check.registration", plain(d.Author.RegistrationNo), true)
	add("check.service", say(d.ServiceName, w.Language()), false)
	add("check.total", plain(w.Money(d.Money(d.Total))), false)
	for _, paid := range d.Payments {
		if !paid.PaidAt.IsZero() {
			add("check.paid", plain(w.Money(d.Money(paid.Amount))+" · "+w.Moment(paid.PaidAt)), false)
		}
	}
}

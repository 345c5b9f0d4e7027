package eservice

import "viss.gov.lv/mm/internal/sandbox/page"

// Text is a name in both languages; English may be empty.
type Text struct{ LV, EN string }

// In is the text as a reader reads it.
func (t Text) In(d page.Display) string { return d.Say(t.LV, t.EN) }

// Lang is the language of what In gives, where it is not the page's.
func (t Text) Lang(d page.Display) string {
	if d.Language != "lv" && t.EN == "" {
		return "lv"
	}
	return ""
}

// Step is a service step that the institution sells.
type Step struct {
	Code      string
	Name      Text
	Positions []Position
}

// Position is a row of its price list.
type Position struct {
	Code  string
	Name  Text
	Price int64 // cents; with Free the amount that the form proposes
	Free  bool  // the caller gives the amount
}

package eservice

import (
	"slices"
	"strconv"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// Meaning says what a status letter means (published document 002).
func Meaning(letter string, d page.Display) string {
	switch letter {
	case "P":
		return d.Say("procesā", "in process")
	case "E":
		return d.Say("izpildīts", "executed")
	case "R":
		return d.Say("termiņš beidzies vai atsaukts", "expired or withdrawn")
	case "O":
		return d.Say("cits", "other")
	}
	return d.Say("nav zināms", "not known")
}

// history is what happened to a request, in order. Of things of one moment the
// making goes first, and a call before the question that it caused.
func (r record) history(d page.Display) []happening {
	var all []happening
	if !r.Made.IsZero() {
		all = append(all, happening{Time: r.Made, Text: d.Say("Izveidots ar SavePaymentRequest", "Made with SavePaymentRequest"), Detail: r.Step})
	}
	for _, c := range r.Calls {
		all = append(all, c.happening(d))
	}
	for _, a := range r.Asked {
		h := happening{Time: a.Time, Text: d.Say("Pajautāts statuss", "Status asked"), Letter: a.Letter, Detail: a.Error, Bad: a.Error != ""}
		if a.Why == "return" {
			h.Text = d.Say("Maksātājs atgriezās; pajautāts statuss", "The payer came back; status asked")
		}
		all = append(all, h)
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.Time.Compare(b.Time) })
	return all
}

// Meaning is the letter in words.
func (h happening) Meaning(d page.Display) string { return Meaning(h.Letter, d) }

// Meaning is the last letter in words.
func (r record) Meaning(d page.Display) string { return Meaning(r.Letter(), d) }

// happening is a call or notice as a line of the history.
func (c Call) happening(d page.Display) happening {
	h := happening{Time: c.Time, Text: d.Say("MM paziņoja par izmaiņām", "MM told of a change"), Detail: c.Method + " " + c.Path + "?" + c.Query}
	switch {
	case c.genuine():
		h.Text, h.Letter = d.Say("MM parakstīts paziņojums", "Signed notice of MM"), c.Letter
		h.Detail = strconv.Itoa(c.Sequence) + ". " + c.Type
	case c.Verified != nil:
		h.Text, h.Detail, h.Bad = d.Say("Paziņojums, ko nav parakstījis MM", "A notice that MM did not sign"), c.WebhookID, true
	}
	if c.Answered >= 300 {
		h.Text += d.Say(" (atbildēts: ", " (answered: ") + strconv.Itoa(c.Answered) + ")"
	}
	return h
}

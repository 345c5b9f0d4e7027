package eservice

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// row is a position in the form.
type row struct {
	Code, Name string
	Lang       string // of the name, where it is not the page's
	Price      string // in words; empty when free
	Free       bool
	Chosen     bool
	Much       string // quantity or amount as it is in the field
}

// term is a choice of ExpiryDate.
type term struct {
	Value, Name string
	Chosen      bool
}

// entry is the form as it is shown.
type entry struct {
	Step   string
	Object string
	Rows   []row
	Terms  []term
}

// terms are the choices of ExpiryDate: none, and durations.
func terms(d page.Display, chosen string) []term {
	all := []term{
		{Value: "", Name: d.Say("Pakalpojuma noklusējums", "The service’s default")},
		{Value: "15m", Name: d.Say("Pēc 15 minūtēm", "In 15 minutes")},
		{Value: "24h", Name: d.Say("Pēc vienas dienas", "In one day")},
		{Value: "120h", Name: d.Say("Pēc piecām dienām", "In five days")},
	}
	for i := range all {
		all[i].Chosen = all[i].Value == chosen
	}
	return all
}

// blank is the form of a step before anything was chosen: one of everything.
func blank(step Step, d page.Display) entry {
	e := entry{Step: step.Code, Terms: terms(d, "")}
	for _, p := range step.Positions {
		r := row{Code: p.Code, Name: p.Name.In(d), Lang: p.Name.Lang(d), Free: p.Free, Chosen: len(e.Rows) == 0, Much: "1"}
		if p.Free {
			r.Much = fmt.Sprintf(d.Say("%d,%02d", "%d.%02d"), p.Price/100, p.Price%100)
		} else {
			r.Price = d.Money(p.Price, "EUR")
		}
		e.Rows = append(e.Rows, r)
	}
	return e
}

// filled is the form as somebody sent it.
func filled(step Step, d page.Display, form url.Values) entry {
	e := blank(step, d)
	e.Object = form.Get("object")
	e.Terms = terms(d, form.Get("term"))
	for i := range e.Rows {
		e.Rows[i].Chosen = slices.Contains(form["line"], e.Rows[i].Code)
		e.Rows[i].Much = form.Get("much-" + e.Rows[i].Code)
	}
	return e
}

// draft is the payment request that the form asks for. Amounts may have a
// decimal comma, which MM does not take. Whether a number makes sense is for MM
// to say: its answer is what this service is here to show.
func (e entry) draft(now time.Time, chosen string) draft {
	d := draft{Step: e.Step, Object: e.Object}
	if after, err := time.ParseDuration(chosen); err == nil && after > 0 {
		d.Expires = now.Add(after)
	}
	for _, r := range e.Rows {
		if !r.Chosen {
			continue
		}
		element := "Quantity"
		if r.Free {
			element = "Amount"
		}
		item := strings.NewReplacer(",", ".", " ", "", "\u00a0", "").Replace(r.Much)
		d.Lines = append(d.Lines, line{Position: r.Code, Element: element, Item: item})
	}
	return d
}

// chosenStep is the step that an address or a form names, else the first.
func (s *Service) chosenStep(code string) Step {
	for _, step := range s.Steps {
		if step.Code == code {
			return step
		}
	}
	return s.Steps[0]
}

// order makes a payment request and sends the payer to MM.
func (s *Service) order(w http.ResponseWriter, r *http.Request) {
	d := display(r)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, err.Error())
		return
	}
	e := filled(s.chosenStep(r.PostForm.Get("step")), d, r.PostForm)
	id, address, err := s.save(r.Context(), e.draft(s.Now(), r.PostForm.Get("term")))
	if err != nil {
		s.showHome(w, r, http.StatusUnprocessableEntity, e, err.Error())
		return
	}
	s.ledger.made(id, e.Step, address, s.Now())
	http.Redirect(w, r, address+"&"+d.Query(), http.StatusSeeOther)
}

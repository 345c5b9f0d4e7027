package demobank

import (
	"embed"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

//go:embed order.html receipt.html refusal.html
var files embed.FS

func pageFiles() fs.FS { return files }

// sheet is what the page of an order shows.
type sheet struct {
	Path      string
	Payee     string
	Account   string
	Purpose   string
	Sum       string
	Ref       string
	Expires   time.Time
	Automatic Choice
	Choices   []Choice
	State     string // what was said last: accepted, paid; empty before
	Silent    bool
	Return    string // where the payer goes back to
	Fields    []field
}

type field struct{ Name, Value string }

func (b *Bank) view(d page.Display, data any) page.View {
	return page.View{
		Display: d, Kind: "bank", Owner: d.Say("DEMO banka", "DEMO bank"),
		Banner: d.Say("DEMO banka – nauda netiek pārskaitīta", "DEMO bank – no money is moved"), Data: data,
	}
}

// find is the order of a page, with the display that the page asks for.
func (b *Bank) find(w http.ResponseWriter, r *http.Request) (*order, page.Display, bool) {
	b.mu.Lock()
	o, ok := b.byToken[r.PathValue("token")]
	b.mu.Unlock()
	if !ok {
		b.refuse(w, r, http.StatusNotFound, "the order is not known here")
		return nil, page.Display{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return o, o.display.WithQuery(r.URL.Query()), true
}

// show is the page of an order: the choice of an outcome, or the receipt when
// the bank has taken the payment.
func (b *Bank) show(w http.ResponseWriter, r *http.Request) {
	o, display, ok := b.find(w, r)
	if !ok {
		return
	}
	b.mu.Lock()
	o.display = display // also for the way back
	name, s := b.sheet(o, display)
	b.mu.Unlock()
	b.pages.Write(w, http.StatusOK, name, b.view(display, s))
}

// sheet fills the page of an order in. The caller holds b.mu.
func (b *Bank) sheet(o *order, d page.Display) (name string, s sheet) {
	s = sheet{
		Path: b.root + "/orders/" + o.token + "?" + d.Query(), Payee: o.form.Get("DB_NAME"), Account: grouped(o.form.Get("DB_ACC")),
		Purpose: o.form.Get("DB_MSG"), Sum: d.Money(o.cents, o.form.Get("DB_CURR")), Ref: o.ref(), Expires: o.expires,
		Automatic: DescribeMagic(o.cents, d), Choices: Describe(d), Silent: o.silent, Return: o.form.Get("DB_RETURN"),
	}
	n := o.last()
	if n == nil && !o.silent {
		return "order", s
	}
	if n != nil && n.service != paidService && n.service != acceptedService {
		return "order", s
	}
	if n != nil {
		s.State = map[string]string{paidService: "paid", acceptedService: "accepted"}[n.service]
		if !o.silent {
			message := b.message(n, "N")
			for _, name := range sortedNames(message) {
				s.Fields = append(s.Fields, field{name, message.Get(name)})
			}
		}
	}
	return "receipt", s
}

// act does what the payer chose. A refusal sends the browser back at once with
// the signed message in the address; what the bank has taken is shown on a
// receipt, from which the payer goes back by a form.
func (b *Bank) act(w http.ResponseWriter, r *http.Request) {
	o, display, ok := b.find(w, r)
	if !ok {
		return
	}
	outcome := Outcome(r.PostFormValue("outcome"))
	if !outcome.Valid() {
		b.refuse(w, r, http.StatusBadRequest, "outcome: not one of those offered")
		return
	}
	b.mu.Lock()
	b.decide(o, outcome)
	n := o.last()
	address := b.root + "/orders/" + o.token + "?" + display.Query()
	back := outcome == Back
	refused := n != nil && (n.service == declinedService || n.service == cancelService || n.service == otherService)
	switch {
	case back:
		address = with(o.form.Get("DB_RETURN"), url.Values{"DB_REF": {o.ref()}, "DB_LANG": {display.Code()}})
	case refused && !o.silent:
		address = with(o.form.Get("DB_RETURN"), b.message(n, "N"))
	}
	b.mu.Unlock()
	b.woken()
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// with adds parameters to an address.
func with(address string, more url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	maps.Copy(q, more)
	u.RawQuery = q.Encode()
	return u.String()
}

package catalogue

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// toNode is the catalogue as a document, always in the same order: the same
// catalogue is the same document, whatever file it was read from. Accounts are
// named by their IBAN.
func toNode(c *pay.Catalogue) *node {
	w := writer{accounts: make(map[pay.Account]string)}
	institutions := w.institutions(c) // first, as it finds the accounts
	top := &node{kind: object}
	if !c.ValidFrom.IsZero() {
		top.add("validFrom", textNode(c.ValidFrom.UTC().Format(time.RFC3339Nano)))
	}
	top.add("providers", w.providers(c))
	top.add("accounts", w.accountsNode())
	top.add("institutions", institutions)
	return top
}

// writer names the accounts that it meets.
type writer struct {
	accounts map[pay.Account]string
}

func textNode(s string) *node   { return &node{kind: text, text: s} }
func numberNode(s string) *node { return &node{kind: number, text: s} }

func (n *node) add(key string, value *node) {
	n.fields = append(n.fields, field{key: key, value: value})
}

// addText adds a text unless it is empty.
func (n *node) addText(key, value string) {
	if value != "" {
		n.add(key, textNode(value))
	}
}

func nameNode(t pay.Text) *node {
	n := &node{kind: object}
	n.add("lv", textNode(t.LV))
	n.addText("en", t.EN)
	return n
}

func (w *writer) providers(c *pay.Catalogue) *node {
	all := &node{kind: list}
	for _, key := range slices.Sorted(maps.Keys(c.Providers)) {
		p, n := c.Providers[key], &node{kind: object}
		n.add("code", textNode(string(p.Code)))
		n.add("name", nameNode(p.Name))
		n.add("kind", textNode(string(p.Kind)))
		n.add("active", &node{kind: boolean, text: fmt.Sprint(p.Active)})
		all.items = append(all.items, n)
	}
	return all
}

// name of an account: its IBAN; a second account with the same IBAN but
// another payee gets a number.
func (w *writer) name(a pay.Account) string {
	if name, ok := w.accounts[a]; ok {
		return name
	}
	name, taken := a.IBAN, slices.Collect(maps.Values(w.accounts))
	for i := 2; slices.Contains(taken, name); i++ {
		name = fmt.Sprintf("%s-%d", a.IBAN, i)
	}
	w.accounts[a] = name
	return name
}

func (w *writer) accountsNode() *node {
	all := &node{kind: object}
	byName := make(map[string]pay.Account)
	for a, name := range w.accounts {
		byName[name] = a
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		a, n := byName[name], &node{kind: object}
		n.add("iban", textNode(a.IBAN))
		n.add("payee", textNode(a.Payee))
		n.addText("registrationNo", a.RegistrationNo)
		n.addText("bic", a.BIC)
		all.add(name, n)
	}
	return all
}

func (w *writer) institutions(c *pay.Catalogue) *node {
	steps := make(map[pay.InstitutionCode][]*pay.Step)
	for _, key := range slices.Sorted(maps.Keys(c.Steps)) {
		s := c.Steps[key]
		steps[s.Institution] = append(steps[s.Institution], s)
	}
	all := &node{kind: list}
	for _, key := range slices.Sorted(maps.Keys(c.Institutions)) {
		i, n := c.Institutions[key], &node{kind: object}
		n.add("code", textNode(string(i.Code)))
		n.add("name", nameNode(i.Name))
		n.addText("registrationNo", i.RegistrationNo)
		n.add("contact", contactNode(i.Contact))
		if brand := brandNode(i.Brand); len(brand.fields) > 0 {
			n.add("brand", brand)
		}
		if len(i.Certificates) > 0 {
			certificates := &node{kind: list}
			for _, f := range i.Certificates {
				certificates.items = append(certificates.items, textNode(f.String()))
			}
			n.add("certificates", certificates)
		}
		n.addText("noInvoice", string(i.NoInvoiceMeans))
		n.addText("latePayment", string(i.Late))
		if len(steps[key]) > 0 {
			n.add("services", w.services(steps[key]))
		}
		all.items = append(all.items, n)
	}
	return all
}

func contactNode(c pay.Contact) *node {
	n := &node{kind: object}
	if c.Name.LV != "" {
		n.add("name", nameNode(c.Name))
	}
	n.addText("email", c.Email)
	n.addText("phone", c.Phone)
	n.addText("web", c.Web)
	return n
}

// services groups the steps, which are in the order of their codes.
func (w *writer) services(steps []*pay.Step) *node {
	slices.SortStableFunc(steps, func(a, b *pay.Step) int { return cmp.Compare(a.Service, b.Service) })
	all := &node{kind: list}
	var current *node
	var last pay.ServiceCode
	for _, s := range steps {
		if current == nil || s.Service != last {
			service := &node{kind: object}
			current, last = &node{kind: list}, s.Service
			service.add("code", textNode(string(s.Service)))
			service.add("name", nameNode(s.ServiceName))
			if s.Notices != nil {
				service.add("notices", noticesNode(s.Notices))
			}
			service.add("steps", current)
			all.items = append(all.items, service)
		}
		current.items = append(current.items, w.step(s))
	}
	return all
}

func (w *writer) step(s *pay.Step) *node {
	n := &node{kind: object}
	n.add("code", textNode(string(s.Code)))
	n.add("name", nameNode(s.Name))
	n.add("expiry", textNode(expiryText(s.DefaultExpiry)))
	providers := &node{kind: list}
	for _, p := range s.Providers {
		providers.items = append(providers.items, textNode(string(p)))
	}
	n.add("providers", providers)
	positions := &node{kind: list}
	for _, p := range slices.SortedFunc(maps.Values(s.Positions), byCode) {
		positions.items = append(positions.items, w.position(p))
	}
	n.add("positions", positions)
	return n
}

// byCode sorts 2 before 10, as people count.
func byCode(a, b *pay.Position) int {
	return cmp.Or(cmp.Compare(len(a.Code.Canonical()), len(b.Code.Canonical())), strings.Compare(string(a.Code), string(b.Code)))
}

func (w *writer) position(p *pay.Position) *node {
	n := &node{kind: object}
	n.add("code", textNode(string(p.Code)))
	n.add("name", nameNode(p.Name))
	if p.Free {
		bounds := &node{kind: object}
		if p.Min != 0 {
			bounds.add("min", numberNode(pay.EUR(p.Min).String()))
		}
		if p.Max != 0 {
			bounds.add("max", numberNode(pay.EUR(p.Max).String()))
		}
		n.add("amount", bounds)
	} else {
		n.add("price", numberNode(pay.EUR(p.UnitPrice).String()))
	}
	if p.VAT.Subject {
		n.add("vat", numberNode(fmt.Sprint(p.VAT.Percent)))
	}
	n.add("account", textNode(w.name(p.Account)))
	n.addText("purpose", p.Purpose)
	n.addText("classification", p.Classification)
	return n
}

func expiryText(d time.Duration) string {
	switch {
	case d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

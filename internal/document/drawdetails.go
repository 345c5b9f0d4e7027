package document

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

// labelWidth is the width of the labels before facts.
const labelWidth = 150

// entry is a fact, broken into lines.
type entry struct {
	labels, values []string
	height         float64
}

// entries breaks facts into lines; those without a value are left out.
func (s *sheet) entries(facts []fact) (entries []entry, height float64) {
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		e := entry{labels: wrap(s.label(), f.label, labelWidth-8), values: wrap(s.body(), f.value, width-labelWidth)}
		e.height = leading(s.body())*float64(max(len(e.labels), len(e.values))) + 1.5
		entries, height = append(entries, e), height+e.height
	}
	return entries, height
}

// list sets labels before their values. A fact is not torn apart by the end of a
// page.
func (s *sheet) list(parent *pdf.Element, entries []entry) {
	list := parent.Add("L")
	for _, e := range entries {
		s.room(e.height)
		item := list.Add("LI")
		s.lines(item.Add("Lbl"), left, s.y+0.6, s.label(), e.labels)
		s.lines(item.Add("LBody"), left+labelWidth, s.y, s.body(), e.values)
		s.y += e.height
	}
}

// transfers sets the particulars of each payment, as the payer finds them in
// the bank's statement. What fits on a page is not torn apart.
func (s *sheet) transfers(root *pdf.Element) {
	for i := range s.d.Payments {
		entries, height := s.entries(s.transfer(&s.d.Payments[i]))
		switch {
		case i == 0 && len(s.d.Payments) == 1:
			s.heading(root, s.words.payment, height)
		case i == 0:
			s.heading(root, s.words.payments, height)
		default:
			if before := s.page; s.room(height+8) != before {
				break
			}
			s.page.Rect(left, s.y+3, width, 0.5, rule)
			s.y += 8
		}
		s.list(root, entries)
	}
}

// transfer is what there is to say of a payment. What the top of the page says
// of all of them is said of each only where there are several.
func (s *sheet) transfer(p *pay.DocumentPayment) []fact {
	account := locale.IBAN(p.Account.IBAN)
	if p.Account.BIC != "" {
		account += ", " + s.words.bic + "\u00a0" + p.Account.BIC
	}
	facts := []fact{
		{s.words.paymentNumber, string(p.Number)},
		{s.words.payee, joinNonEmpty(p.Account.Payee, prefixed(s.words.registration+"\u00a0", p.Account.RegistrationNo))},
		{s.words.account, account},
		{s.words.purpose, p.Purpose},
		{s.words.classification, p.Classification},
	}
	if len(s.d.Payments) > 1 {
		facts = append(facts, fact{s.words.amount, s.locale.Money(s.d.Money(p.Amount))})
		if !p.PaidAt.IsZero() {
			facts = append(facts, fact{s.words.paidAt, s.locale.Moment(p.PaidAt)}, fact{s.words.method, inLanguage(p.ProviderName, s.words.language)})
		}
	}
	return append(facts, fact{s.words.providerRef, p.ProviderRef})
}

// prefixed is a text with a prefix, or nothing.
func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// joinNonEmpty joins the texts that are there.
func joinNonEmpty(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// particulars sets what helps to find the payment again and whom to ask.
func (s *sheet) particulars(root *pdf.Element) {
	contact := s.d.Author.Contact
	facts := []fact{
		{s.words.service, inLanguage(s.d.ServiceName, s.words.language)},
		{s.words.request, string(s.d.RequestNumber)},
		{s.words.requestID, s.d.Request.String()},
		{s.words.replaces, string(s.d.Replaces)},
		{s.words.refunds, string(s.d.Refunds)},
	}
	if s.d.Stated != "" {
		facts = append(facts, fact{s.words.stated, s.locale.Date(s.d.Stated.Start())})
	}
	facts = append(facts, fact{s.words.contact, joinNonEmpty(inLanguage(contact.Name, s.words.language), contact.Phone, contact.Email, contact.Web)})
	entries, height := s.entries(facts)
	s.heading(root, s.words.details, height)
	s.list(root, entries)
	if s.d.Partial {
		s.room(leading(s.body()))
		s.y = s.text(root.Add("P"), left, s.y+2, width, s.body(), s.words.partial)
	}
}

// authenticity sets the QR code and what to do with it, kept together.
func (s *sheet) authenticity(root *pdf.Element) error {
	const size = 33 * pdf.Millimetre
	v := s.d.Verification
	if v == (pay.Verification{}) {
		s.room(30)
		s.y = s.text(root.Add("P"), left, s.y+8, width, s.label(), s.words.prepared)
		return nil
	}
	code, err := qr.Encode(qrText(v.Link, v.Statement), qr.M)
	if err != nil {
		return fmt.Errorf("make the QR code: %w", err)
	}
	s.heading(root, s.words.authenticity, size+4)
	s.page.Modules(root.AddFigure(s.words.qr), left, s.y+1, size, code.Size, code.Black)
	x, w := left+size+gutter, width-size-gutter
	top := s.text(root.Add("P"), x, s.y, w, s.body(), s.words.certified)
	line := root.Add("P")
	top = s.text(line, x, top+5, w, s.label(), s.words.check+" ")
	link := line.Add("Link")
	begin := top
	top = s.text(link, x, top, w, s.style(s.regular, 9.5, accent), v.Link)
	s.page.Link(link, x, begin, w, top-begin, v.Link, s.words.check+" "+v.Link)
	top = s.text(root.Add("P"), x, top+5, w, s.strong(), s.words.code+" "+GroupedCode(v.Code))
	s.text(root.Add("P"), x, top+5, w, s.label(), s.words.scan)
	s.y += size + 4
	return nil
}

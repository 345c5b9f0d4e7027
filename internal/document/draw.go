package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

// draw sets everything: first what a glance must find (what it is, how much,
// who, to whom, when), then the particulars, then how to check it.
func (s *sheet) draw() error {
	root := s.file.Root()
	s.turn()
	s.author(root)
	s.title(root)
	s.amount(root)
	s.parties(root)
	s.table(root)
	s.totals(root)
	s.transfers(root)
	s.particulars(root)
	if err := s.authenticity(root); err != nil {
		return err
	}
	s.feet()
	return nil
}

// author sets who issued the document, and its number and date on the right.
func (s *sheet) author(root *pdf.Element) {
	const numberWidth = 150
	name := s.style(s.bold, 12, accent)
	e := root.Add("P")
	top := s.text(e, left, s.y, width-numberWidth-gutter, name, s.named(e, s.d.Author.Name))
	line := s.words.registration + " " + s.d.Author.RegistrationNo
	if s.d.Author.VATNo != "" {
		line += ", " + s.words.vatNo + " " + s.d.Author.VATNo
	}
	top = s.text(root.Add("P"), left, top+1, width-numberWidth-gutter, s.label(), line)
	side := root.Add("P")
	end := s.linesRight(side, right, s.y, s.strong(), []string{s.words.number + " " + string(s.d.Number)})
	end = s.linesRight(side, right, end, s.body(), []string{s.locale.Date(s.d.Date.Start())})
	s.y = max(top, end)
}

// title sets what the document is and what it is about.
func (s *sheet) title(root *pdf.Element) {
	s.y += 20
	s.y = s.text(root.Add("H1"), left, s.y, width, s.style(s.bold, 23, ink), s.words.types[s.d.Type])
	e := root.Add("P")
	s.y = s.text(e, left, s.y+2, width, s.style(s.regular, 12, ink), s.named(e, s.d.StepName))
	if s.d.PaymentObject != "" {
		s.y = s.text(root.Add("P"), left, s.y+1, width, s.style(s.regular, 10.5, muted), s.d.PaymentObject)
	}
}

// fact is a label with its value.
type fact struct{ label, value string }

// facts sets labels above their values, below each other, as a list.
func (s *sheet) facts(parent *pdf.Element, x, top, w float64, value pdf.Style, facts []fact) float64 {
	list := parent.Add("L")
	for _, f := range facts {
		item := list.Add("LI")
		top = s.text(item.Add("Lbl"), x, top, w, s.label(), f.label)
		top = s.text(item.Add("LBody"), x, top, w, value, f.value) + 4
	}
	return top - 4
}

// amount sets the sum as the largest thing of the page, and when and how it was
// paid beside it.
func (s *sheet) amount(root *pdf.Element) {
	const pad = 14
	half := (width - 2*pad - gutter) / 2
	label := map[pay.DocumentType]string{
		pay.DocumentConfirmation: s.words.paid, pay.DocumentInvoice: s.words.toPay, pay.DocumentRefund: s.words.refunded,
	}[s.d.Type]
	sum := s.d.Total
	if s.d.Type == pay.DocumentInvoice {
		sum -= paid(s.d)
	}
	big := s.style(s.bold, 25, accent)
	facts := s.when()
	height := s.height(half, facts)
	s.y += 14
	own := leading(s.label()) + leading(big)
	inner := max(height, own)
	s.page.Rect(left, s.y, width, inner+2*pad, tint)
	s.page.Rect(left, s.y, 3, inner+2*pad, accent)
	e := root.Add("P")
	top := s.text(e, left+pad, s.y+pad+(inner-own)/2, half, s.label(), label+" ")
	s.text(e, left+pad, top, half, big, s.locale.Money(s.d.Money(sum)))
	s.facts(root, left+pad+half+gutter, s.y+pad+(inner-height)/2, half, s.strong(), facts)
	s.y += inner + 2*pad
}

// height is how much room facts take.
func (s *sheet) height(w float64, facts []fact) float64 {
	sum := 0.0
	for _, f := range facts {
		sum += leading(s.label()) + leading(s.strong())*float64(len(wrap(s.strong(), f.value, w))) + 4
	}
	return sum - 4
}

// when says when and how the money moved, or until when it should.
func (s *sheet) when() []fact {
	switch s.d.Type {
	case pay.DocumentInvoice:
		return []fact{{s.words.payBy, s.locale.Deadline(s.d.Due)}}
	case pay.DocumentRefund:
		return []fact{{s.words.refundedAt, s.locale.Date(s.d.Issued)}, {s.words.method, s.methods()}}
	default:
		return []fact{{s.words.paidAt, s.locale.Moment(s.lastPaid())}, {s.words.method, s.methods()}}
	}
}

func (s *sheet) lastPaid() time.Time {
	var last time.Time
	for i := range s.d.Payments {
		if s.d.Payments[i].PaidAt.After(last) {
			last = s.d.Payments[i].PaidAt
		}
	}
	return last
}

// methods names the providers, each once.
func (s *sheet) methods() string {
	var names []string
	for i := range s.d.Payments {
		if name := inLanguage(s.d.Payments[i].ProviderName, s.words.language); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// parties sets who paid and to whom, side by side.
func (s *sheet) parties(root *pdf.Element) {
	half := (width - gutter) / 2
	s.y += 16
	top := s.party(root, left, half, s.words.payer, []party{s.payer()})
	s.y = max(top, s.party(root, left+half+gutter, half, s.words.payee, s.payees())) + 6
}

// party is a name with what else is known.
type party struct {
	name string
	more []string
}

func (s *sheet) payer() party {
	p := party{name: s.d.Payer.Name}
	if p.name == "" {
		p.name = s.words.unnamed
	}
	if s.d.Payer.Code != "" {
		label := s.words.personalCode
		if s.d.Payer.Organisation {
			label = s.words.registration
		}
		p.more = append(p.more, label+"\u00a0"+s.d.Payer.Code)
	}
	if s.d.Payer.Address != "" {
		p.more = append(p.more, s.d.Payer.Address)
	}
	return p
}

// payees are those whose accounts the money went to, each once.
func (s *sheet) payees() []party {
	var all []party
	for i := range s.d.Payments {
		a := s.d.Payments[i].Account
		if slices.ContainsFunc(all, func(p party) bool { return p.name == a.Payee }) {
			continue
		}
		p := party{name: a.Payee}
		if a.RegistrationNo != "" {
			p.more = []string{s.words.registration + "\u00a0" + a.RegistrationNo}
		}
		all = append(all, p)
	}
	return all
}

// party sets one side and tells where it ends.
func (s *sheet) party(root *pdf.Element, x, w float64, label string, parties []party) float64 {
	item := root.Add("L").Add("LI")
	top := s.text(item.Add("Lbl"), x, s.y, w, s.label(), label)
	body := item.Add("LBody")
	for _, p := range parties {
		top = s.text(body, x, top, w, s.style(s.bold, 10.5, ink), p.name+" ")
		for _, line := range p.more {
			top = s.text(body, x, top, w, s.body(), line+" ")
		}
	}
	return top
}

// feet sets the foot of every page, now that their number is known.
func (s *sheet) feet() {
	pages := s.file.Pages()
	for i, page := range pages {
		y := pdf.Height - 13*pdf.Millimetre
		page.Rect(left, y-11, width, 0.5, rule)
		page.Text(nil, left, y, s.small(), s.words.types[s.d.Type]+" "+s.words.number+" "+string(s.d.Number))
		page.TextRight(nil, right, y, s.small(), strconv.Itoa(i+1)+" "+s.words.of+" "+strconv.Itoa(len(pages)))
	}
}

package notify

import (
	"strings"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// letter is a receipt in words. It holds nothing of the payer: neither name nor
// code, since mail is read on the way.
type letter struct {
	Language    pay.Language
	Subject     string
	Banner      string // that no money is moved; empty in life
	Hello       string
	Text        string // what was paid
	Part        string // that it was not everything; may be empty
	Rows        []said
	OpenText    string
	Link        string
	LinkText    string
	Copy        string // link to the document; empty when there is none
	CopyText    string
	CopyLabel   string
	ContactText string
	Contact     []said
	Why         string
	Warning     string
	ReplyTo     string // the institution's address; may be empty
}

// said is a label and what it labels.
type said struct {
	Label string
	Value string
	Lang  pay.Language // of the value, where it is not that of the letter
}

// writeReceipt puts what is paid of a request into words. The link leads to the
// request's page, where its state is always the true one.
func writeReceipt(r *pay.Request, who *pay.Institution, language pay.Language, paymentURL string) letter {
	w := locale.In(language)
	service, _ := r.Detail.ServiceName.In(language)
	paid := w.Money(pay.Money{Minor: r.Paid(), Currency: r.Total.Currency})
	l := letter{
		Language: w.Language(),
		Subject:  line(w.Text("mail.paid.subject", "amount", paid, "service", service)),
		Hello:    w.Text("mail.hello"),
		Text:     w.Text("mail.paid.text", "amount", paid),
		OpenText: w.Text("mail.open"), LinkText: w.Text("mail.open.link"),
		Link:     paymentURL + r.ID.String() + "&language=" + locale.Published(w.Language()),
		CopyText: w.Text("mail.copy"), CopyLabel: w.Text("mail.copy.link"),
		Why: w.Text("mail.why"), Warning: w.Text("mail.warning"),
	}
	if r.Paid() < r.Total.Minor {
		l.Part = w.Text("mail.part", "paid", paid, "total", w.Money(r.Total))
	}
	l.Rows = receiptRows(r, who, w)
	if l.Contact = contactRows(who, w.Language()); len(l.Contact) > 0 {
		l.ContactText = w.Text("help.text")
	}
	if address, ok := pay.ParseEmail(who.Contact.Email); ok {
		l.ReplyTo = address
	}
	return l
}

// receiptRows say what was paid, to whom and when.
func receiptRows(r *pay.Request, who *pay.Institution, w *locale.Words) []said {
	rows := []said{phrase(w, "sum.institution", who.Name), phrase(w, "sum.service", r.Detail.ServiceName)}
	if r.Detail.StepName != r.Detail.ServiceName {
		rows = append(rows, phrase(w, "sum.step", r.Detail.StepName))
	}
	rows = append(rows, said{Label: w.Text("sum.number"), Value: string(r.Number)})
	for i := range r.Payments {
		p := &r.Payments[i]
		if !p.Settled() {
			continue
		}
		value := w.Text("mail.payment.when", "amount", w.Money(pay.Money{Minor: p.Amount, Currency: r.Total.Currency}), "when", w.Moment(p.PaidAt))
		if p.State == pay.PaymentReturned {
			value += " (" + w.Text("status.returned") + ")"
		}
		rows = append(rows, said{Label: w.Text("mail.payment", "number", p.Number), Value: value})
	}
	return rows
}

func phrase(w *locale.Words, key string, t pay.Text) said {
	value, in := t.In(w.Language())
	s := said{Label: w.Text(key), Value: line(value)}
	if in != w.Language() {
		s.Lang = in
	}
	return s
}

// contactRows are the ways to reach an institution.
func contactRows(who *pay.Institution, l pay.Language) []said {
	var rows []said
	name, in := who.Contact.Name.In(l)
	for _, s := range []said{{Value: name, Lang: in}, {Value: who.Contact.Email}, {Value: who.Contact.Phone}, {Value: who.Contact.Web}} {
		if s.Lang == l {
			s.Lang = ""
		}
		if s.Value = line(s.Value); s.Value != "" {
			rows = append(rows, s)
		}
	}
	return rows
}

// line makes one line of a text: no break in it can become a line of a header,
// and no space in it is one that a mail program shows as a question mark.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

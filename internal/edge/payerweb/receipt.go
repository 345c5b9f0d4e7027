package payerweb

import (
	"context"
	"net/http"
	"strings"

	"viss.gov.lv/mm/pay"
)

// Receipts sends receipts by e-mail.
type Receipts interface {
	// SendReceipt owes the payer a receipt in a language; an empty address means
	// the payer's own. CodeInvalid: no address. CodeNotPossible: nothing is paid.
	// CodeTooManyCalls: the request had as many as it may.
	SendReceipt(ctx context.Context, id pay.ID, address string, language pay.Language) error
}

// mailing is the part of a page where the payer may ask for a receipt. Of
// addresses it shows to a bearer of the link only what is left of them when
// they are masked; to who typed one, what they typed.
type mailing struct {
	Sent  []string // what became of the receipts so far, in sentences
	Offer bool     // one more may be asked for
	Known string   // the payer's own address, masked; empty when there is none
	To    string   // what was chosen: mailKnown, mailOther or nothing
	Email string   // what was typed
	Hint  string   // what was probably meant; empty when there is nothing to ask
	Wrong string   // id of the field that the error is about
}

// Values of the form's field "to", and the ids of its fields.
const (
	mailKnown  = "known"
	mailOther  = "other"
	fieldTo    = "receipt-to"
	fieldEmail = "receipt-email"
)

// mail fills in the part of a page about receipts. There is none without a mail
// server, and none on pages that are not about what was paid.
func (p *page) mail(view pay.View, served bool) {
	if !served || p.Kind != kindPaid && p.Kind != kindAlready {
		return
	}
	m := &mailing{Offer: len(view.Receipts) < pay.MaxReceipts}
	for _, r := range view.Receipts {
		m.Sent = append(m.Sent, p.T(receiptKey(r.State), "to", r.To))
	}
	if _, ok := pay.ParseEmail(view.Request.Payer.Email); ok {
		m.Known = pay.MaskEmail(view.Request.Payer.Email)
	}
	p.Mailing = m
	p.Auto = p.Auto && len(m.Sent) == 0 // whoever has just asked for one reads what became of it
}

// receiptKey is the text of a receipt's state.
func receiptKey(s pay.DeliveryState) string {
	switch s {
	case pay.DeliveryAccepted:
		return "receipt.sent"
	case pay.DeliveryFailed:
		return "receipt.failed"
	case pay.DeliveryWaiting, pay.DeliverySuperseded:
	}
	return "receipt.waiting"
}

// receipt lets a receipt be sent. What is wrong about the address is said on
// the same page; what became of the receipt, the request's page says.
func (s *site) receipt(w http.ResponseWriter, r *http.Request, v visit) error {
	if s.Receipts == nil {
		return errNoPage
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	p := s.pageFor(v, view)
	if p.Mailing == nil {
		seeOther(w, v.Overtaken())
		return nil
	}
	m := p.Mailing
	m.To, m.Email = r.PostFormValue("to"), strings.TrimSpace(r.PostFormValue("email"))
	address, key := m.address(r.PostFormValue("sure") != "")
	if key == "" && m.Hint == "" && !s.mayMail(r) {
		key, p.Status = "error.often", http.StatusTooManyRequests
	}
	if key != "" || m.Hint != "" {
		return s.receiptAgain(w, p, key)
	}
	switch err := s.Receipts.SendReceipt(r.Context(), v.ID, address, v.Display.Language); pay.CodeOf(err) {
	case pay.CodeInvalid:
		m.Wrong = fieldEmail
		return s.receiptAgain(w, p, "error.email")
	default:
		if err != nil && pay.CodeOf(err) != pay.CodeTooManyCalls { // of that the page itself tells
			return err
		}
	}
	seeOther(w, v.Home()+"#receipt")
	return nil
}

// address is where the receipt shall go, empty for the payer's own address; or
// what is wrong about the form, by key. It may ask back instead, with a Hint.
func (m *mailing) address(sure bool) (address, key string) {
	if m.To == mailKnown && m.Known != "" {
		return "", ""
	}
	if m.Known != "" && m.To == "" && m.Email == "" {
		m.Wrong = fieldTo
		return "", "error.where"
	}
	m.To, m.Wrong = mailOther, fieldEmail
	address, ok := pay.ParseEmail(m.Email)
	if !ok {
		return "", "error.email"
	}
	m.Wrong = ""
	if !sure {
		m.Hint = pay.HintEmail(address)
	}
	return address, ""
}

// receiptAgain shows the page with what is wrong about the form, or with the
// question which address was meant. Nothing has changed, so that a refresh,
// which posts the form again, does no harm.
func (s *site) receiptAgain(w http.ResponseWriter, p *page, key string) error {
	p.Auto = false
	if key != "" {
		p.Error = p.T(key)
		if p.Mailing.Wrong == "" {
			p.Mailing.Wrong = fieldEmail
		}
		if p.Status == http.StatusOK {
			p.Status = http.StatusBadRequest
		}
	}
	return s.render(w, p)
}

// mayMail counts receipts per network, as visits to unknown requests are
// counted: MM is no machine for filling mailboxes.
func (s *site) mayMail(r *http.Request) bool {
	from, now := s.ClientAddr(r), s.Clock.Now()
	if !s.mailLimit.open(from, now) {
		return false
	}
	s.mailLimit.miss(from, now)
	return true
}

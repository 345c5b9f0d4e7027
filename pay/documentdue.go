package pay

import (
	"errors"
	"slices"
	"strings"
	"time"
)

var errTermPassed = errors.New("the term has passed, though nobody has closed the request yet")

// DocumentDue tells whether a change of the request asks for a new
// confirmation: it became paid, it was closed with a part paid, or a part was
// paid late and counts. Whether the request wants documents at all is
// Detail.NoInvoice's to say.
func (e Effects) DocumentDue(r *Request) bool {
	if r.State == RequestOpen {
		return false
	}
	return slices.ContainsFunc(e.Events, func(e Event) bool {
		switch e.Kind {
		case EventRequestPaid, EventRequestExpired, EventWithdrawn, EventPaymentPaid:
			return true
		default:
			return false
		}
	})
}

// DocumentWanted is the type of document that the request can have when
// somebody asks for one: an invoice while it can be paid, a confirmation once
// it is paid or closed. CodeExpired: it is open, but no longer payable.
func (r *Request) DocumentWanted(now time.Time) (DocumentType, error) {
	if r.State != RequestOpen {
		return DocumentConfirmation, nil
	}
	if !now.Before(r.Expires) {
		return "", Fail(CodeExpired, errTermPassed)
	}
	return DocumentInvoice, nil
}

// WhyNoDocument is the refusal of a document that was not issued, with the
// reason in it.
func (r *Request) WhyNoDocument() error {
	want := Want{LV: "Tas vēl nav apmaksāts.", EN: "It is not paid yet."}
	switch {
	case r.Paid() > 0 && r.Detail.NoInvoice:
		want = Want{LV: "Pieprasījumā norādīts, ka dokuments nav vajadzīgs (NoInvoice).", EN: "The request said that none was wanted (NoInvoice)."}
	case r.Paid() > 0 && r.State == RequestOpen:
		want = Want{LV: "Tas ir apmaksāts tikai daļēji.", EN: "It is paid in part only."}
	case r.State == RequestPaid: // an attention item tells of it, or it was paid before MM issued any
		want = Want{LV: "Tas ir apmaksāts, bet dokuments nav izsniegts. Sazinieties ar Maksājumu moduļa uzturētāju.", EN: "It is paid, but none was issued. Contact the operator of the Payments module."}
	case r.Paid() > 0:
		want = Want{LV: "Nauda saņemta pēc termiņa, un to atmaksās.", EN: "The money came too late and is to be sent back."}
	case r.State == RequestExpired:
		want = Want{LV: "Apmaksas termiņš ir beidzies.", EN: "Its payment term has ended."}
	case r.State == RequestWithdrawn:
		want = Want{LV: "Tas ir atsaukts.", EN: "It was withdrawn."}
	}
	return &Error{Code: CodeNoDocument, Want: want}
}

// Keys of EventDocumentAsked and EventDocumentIssued.
const (
	DocumentAskedID   = "document"
	DocumentAskedType = "type"
	DocumentAskedBy   = "caller"
)

// AskDocument notes that somebody asked for a document, and which it is.
func (r *Request) AskDocument(d *Document, actor, caller string, now time.Time) Effects {
	c := r.change(now, actor)
	c.event(EventDocumentAsked, nil, map[string]string{
		DocumentAskedID: d.ID.String(), DocumentAskedType: string(d.Type), DocumentAskedBy: caller,
	})
	return c.done()
}

// DocumentIssued notes that a document was issued. Its number is not known yet:
// it comes last in the transaction.
func (r *Request) DocumentIssued(d *Document, actor string, now time.Time) Effects {
	c := r.change(now, actor)
	c.event(EventDocumentIssued, nil, map[string]string{DocumentAskedID: d.ID.String(), DocumentAskedType: string(d.Type)})
	return c.done()
}

// Bounds of the party that a document is made out to, in characters.
const (
	maxPartyName    = 500
	maxPartyCode    = 50
	maxPartyAddress = 500
)

// ParseDocumentPayer reads on whose name a document is to be made out (spec
// 002, chapter 2.10.7): a name is mandatory, a code and an address are not.
// Space around the texts is dropped; control characters are refused.
func ParseDocumentPayer(name, code, address string) (DocumentPayer, error) {
	p := DocumentPayer{Name: strings.TrimSpace(name), Code: strings.TrimSpace(code), Address: strings.TrimSpace(address)}
	if p.Name == "" {
		return p, &Error{Code: CodeMissing, Field: "Name"}
	}
	for _, member := range []struct {
		name, text string
		most       int
	}{{"Name", p.Name, maxPartyName}, {"Code", p.Code, maxPartyCode}, {"Address", p.Address, maxPartyAddress}} {
		if len([]rune(member.text)) > member.most {
			return p, &Error{Code: CodeTooLong, Field: member.name, Want: atMost(member.most)}
		}
		if strings.ContainsFunc(member.text, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\uFFFD' }) {
			return p, &Error{Code: CodeInvalid, Field: member.name}
		}
	}
	p.Organisation = organisationCode(p.Code)
	return p, nil
}

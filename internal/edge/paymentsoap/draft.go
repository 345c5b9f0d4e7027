package paymentsoap

import (
	"strings"

	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// draftReader takes the texts of a draft out of the tree. The first fault
// stays; reading on after it does no harm.
type draftReader struct {
	draft pay.Draft
	step, object, parent, response, server, swift,
	first, name, code, email, phone, address *string
	fault error
}

// readDraft reads the paymentRequest of SavePaymentRequest: a
// PaymentsDataStructure (spec 002, annex 3.1).
func readDraft(operation *soap.Element) (pay.Draft, error) {
	request, others, err := members(operation)
	if err != nil {
		return pay.Draft{}, err
	}
	d := draftReader{}
	for e := range request.Children() {
		d.member(e)
	}
	if d.fault != nil {
		return pay.Draft{}, d.fault
	}
	d.draft.ServiceStep, d.draft.PaymentObject, d.draft.ParentID = value(d.step), value(d.object), value(d.parent)
	d.draft.ResponseURL, d.draft.ServerResponseURL = value(d.response), value(d.server)
	d.draft.SwiftCode = value(d.swift)
	d.draft.Payer = pay.Payer{
		FirstName: value(d.first), Name: value(d.name), Code: value(d.code),
		Email: value(d.email), Phone: value(d.phone), Address: value(d.address),
	}
	for _, e := range others {
		d.draft.Extra = append(d.draft.Extra, pay.ExtraMember{Name: e.Name, Raw: e.Raw})
	}
	return d.draft, nil
}

// members finds the PaymentRequest and the other members of
// PaymentsDataStructure that hold something. The structure stands in
// paymentRequest; who copies the published annex puts it there, or in place of
// it, under its own name.
func members(operation *soap.Element) (request *soap.Element, others []*soap.Element, err error) {
	structure := operation
	for _, name := range []string{"paymentRequest", "PaymentsDataStructure"} {
		if e := structure.Child(name); e != nil {
			structure = e
		}
	}
	for e := range structure.Children() {
		switch e.Name {
		case "PaymentRequest":
			if !e.Nil && request != nil {
				return nil, nil, &pay.Error{Code: pay.CodeInvalid, Field: "PaymentRequest", Want: twice()}
			}
			if !e.Nil {
				request = e
			}
		case "Payment", "PaymentRequestPPK", "PaymentRequestResponse", "PaymentRequestStatus":
			if !e.Nil && (e.First() != nil || strings.TrimSpace(e.Text) != "") {
				others = append(others, e)
			}
		}
	}
	if request == nil {
		return nil, nil, withoutRequest(others)
	}
	return request, others, nil
}

func twice() pay.Want {
	return pay.Want{LV: "Lauks ziņojumā ir vairākkārt.", EN: "The field stands there more than once."}
}

func withoutRequest(others []*soap.Element) error {
	if len(others) == 0 {
		return &pay.Error{Code: pay.CodeMissing, Field: "PaymentRequest"}
	}
	var names []string
	for _, e := range others {
		names = append(names, e.Name)
	}
	return &pay.Error{Code: pay.CodeUnsupported, Field: strings.Join(names, ", ")}
}

// member reads one member of PaymentRequestStructure. What it does not know it
// ignores, ExpiryDateSpecified and its like among them: a date that is there
// counts.
func (d *draftReader) member(e *soap.Element) {
	switch e.Name {
	case "ServiceStep":
		d.text(e, "", "ServiceStep", &d.step)
	case "PaymentObject":
		d.text(e, "", "PaymentObject", &d.object)
	case "ExpiryDate":
		d.text(e, "", "ExpiryDate", &d.draft.ExpiryDate)
	case "InvoiceIssueDate":
		d.text(e, "", "InvoiceIssueDate", &d.draft.InvoiceIssueDate)
	case "NoInvoice":
		d.text(e, "", "NoInvoice", &d.draft.NoInvoice)
	case "ParentPaymentRequestID":
		d.text(e, "", "ParentPaymentRequestID", &d.parent)
	case "ResponseUrl":
		d.text(e, "", "ResponseUrl", &d.response)
	case "ServerResponseUrl":
		d.text(e, "", "ServerResponseUrl", &d.server)
	case "SwiftCode":
		d.text(e, "", "SwiftCode", &d.swift)
	case "ClientInfo":
		d.client(e)
	case "AllowedBanks":
		d.banks(e)
	case "PriceList":
		d.prices(e)
	}
}

func (d *draftReader) client(info *soap.Element) {
	if info.Nil {
		return
	}
	for e := range info.Children() {
		switch e.Name {
		case "ClientAddress":
			d.text(e, "ClientInfo/", "ClientAddress", &d.address)
		case "ClientCode":
			d.text(e, "ClientInfo/", "ClientCode", &d.code)
		case "ClientEMail":
			d.text(e, "ClientInfo/", "ClientEMail", &d.email)
		case "ClientFirstName":
			d.text(e, "ClientInfo/", "ClientFirstName", &d.first)
		case "ClientName":
			d.text(e, "ClientInfo/", "ClientName", &d.name)
		case "ClientPhone":
			d.text(e, "ClientInfo/", "ClientPhone", &d.phone)
		}
	}
}

// text takes the text of a member; within says in what of PaymentRequest it
// stands. One that is nil is absent; one that comes twice is a fault, since
// either could be meant.
func (d *draftReader) text(e *soap.Element, within, member string, to **string) {
	if e.Nil {
		return
	}
	if *to != nil {
		d.fail(within+member, twice(), nil)
		return
	}
	if e.First() != nil {
		d.fail(within+member, pay.Want{LV: "Laukam jāsatur teksts, nevis citi elementi.", EN: "The field must hold text and not other elements."}, nil)
		return
	}
	s, err := e.Value()
	if err != nil {
		d.fail(within+member, pay.Want{
			LV: "Ar tipu base64Binary jānorāda UTF-8 teksts base64 kodējumā.",
			EN: "With the type base64Binary it must be UTF-8 text in base64.",
		}, err)
		return
	}
	*to = &s
}

func (d *draftReader) fail(field string, want pay.Want, cause error) {
	if d.fault == nil {
		d.fault = &pay.Error{Code: pay.CodeInvalid, Field: "PaymentRequest/" + field, Want: want, Err: cause}
	}
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

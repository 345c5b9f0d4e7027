package paymentsoap

import (
	"strconv"
	"strings"

	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// Clients write lists in several ways: items in a wrapper, under whatever name
// (PriceList/PriceListStructure in the WSDL, PriceList/PriceList in the annex,
// PriceList/item in SOAP::Lite), or the list element itself repeated for each
// item (Node). All of them mean the same.

// prices reads PriceList, or one item of a repeated one.
func (d *draftReader) prices(list *soap.Element) {
	if list.Nil {
		return
	}
	d.draft.HasPriceList = true
	if isLine(list) {
		d.line(list)
		return
	}
	for e := range list.Children() {
		if !e.Nil {
			d.line(e)
		}
	}
}

// isLine tells whether an element is itself an item and not a list of them.
func isLine(e *soap.Element) bool {
	for c := range e.Children() {
		switch c.Name {
		case "Item", "ItemElementName", "Position":
			if c.First() == nil {
				return true
			}
		}
	}
	return false
}

// line reads one item. More of them than a request may hold are not read in
// vain: package pay refuses the list by its length.
func (d *draftReader) line(item *soap.Element) {
	if len(d.draft.Lines) > pay.MaxLines {
		return
	}
	var l pay.DraftLine
	within := "PriceList[" + strconv.Itoa(len(d.draft.Lines)+1) + "]/"
	for e := range item.Children() {
		switch e.Name {
		case "Item":
			d.text(e, within, "Item", &l.Item)
		case "ItemElementName":
			d.text(e, within, "ItemElementName", &l.ItemName)
		case "Position":
			d.text(e, within, "Position", &l.Position)
		}
	}
	d.draft.Lines = append(d.draft.Lines, l)
}

// banks reads AllowedBanks: items with a SwiftCode in them, or bare codes.
func (d *draftReader) banks(list *soap.Element) {
	if list.Nil {
		return
	}
	for e := range list.Children() {
		if e.Nil || len(d.draft.AllowedBanks) > pay.MaxBanks {
			continue
		}
		code := e
		if e.First() != nil {
			if code = e.Child("SwiftCode"); code == nil {
				continue
			}
		}
		var s *string
		d.text(code, "AllowedBanks/AllowedBankStructure/", "SwiftCode", &s)
		if s != nil && strings.TrimSpace(*s) != "" {
			d.draft.AllowedBanks = append(d.draft.AllowedBanks, *s)
		}
	}
}

// isMap tells whether a call comes from PHP without a WSDL: arrays as maps of
// keys and values, parameters by number.
func isMap(operation *soap.Element) bool {
	first := operation.First()
	return first != nil && (first.Type == "Map" || first.Name == "param0")
}

func mapForm() error {
	return &pay.Error{Code: pay.CodeMessageForm, Want: pay.Want{
		LV: "Parametri ir nosūtīti bez WSDL (rpc/encoded). PHP klientā norādiet WSDL adresi: new SoapClient('…PaymentRequestService.svc?singleWsdl', …).",
		EN: "The parameters were sent without a WSDL (rpc/encoded). In PHP give the address of the WSDL: new SoapClient('…PaymentRequestService.svc?singleWsdl', …).",
	}}
}

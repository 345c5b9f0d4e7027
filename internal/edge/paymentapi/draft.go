package paymentapi

import (
	"strconv"
	"strings"

	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// readDraft reads PaymentsDataStructure (spec 002, chapter 2.10.1). A caller
// who leaves out the outer object, and sends PaymentRequest beside MM_Cert, is
// understood.
func readDraft(body *strictjson.Value) (pay.Draft, error) {
	structure := body
	if v := body.Get("PaymentsDataStructure"); !v.IsNull() {
		if structure = v; v.Kind != strictjson.Object {
			return pay.Draft{}, notObject("PaymentsDataStructure")
		}
	}
	others := otherMembers(structure)
	request := structure.Get("PaymentRequest")
	if request.IsNull() {
		return pay.Draft{}, withoutRequest(others)
	}
	if request.Kind != strictjson.Object {
		return pay.Draft{}, notObject("PaymentRequest")
	}
	d, err := readRequest(request)
	if err != nil {
		return pay.Draft{}, err
	}
	d.Extra = others
	return d, nil
}

// otherMembers are the members of PaymentsDataStructure that MM keeps without
// understanding them, as far as they hold something.
func otherMembers(structure *strictjson.Value) []pay.ExtraMember {
	var others []pay.ExtraMember
	for _, name := range []string{"Payment", "PaymentRequestPPK", "PaymentRequestResponse", "PaymentRequestStatus"} {
		v := structure.Get(name)
		if v.IsNull() || v.Raw == `""` || v.Kind == strictjson.Object && len(v.Members) == 0 || v.Kind == strictjson.Array && len(v.Items) == 0 {
			continue
		}
		others = append(others, pay.ExtraMember{Name: name, Raw: v.Raw})
	}
	return others
}

func withoutRequest(others []pay.ExtraMember) error {
	if len(others) == 0 {
		return &pay.Error{Code: pay.CodeMissing, Field: "PaymentRequest"}
	}
	var names []string
	for _, m := range others {
		names = append(names, m.Name)
	}
	return &pay.Error{Code: pay.CodeUnsupported, Field: strings.Join(names, ", ")}
}

// readRequest reads PaymentRequestStructure. Members that it does not know it
// ignores, ExpiryDateSpecified and its like among them.
func readRequest(request *strictjson.Value) (pay.Draft, error) {
	f := &fields{object: request, within: "PaymentRequest/"}
	client := f.inner("ClientInfo")
	d := pay.Draft{
		ServiceStep: f.text("ServiceStep"), PaymentObject: f.text("PaymentObject"),
		ExpiryDate: f.optional("ExpiryDate"), InvoiceIssueDate: f.optional("InvoiceIssueDate"), NoInvoice: f.optional("NoInvoice"),
		ParentID: f.text("ParentPaymentRequestID"), ResponseURL: f.text("ResponseUrl"),
		ServerResponseURL: f.text("ServerResponseUrl"), SwiftCode: f.text("SwiftCode"),
		Payer: pay.Payer{
			FirstName: client.text("ClientFirstName"), Name: client.text("ClientName"), Code: client.text("ClientCode"),
			Email: client.text("ClientEMail"), Phone: client.text("ClientPhone"), Address: client.text("ClientAddress"),
		},
	}
	if f.err == nil {
		f.err = client.err
	}
	readBanks(f, &d)
	readPrices(f, &d)
	return d, f.err
}

// rows are the items of a list: of an array, or of the array in the wrapper
// that a translation of the XML has, or a single item.
func rows(list *strictjson.Value, wrappers ...string) *strictjson.Value {
	for _, name := range wrappers {
		if inner := list.Get(name); inner != nil && (inner.Kind == strictjson.Array || inner.Kind == strictjson.Object) {
			return inner
		}
	}
	return list
}

// readBanks reads AllowedBanks: objects with a SwiftCode, or bare codes.
func readBanks(f *fields, d *pay.Draft) {
	for item := range rows(f.object.Get("AllowedBanks"), "AllowedBankStructure", "AllowedBanks").Each() {
		if f.err != nil || len(d.AllowedBanks) > pay.MaxBanks {
			return
		}
		if item.Scalar() {
			d.AllowedBanks = append(d.AllowedBanks, item.Text)
			continue
		}
		if item.IsNull() {
			continue
		}
		bank := &fields{object: item, within: f.within + "AllowedBanks/"}
		if code := bank.text("SwiftCode"); strings.TrimSpace(code) != "" {
			d.AllowedBanks = append(d.AllowedBanks, code)
		}
		f.err = bank.err
	}
}

// readPrices reads PriceList. More rows than a request may hold are not read in
// vain: package pay refuses the list by its length.
func readPrices(f *fields, d *pay.Draft) {
	list := f.object.Get("PriceList")
	d.HasPriceList = !list.IsNull()
	for item := range rows(list, "PriceListStructure", "PriceList").Each() {
		if f.err != nil || len(d.Lines) > pay.MaxLines {
			return
		}
		at := f.within + "PriceList[" + strconv.Itoa(len(d.Lines)+1) + "]"
		if item.Kind != strictjson.Object {
			f.err = notObject(at)
			return
		}
		row := &fields{object: item, within: at + "/"}
		d.Lines = append(d.Lines, pay.DraftLine{
			Item: row.optional("Item"), ItemName: row.optional("ItemElementName"), Position: row.optional("Position"),
		})
		f.err = row.err
	}
}

package apiv2

import (
	"errors"
	"strconv"
	"strings"

	"viss.gov.lv/mm/pay"
)

// pointers are the places in our bodies of what pay names by its place in the
// published structures.
func pointers() map[string]string {
	return map[string]string{
		"PaymentRequest/ServiceStep":                                 "/step",
		"PaymentRequest/PaymentObject":                               "/description",
		"PaymentRequest/ExpiryDate":                                  "/expires",
		"PaymentRequest/InvoiceIssueDate":                            "/documentDate",
		"PaymentRequest/NoInvoice":                                   "/documentWanted",
		"PaymentRequest/ParentPaymentRequestID":                      "/parent",
		"PaymentRequest/ResponseUrl":                                 "/returnUrl",
		"PaymentRequest/ServerResponseUrl":                           "/notificationUrl",
		"PaymentRequest/SwiftCode":                                   "/preferredProvider",
		"PaymentRequest/AllowedBanks":                                "/providers",
		"PaymentRequest/AllowedBanks/AllowedBankStructure/SwiftCode": "/providers",
		"PaymentRequest/PriceList":                                   "/lines",
		"PaymentRequest/ClientInfo/ClientFirstName":                  "/payer/firstName",
		"PaymentRequest/ClientInfo/ClientName":                       "/payer/name",
		"PaymentRequest/ClientInfo/ClientCode":                       "/payer/code",
		"PaymentRequest/ClientInfo/ClientEMail":                      "/payer/email",
		"PaymentRequest/ClientInfo/ClientPhone":                      "/payer/phone",
		"PaymentRequest/ClientInfo/ClientAddress":                    "/payer/address",
		"Name": "/name", "Code": "/code", "Address": "/address",
	}
}

// pointerOf is the place in our body of what pay names; the whole body when it
// has none. Of a line the way that the caller chose (quantity or amount) is
// what pay calls its Item.
func pointerOf(field string, lines []pay.DraftLine) string {
	if pointer, ok := pointers()[field]; ok {
		return pointer
	}
	rest, ok := strings.CutPrefix(field, "PaymentRequest/PriceList[")
	number, member, closed := strings.Cut(rest, "]")
	n, err := strconv.Atoi(number)
	if !ok || !closed || err != nil || n < 1 || n > len(lines) {
		return ""
	}
	pointer := "/lines/" + strconv.Itoa(n-1)
	switch member {
	case "/Position":
		return pointer + "/position"
	case "/Item", "/ItemElementName":
		if way := lines[n-1].ItemName; way != nil {
			return pointer + "/" + strings.ToLower(*way)
		}
	}
	return pointer
}

// placed is a refusal by pay with our places and words in it. Errors that name
// no field stay as they are.
func placed(err error, lines []pay.DraftLine) error {
	refused, ok := errors.AsType[*pay.Error](err)
	if !ok || refused.Field == "" {
		return err
	}
	r := &refusal{}
	for _, e := range append([]*pay.Error{refused}, refused.More...) {
		pointer := pointerOf(e.Field, lines)
		r.faults.at(pointer, inWords(e))
	}
	r.err = r.faults[0].err
	return r
}

// inWords is an error of pay without the words of the published structure.
func inWords(e *pay.Error) *pay.Error {
	plain := *e
	plain.Field, plain.More = "", nil
	if e.Code != pay.CodeWrongItem {
		return &plain
	}
	plain.Want = pay.Want{LV: "Pozīcijai ir noteikta cena: norādiet quantity.", EN: "The position has a fixed price: give its quantity."}
	if e.Value == byQuantity {
		plain.Want = pay.Want{LV: "Pozīcijas cenu nosakāt Jūs: norādiet amount.", EN: "The price of the position is yours to give: give its amount."}
	}
	plain.Value = ""
	return &plain
}

// ourText is what a code means here, where its text has words of the published
// structure in it.
func ourText(code pay.Code) (pay.Want, bool) {
	if code == pay.CodeWrongItem {
		return pay.Want{LV: "Rindā ir quantity, bet vajag amount, vai otrādi.", EN: "The line has quantity where amount is needed, or the other way round."}, true
	}
	return pay.Want{}, false
}

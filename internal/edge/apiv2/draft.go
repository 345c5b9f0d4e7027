package apiv2

import "viss.gov.lv/mm/pay"

// The two ways of a line, as pay names them.
const (
	byQuantity = "Quantity"
	byAmount   = "Amount"
)

// longest is how long a provider's code may be.
const longest = 20

// readDraft reads NewPaymentRequest. It checks the form of each member; what
// their values mean is pay's to judge.
func readDraft(o *object) pay.Draft {
	d := pay.Draft{
		ServiceStep:       o.needed("step", pay.MaxText),
		PaymentObject:     o.plain("description", pay.MaxText),
		ExpiryDate:        o.moment("expires"),
		InvoiceIssueDate:  o.day("documentDate"),
		ResponseURL:       o.plain("returnUrl", pay.MaxURL),
		ServerResponseURL: o.plain("notificationUrl", pay.MaxURL),
		SwiftCode:         o.plain("preferredProvider", pay.MaxText),
		AllowedBanks:      o.texts("providers", pay.MaxBanks, longest),
		DocumentWanted:    o.flag("documentWanted"),
		HasPriceList:      true,
	}
	if id := o.id("parent"); !id.IsZero() {
		d.ParentID = id.String()
	}
	if payer := o.inner("payer"); payer != nil {
		d.Payer = readPayer(payer)
	}
	readLines(o, &d)
	o.rest()
	return d
}

func readPayer(o *object) pay.Payer {
	p := pay.Payer{
		FirstName: o.plain("firstName", pay.MaxText), Name: o.plain("name", pay.MaxText), Code: o.plain("code", pay.MaxText),
		Email: o.plain("email", pay.MaxText), Phone: o.plain("phone", pay.MaxText), Address: o.plain("address", pay.MaxText),
	}
	o.rest()
	return p
}

func readLines(o *object, d *pay.Draft) {
	before := len(*o.faults)
	lines := o.objects("lines", pay.MaxLines)
	if len(lines) == 0 && len(*o.faults) == before {
		o.wrong("lines", pay.CodeMissing, "", pay.Want{LV: "Vajadzīga vismaz viena rinda.", EN: "At least one line is needed."})
	}
	for _, l := range lines {
		d.Lines = append(d.Lines, readLine(l))
	}
}

// readLine reads a line: its position, and exactly one of the two ways.
func readLine(o *object) pay.DraftLine {
	before := len(*o.faults)
	position := o.needed("position", pay.MaxText)
	quantity, amount := o.decimal("quantity", 6), o.decimal("amount", 2)
	hasQuantity, hasAmount := o.member("quantity") != nil, o.member("amount") != nil
	l := pay.DraftLine{Position: &position, Item: amount, ItemName: new(byAmount)}
	if hasQuantity {
		l.Item, l.ItemName = quantity, new(byQuantity)
	}
	if len(*o.faults) == before && hasQuantity == hasAmount {
		code := pay.CodeMissing
		if hasAmount {
			code = pay.CodeInvalid // both are there
		}
		o.faults.at(o.pointer, &pay.Error{Code: code, Want: pay.Want{
			LV: "Norādiet vienu no abiem: quantity, ja pozīcijai ir cena, vai amount, ja cenu nosakāt Jūs.",
			EN: "Give one of the two: quantity where the position has a price, amount where the price is yours to give.",
		}})
	}
	o.rest()
	return l
}

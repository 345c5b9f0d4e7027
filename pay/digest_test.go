package pay_test

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestDraftsThatMeanTheSameHaveTheSameDigest(t *testing.T) {
	t.Parallel()
	for name, rewrite := range map[string]func(*pay.Draft){
		"nothing changed":          func(*pay.Draft) {},
		"date in another zone":     func(d *pay.Draft) { d.ExpiryDate = new("2020-09-30T11:00:00Z") },
		"zone as the sample has":   func(d *pay.Draft) { d.ExpiryDate = new("2020-09-30T14:00:00+3:00") },
		"fractions of zero":        func(d *pay.Draft) { d.ExpiryDate = new("2020-09-30T14:00:00.000+03:00") },
		"boolean by number":        func(d *pay.Draft) { d.NoInvoice = new("1") },
		"boolean of Visual Basic":  func(d *pay.Draft) { d.NoInvoice = new("True") },
		"number without zeros":     func(d *pay.Draft) { d.Lines[0].Item = new("12") },
		"number with exponent":     func(d *pay.Draft) { d.Lines[0].Item = new("1.2E1") },
		"position with zeros":      func(d *pay.Draft) { d.Lines[0].Position = new("002346") },
		"element name in capitals": func(d *pay.Draft) { d.Lines[0].ItemName = new("QUANTITY") },
		"space around the step":    func(d *pay.Draft) { d.ServiceStep = " 03G10\n" },
		"space in the object":      func(d *pay.Draft) { d.PaymentObject = "DEM11\n\tpayment " },
		"bank in small letters":    func(d *pay.Draft) { d.SwiftCode = "demo0000"; d.AllowedBanks[1] = "firstdata" },
		"unset date of .NET":       func(d *pay.Draft) { d.InvoiceIssueDate = new("0001-01-01T00:00:00") },
	} {
		is, other := paytest.SampleJSON(), paytest.SampleJSON()
		rewrite(&other)
		if is.Digest() != other.Digest() {
			t.Errorf("%s: another digest", name)
		}
	}
}

func TestDraftsThatMeanSomethingElseDoNot(t *testing.T) {
	t.Parallel()
	seen := map[[32]byte]string{paytest.SampleJSON().Digest(): "the sample"}
	for name, change := range map[string]func(*pay.Draft){
		"another step":         func(d *pay.Draft) { d.ServiceStep = "02Y70" },
		"another object":       func(d *pay.Draft) { d.PaymentObject += "s" },
		"another term":         func(d *pay.Draft) { d.ExpiryDate = new("2020-09-30T14:00:01+03:00") },
		"no term":              func(d *pay.Draft) { d.ExpiryDate = nil },
		"an unreadable term":   func(d *pay.Draft) { d.ExpiryDate = new("soon") },
		"an issue date":        func(d *pay.Draft) { d.InvoiceIssueDate = new("2020-09-01") },
		"a document":           func(d *pay.Draft) { d.NoInvoice = new("false") },
		"no word of documents": func(d *pay.Draft) { d.NoInvoice = nil },
		"a parent":             func(d *pay.Draft) { d.ParentID = paytest.ID(1).String() },
		"another address":      func(d *pay.Draft) { d.ResponseURL += "x" },
		"another server":       func(d *pay.Draft) { d.ServerResponseURL += "x" },
		"another bank":         func(d *pay.Draft) { d.SwiftCode = "HABALV22" },
		"fewer banks":          func(d *pay.Draft) { d.AllowedBanks = d.AllowedBanks[:2] },
		"another payer":        func(d *pay.Draft) { d.Payer.Code = "31129900000" },
		"another quantity":     func(d *pay.Draft) { d.Lines[0].Item = new("12.000001") },
		"an unreadable number": func(d *pay.Draft) { d.Lines[0].Item = new("12,00") },
		"an amount":            func(d *pay.Draft) { d.Lines[0].ItemName = new("Amount") },
		"another position":     func(d *pay.Draft) { d.Lines[0].Position = new("172") },
		"a line twice":         func(d *pay.Draft) { d.Lines = append(d.Lines, d.Lines[0]) },
		"no line":              func(d *pay.Draft) { d.Lines = nil },
		"another member":       func(d *pay.Draft) { d.Extra = []pay.ExtraMember{{Name: "Payment", Raw: "<x/>"}} },
	} {
		d := paytest.SampleJSON()
		change(&d)
		if other, ok := seen[d.Digest()]; ok {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[d.Digest()] = name
	}
}

func TestDigestLeavesTheDraftAlone(t *testing.T) {
	t.Parallel()
	d := paytest.SampleJSON()
	d.AllowedBanks[0], d.Lines[0].Item = "demo0000", new("12.00")
	d.Digest()
	if d.AllowedBanks[0] != "demo0000" || *d.Lines[0].Item != "12.00" || !strings.Contains(*d.ExpiryDate, "+03:00") {
		t.Errorf("changed: %+v", d)
	}
}

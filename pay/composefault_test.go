package pay_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// fault is one thing that is wrong with the PHP sample, and how it is refused.
type faultCase struct {
	name  string
	spoil func(*pay.Draft)
	code  pay.Code
	field string // without "PaymentRequest/"
}

func lines(l ...pay.DraftLine) func(*pay.Draft) { return func(d *pay.Draft) { d.Lines = l } }

// items are quantities of a priced position that must be refused.
func items(code pay.Code, values ...string) []faultCase {
	var cases []faultCase
	for _, v := range values {
		cases = append(cases, faultCase{"quantity " + v, lines(paytest.Quantity("53", v)), code, "PriceList[1]/Item"})
	}
	return cases
}

// amounts are amounts of a free position that must be refused.
func amounts(code pay.Code, values ...string) []faultCase {
	var cases []faultCase
	for _, v := range values {
		cases = append(cases, faultCase{"amount " + v, lines(paytest.Quantity("53", "1"), paytest.Amount("54", v)), code, "PriceList[2]/Item"})
	}
	return cases
}

func priceListFaults() []faultCase {
	without := func(change func(*pay.DraftLine)) func(*pay.Draft) {
		return func(d *pay.Draft) {
			l := paytest.Amount("54", "1")
			change(&l)
			d.Lines = append(d.Lines, l)
		}
	}
	all := []faultCase{
		{"no price list", func(d *pay.Draft) { d.Lines, d.HasPriceList = nil, false }, pay.CodeMissing, "PriceList"},
		{"empty price list", func(d *pay.Draft) { d.Lines = nil }, pay.CodeEmptyPriceList, "PriceList"},
		{"no item", without(func(l *pay.DraftLine) { l.Item = nil }), pay.CodeMissing, "PriceList[3]/Item"},
		{"empty item", without(func(l *pay.DraftLine) { l.Item = new(" ") }), pay.CodeMissing, "PriceList[3]/Item"},
		{"no item element name", without(func(l *pay.DraftLine) { l.ItemName = nil }), pay.CodeMissing, "PriceList[3]/ItemElementName"},
		{"unknown item element name", without(func(l *pay.DraftLine) { l.ItemName = new("Piece") }), pay.CodeInvalid, "PriceList[3]/ItemElementName"},
		{"item element name by number", without(func(l *pay.DraftLine) { l.ItemName = new("0") }), pay.CodeInvalid, "PriceList[3]/ItemElementName"},
		{"no position", without(func(l *pay.DraftLine) { l.Position = nil }), pay.CodeMissing, "PriceList[3]/Position"},
		{"unknown position", without(func(l *pay.DraftLine) { l.Position = new("55") }), pay.CodeUnknownPosition, "PriceList[3]/Position"},
		{"position of another step", without(func(l *pay.DraftLine) { l.Position = new("2346") }), pay.CodeUnknownPosition, "PriceList[3]/Position"},
		{"amount of a priced position", lines(paytest.Amount("53", "7.11")), pay.CodeWrongItem, "PriceList[1]/ItemElementName"},
		{"quantity of a free position", lines(paytest.Quantity("54", "1")), pay.CodeWrongItem, "PriceList[1]/ItemElementName"},
		{"too many lines", func(d *pay.Draft) { d.Lines = make([]pay.DraftLine, pay.MaxLines+1) }, pay.CodeTooManyLines, "PriceList"},
		{"a total beyond the range", lines(paytest.Amount("54", "999999999.99"), paytest.Amount("54", "0.01")), pay.CodeAmountRange, "PriceList"},
	}
	all = append(all, items(pay.CodeAmountRange, "0", "0.000", "-1", "-0.5", "0.000001", "999999999", "1E29")...)
	all = append(all, items(pay.CodeTooPrecise, "1.0000001", "1E-7")...)
	all = append(all, items(pay.CodeInvalid, "one", "1,5", "NaN", "1 000", "0x1", "--1")...)
	all = append(all, amounts(pay.CodeAmountRange, "0", "0.00", "-12.12", "1000000000", "1e12")...)
	all = append(all, amounts(pay.CodeTooPrecise, "12.123", "12.120000000000001")...)
	return append(all, amounts(pay.CodeInvalid, "12,12", "12.12 EUR", "∞")...)
}

func otherFaults() []faultCase {
	long := strings.Repeat("ā", pay.MaxText+1)
	address := func(s string) func(*pay.Draft) { return func(d *pay.Draft) { d.ResponseURL = s } }
	expiry := func(s string) func(*pay.Draft) { return func(d *pay.Draft) { d.ExpiryDate = &s } }
	all := []faultCase{
		{"no step", func(d *pay.Draft) { d.ServiceStep = "" }, pay.CodeMissing, "ServiceStep"},
		{"unknown step", func(d *pay.Draft) { d.ServiceStep = "XXXXX" }, pay.CodeUnknownStep, "ServiceStep"},
		{"step of another institution", func(d *pay.Draft) { d.ServiceStep = "RD001" }, pay.CodeUnknownStep, "ServiceStep"},
		{"step in another case", func(d *pay.Draft) { d.ServiceStep = "02y70" }, pay.CodeUnknownStep, "ServiceStep"},
		{"past term", expiry("2026-03-02T11:59:59"), pay.CodeExpiryPast, "ExpiryDate"},
		{"term of this very moment", expiry("2026-03-02T12:00:00"), pay.CodeExpiryPast, "ExpiryDate"},
		{"yesterday", expiry("2026-03-01"), pay.CodeExpiryPast, "ExpiryDate"},
		{"term of the XML sample, today", func(d *pay.Draft) { *d = paytest.SampleXML() }, pay.CodeExpiryPast, "ExpiryDate"},
		{"no date", expiry("soon"), pay.CodeInvalid, "ExpiryDate"},
		{"empty date", expiry(""), pay.CodeInvalid, "ExpiryDate"},
		{"JavaScript's Date", expiry("Thu Dec 31 2026 14:00:00 GMT+0200"), pay.CodeInvalid, "ExpiryDate"},
		{"no issue date", func(d *pay.Draft) { d.InvoiceIssueDate = new("31.12.2026") }, pay.CodeInvalid, "InvoiceIssueDate"},
		{"NoInvoice yes", func(d *pay.Draft) { d.NoInvoice = new("yes") }, pay.CodeInvalid, "NoInvoice"},
		{"NoInvoice empty", func(d *pay.Draft) { d.NoInvoice = new("") }, pay.CodeInvalid, "NoInvoice"},
		{"no identifier", func(d *pay.Draft) { d.ParentID = "17" }, pay.CodeInvalid, "ParentPaymentRequestID"},
		{"only inactive banks", func(d *pay.Draft) { d.AllowedBanks = []string{"RIKOLV2X"} }, pay.CodeNoActiveBank, "AllowedBanks"},
		{"only unknown banks", func(d *pay.Draft) { d.AllowedBanks = []string{"NOBANK00", "x"} }, pay.CodeNoActiveBank, "AllowedBanks"},
		{"too many banks", func(d *pay.Draft) { d.AllowedBanks = make([]string, pay.MaxBanks+1) }, pay.CodeTooManyLines, "AllowedBanks"},
		{"a novel for a bank", func(d *pay.Draft) { d.AllowedBanks = []string{strings.Repeat("X", 21)} }, pay.CodeTooLong, "AllowedBanks/AllowedBankStructure/SwiftCode"},
		{"long object", func(d *pay.Draft) { d.PaymentObject = long }, pay.CodeTooLong, "PaymentObject"},
		{"long name", func(d *pay.Draft) { d.Payer.Name = long }, pay.CodeTooLong, "ClientInfo/ClientName"},
		{"broken UTF-8", func(d *pay.Draft) { d.PaymentObject = "\xff" }, pay.CodeInvalid, "PaymentObject"},
		{"a NUL", func(d *pay.Draft) { d.Payer.Address = "R\x00ga" }, pay.CodeInvalid, "ClientInfo/ClientAddress"},
		{"server address", func(d *pay.Draft) { d.ServerResponseURL = "ftp://example.lv" }, pay.CodeAddress, "ServerResponseUrl"},
		{"long address", address("https://example.lv/" + strings.Repeat("x", pay.MaxURL)), pay.CodeTooLong, "ResponseUrl"},
	}
	for _, s := range []string{
		"jusu-response-url", "/back", "//example.lv/back", "javascript:alert(1)", "file:///etc/passwd", "http://", "http:/example.lv",
		"https://user:secret@example.lv/", "https://example.lv/\r\nX: y", "https://example.lv/<b>", "https://example.lv:port/", "mailto:e@p.lv",
		"https://:443/", "https://example.lv/a b",
	} {
		all = append(all, faultCase{"address " + strconv.Quote(s), address(s), pay.CodeAddress, "ResponseUrl"})
	}
	return all
}

func TestEveryFaultNamesItsField(t *testing.T) {
	t.Parallel()
	for _, c := range append(priceListFaults(), otherFaults()...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := paytest.SamplePHP()
			c.spoil(&d)
			r, err := paytest.NewWorld().Compose(d)
			fault, ok := errors.AsType[*pay.Error](err)
			if !ok || r != nil {
				t.Fatalf("request %v, error %v", r, err)
			}
			if fault.Code != c.code || fault.Field != "PaymentRequest/"+c.field || fault.Kind() != pay.Invalid {
				t.Errorf("%s at %s (kind %v), want %s at PaymentRequest/%s", fault.Code, fault.Field, fault.Kind(), c.code, c.field)
			}
			for _, l := range []pay.Language{pay.Latvian, pay.English} {
				if text := fault.Text(l); !strings.HasPrefix(text, fault.Field+": ") || len(text) > 700 {
					t.Errorf("text in %s: %s", l, text)
				}
			}
		})
	}
}

func TestBoundsOfAFreeAmount(t *testing.T) {
	t.Parallel()
	for amount, ok := range map[string]bool{"0.01": true, "500": true, "500.00": true, "500.01": false, "0.00": false} {
		d := paytest.Draft("DEM11", paytest.Amount("2", amount))
		_, err := paytest.NewWorld().Compose(d)
		if (err == nil) != ok || err != nil && pay.CodeOf(err) != pay.CodeAmountRange {
			t.Errorf("%s: %v", amount, err)
		}
	}
}

// A quantity that is too large is not told to be greater than zero.
func TestFaultsOfAQuantitySayWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for quantity, want := range map[string]string{
		"0": "The quantity must be greater than zero.", "1e9": "at most 999999999.99", "1e11": "at most 999999999.99",
	} {
		_, err := paytest.NewWorld().Compose(paytest.Draft("DEM11", paytest.Quantity("1", quantity)))
		if fault, ok := errors.AsType[*pay.Error](err); !ok || !strings.Contains(fault.Text(pay.English), want) {
			t.Errorf("%s: %v, want %q", quantity, err, want)
		}
	}
}

func TestPersonalDataIsInNoFault(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("31129900000 ", 100)
	for _, spoil := range []func(*pay.Draft){
		func(d *pay.Draft) { d.Payer.Code = secret },
		func(d *pay.Draft) { d.Payer.Name = secret },
		func(d *pay.Draft) { d.Payer.FirstName = secret },
		func(d *pay.Draft) { d.Payer.Email = secret },
		func(d *pay.Draft) { d.Payer.Phone = secret },
		func(d *pay.Draft) { d.Payer.Address = secret },
		func(d *pay.Draft) { d.ResponseURL = "https://31129900000:x@example.lv" },
		func(d *pay.Draft) { d.PaymentObject = secret },
	} {
		d := paytest.SamplePHP()
		spoil(&d)
		_, err := paytest.NewWorld().Compose(d)
		if err == nil || strings.Contains(err.Error(), "31129900000") {
			t.Errorf("fault: %v", err)
		}
	}
}

func TestStrangersAreNotInTheCatalogue(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	_, err := pay.Compose(paytest.SamplePHP(), pay.Composition{
		ID: w.NewID(), Number: w.NewNumber(), Owner: "NOBODY", Catalogue: w.Catalogue, Now: w.Clock.Now(),
	})
	if pay.CodeOf(err) != pay.CodeUnknownCertificate {
		t.Errorf("error %v", err)
	}
}

package ubl

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// road is the case of Peppol's own example of category O, a road tax.
func road() *Invoice {
	outside := Category{Code: "O", ReasonCode: "VATEX-EU-O", Reason: "Nav PVN objekts"}
	return &Invoice{
		ID: "VRAA-2026-000123", IssueDate: "2026-11-22", Currency: "EUR", BuyerReference: "9RT4K2XWA",
		Seller: Party{Name: "Iestāde", Registration: "90009999909", RegistrationIn: LatvianRegistration, EndpointScheme: LatvianRegistration, Endpoint: "90009999909", Country: "LV"},
		Buyer:  Party{Name: "Ernests Paraudziņš", Country: "LV"},
		Means:  []Means{{Code: OnlinePayment, PaymentID: "1", Account: "LV42TREL9990000000001", BIC: "TRELLV22"}},
		Taxes:  []Tax{{Category: outside, Taxable: 3200}},
		Totals: Totals{Lines: 3200, Exclusive: 3200, Inclusive: 3200, Prepaid: 3200},
		Lines:  []Line{{Quantity: "2", Net: 3200, Name: "Nodeva <par> ceļu", SellerItem: "RT3000", Category: outside, Price: "16.00"}},
	}
}

// taxed has a category with a rate, and a cent of rounding.
func taxed() *Invoice {
	i := road()
	standard := Category{Code: "S", Percent: 21}
	i.Seller.VAT = "LV90009999909"
	i.Taxes = []Tax{{Category: standard, Taxable: 7, Amount: 1}}
	i.Totals = Totals{Lines: 7, Exclusive: 7, Inclusive: 8, Prepaid: 9, Rounding: 1}
	i.Lines = []Line{{Quantity: "1", Net: 7, Name: "Pakalpojums", Category: standard, Price: "0.07"}}
	return i
}

func TestRightInvoicesBreakNoRule(t *testing.T) {
	t.Parallel()
	for name, i := range map[string]*Invoice{"not subject to VAT": road(), "VAT": taxed()} {
		if broken := i.Violations(); len(broken) > 0 {
			t.Errorf("%s: %v", name, broken)
		}
	}
	if i := road(); i.Deliverable() {
		t.Error("an invoice for somebody without an address can be delivered")
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		of    func() *Invoice
		wrong func(i *Invoice)
	}{
		{"BR-02", road, func(i *Invoice) { i.ID = "" }},
		{"BR-03", road, func(i *Invoice) { i.IssueDate = "" }},
		{"BR-05", road, func(i *Invoice) { i.Currency = "" }},
		{"BR-06", road, func(i *Invoice) { i.Seller.Name = "" }},
		{"BR-07", road, func(i *Invoice) { i.Buyer.Name = "" }},
		{"BR-09", road, func(i *Invoice) { i.Seller.Country = "" }},
		{"BR-11", road, func(i *Invoice) { i.Buyer.Country = "" }},
		{"BR-16", road, func(i *Invoice) { i.Lines = nil }},
		{"BR-17", road, func(i *Invoice) { i.Payee = &Payee{} }},
		{"BR-22", road, func(i *Invoice) { i.Lines[0].Quantity = "" }},
		{"BR-25", road, func(i *Invoice) { i.Lines[0].Name = "" }},
		{"BR-26", road, func(i *Invoice) { i.Lines[0].Price = "" }},
		{"BR-27", road, func(i *Invoice) { i.Lines[0].Price, i.Lines[0].Quantity = "-16.00", "-2" }},
		{"BR-49", road, func(i *Invoice) { i.Means[0].Code = "" }},
		{"BR-52", road, func(i *Invoice) { i.References = []Reference{{}} }},
		{"BR-55", road, func(i *Invoice) { i.Preceding = []string{""} }},
		{"BR-61", road, func(i *Invoice) { i.Means[0] = Means{Code: CreditTransfer} }},
		{"BR-CL-18", road, func(i *Invoice) { i.Taxes[0].Category.Code, i.Lines[0].Category.Code = "X", "X" }},
		{"BR-CO-09", taxed, func(i *Invoice) { i.Seller.VAT = "lv90009999909" }},
		{"BR-CO-10", road, func(i *Invoice) { i.Lines[0].Net++ }},
		{"BR-CO-13", road, func(i *Invoice) { i.Totals.Exclusive++ }},
		{"BR-CO-15", taxed, func(i *Invoice) { i.Totals.Inclusive++ }},
		{"BR-CO-16", road, func(i *Invoice) { i.Totals.Payable = 1 }},
		{"BR-CO-17", taxed, func(i *Invoice) { i.Taxes[0].Amount++ }},
		{"BR-CO-18", road, func(i *Invoice) { i.Taxes = nil }},
		{"BR-CO-25", road, func(i *Invoice) { i.Totals.Prepaid, i.Totals.Payable = 0, 3200 }},
		{"BR-CO-26", road, func(i *Invoice) { i.Seller.Registration = "" }},
		{"BR-E-02", road, func(i *Invoice) { i.Taxes[0].Category.Code, i.Lines[0].Category.Code = "E", "E" }},
		{"BR-E-10", taxed, func(i *Invoice) { i.Taxes[0].Category, i.Lines[0].Category = Category{Code: "E"}, Category{Code: "E"} }},
		{"BR-O-02", road, func(i *Invoice) { i.Seller.VAT = "LV90009999909" }},
		{"BR-O-05", road, func(i *Invoice) { i.Taxes[0].Category.Percent = 21 }},
		{"BR-O-09", road, func(i *Invoice) { i.Taxes[0].Amount = 1 }},
		{"BR-O-10", road, func(i *Invoice) { i.Taxes[0].Category.Reason, i.Taxes[0].Category.ReasonCode = "", "" }},
		{"BR-O-11", road, func(i *Invoice) { i.Taxes = append(i.Taxes, Tax{Category: Category{Code: "Z"}}) }},
		{"BR-S-01", taxed, func(i *Invoice) { i.Lines[0].Category.Percent = 12 }},
		{"BR-S-02", taxed, func(i *Invoice) { i.Seller.VAT = "" }},
		{"BR-S-05", taxed, func(i *Invoice) { i.Taxes[0].Category.Percent = 0 }},
		{"BR-S-08", taxed, func(i *Invoice) { i.Taxes[0].Taxable++ }},
		{"BR-S-10", taxed, func(i *Invoice) { i.Taxes[0].Category.Reason = "x" }},
		{"BR-Z-02", road, func(i *Invoice) { i.Taxes[0].Category, i.Lines[0].Category = Category{Code: "Z"}, Category{Code: "Z"} }},
		{"PEPPOL-EN16931-R003", road, func(i *Invoice) { i.BuyerReference = "" }},
		{"PEPPOL-EN16931-R120", road, func(i *Invoice) { i.Lines[0].Price = "16.01" }},
		{"UBL-SR-47", road, func(i *Invoice) { i.Means = append(i.Means, Means{Code: BankCard}) }},
	} {
		i := c.of()
		c.wrong(i)
		if broken := i.Violations(); !slices.ContainsFunc(broken, func(v Violation) bool { return v.Rule == c.rule }) {
			t.Errorf("%s is not found: %v", c.rule, broken)
		}
	}
}

func TestWrittenXMLIsWellFormedAndWithoutEmptyElements(t *testing.T) {
	t.Parallel()
	credit := taxed()
	credit.Credit, credit.Preceding = true, []string{"VRAA-2026-000001"}
	credit.References = []Reference{{ID: "1", Name: "d.pdf", MediaType: "application/pdf", Data: []byte("%PDF")}}
	credit.Payee = &Payee{Name: "Valsts kase", Registration: "90000050138", RegistrationIn: LatvianRegistration}
	for _, i := range []*Invoice{road(), taxed(), credit} {
		text := string(i.Write())
		d, depth, last := xml.NewDecoder(strings.NewReader(text)), 0, ""
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				depth, last = depth+1, "start"
			case xml.EndElement:
				if last == "start" {
					t.Errorf("%s is empty", x.Name.Local)
				}
				depth, last = depth-1, "end"
			case xml.CharData:
				if strings.TrimSpace(string(x)) != "" {
					last = "text"
				}
			}
		}
		if depth != 0 || !strings.Contains(text, `<cbc:CompanyID schemeID="0218">90009999909</cbc:CompanyID>`) {
			t.Error(text)
		}
		if i.Credit != strings.Contains(text, "<cbc:CreditNoteTypeCode>381<") || i.Credit == strings.Contains(text, "<cbc:InvoiceTypeCode>380<") {
			t.Error("what it is, is not said")
		}
	}
}

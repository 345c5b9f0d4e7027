package document

import (
	"testing"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

func TestUBL(t *testing.T) {
	t.Parallel()
	for name, d := range samples(t) {
		if name == "long" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := UBL(d, nil)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".ubl.xml", got)
		})
	}
}

// Whatever is sold, the e-invoice breaks no rule of the standard.
func TestUBLKeepsTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := plain()
		d.Type = rapid.SampledFrom(pay.DocumentTypes()).Draw(t, "type")
		rates := []pay.VAT{{}, {Subject: true}, {Subject: true, Percent: 12}, {Subject: true, Percent: 21}}
		d.Lines, d.Total = nil, 0
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			l := pay.Line{Position: "1", Name: pay.Text{LV: "Pozīcija"}, VAT: rapid.SampledFrom(rates).Draw(t, "vat")}
			if rapid.Bool().Draw(t, "quantity") {
				l.Quantity = pay.Quantity(rapid.Int64Range(1, 5_000_000_000).Draw(t, "millionths"))
				l.Price = rapid.Int64Range(1, 100_000).Draw(t, "price")
				l.Amount, _ = l.Quantity.Times(l.Price)
			} else {
				l.Amount = rapid.Int64Range(1, 1_000_000).Draw(t, "amount")
			}
			if l.Amount == 0 {
				continue
			}
			d.Lines, d.Total = append(d.Lines, l), d.Total+l.Amount
		}
		if len(d.Lines) == 0 {
			t.Skip()
		}
		if d.Payments[0].Amount = d.Total; d.Type == pay.DocumentInvoice {
			d.Payments[0].PaidAt, d.Due = d.Due, d.Issued
		}
		if taxed(d.Lines) {
			d.Author.VATNo = "LV90001733697"
		}
		i := invoiceOf(d, nil)
		if broken := i.Violations(); len(broken) > 0 {
			t.Fatalf("%v\n%s", broken, i.Write())
		}
		if want := d.Total - paid(d); i.Totals.Payable != want {
			t.Fatalf("payable %d, want %d", i.Totals.Payable, want)
		}
	})
}

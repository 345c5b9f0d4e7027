package ubl

import (
	"math/big"
	"slices"
	"strings"
)

// Violation is a rule that an invoice breaks.
type Violation struct {
	Rule string // published name: "BR-CO-16"
	Text string // what it asks
}

// Violations lists the rules that the invoice breaks, in a fixed order: those of
// EN 16931-1 that this package's part of the standard can break, and those of
// Peppol but for the electronic addresses (see Deliverable).
func (i *Invoice) Violations() []Violation {
	c := &checker{i: i}
	c.mandatory()
	c.sums()
	c.breakdown()
	c.categories()
	c.lines()
	c.payment()
	return c.found
}

// Deliverable tells whether the invoice can travel over the Peppol network:
// both parties have electronic addresses (PEPPOL-EN16931-R010 and R020). A
// natural person has none; such an invoice is a file to download.
func (i *Invoice) Deliverable() bool { return i.Seller.Endpoint != "" && i.Buyer.Endpoint != "" }

type checker struct {
	i     *Invoice
	found []Violation
}

// want records a violation once.
func (c *checker) want(ok bool, rule, text string) {
	if !ok && !slices.ContainsFunc(c.found, func(v Violation) bool { return v.Rule == rule }) {
		c.found = append(c.found, Violation{rule, text})
	}
}

func (c *checker) mandatory() {
	i := c.i
	c.want(i.ID != "", "BR-02", "an invoice number")
	c.want(i.IssueDate != "", "BR-03", "an issue date")
	c.want(i.Currency != "", "BR-05", "a currency")
	c.want(i.Seller.Name != "", "BR-06", "the seller's name")
	c.want(i.Buyer.Name != "", "BR-07", "the buyer's name")
	c.want(i.Seller.Country != "", "BR-09", "the seller's country")
	c.want(i.Buyer.Country != "", "BR-11", "the buyer's country")
	c.want(len(i.Lines) > 0, "BR-16", "at least one line")
	c.want(i.Payee == nil || i.Payee.Name != "", "BR-17", "the payee's name where it is not the seller")
	c.want(i.Seller.Identifier+i.Seller.Registration+i.Seller.VAT != "", "BR-CO-26", "an identifier of the seller")
	c.want(i.Seller.VAT == "" || len(i.Seller.VAT) > 2 && strings.ToUpper(i.Seller.VAT[:2]) == i.Seller.VAT[:2], "BR-CO-09", "a VAT number with its country")
	c.want(i.BuyerReference != "", "PEPPOL-EN16931-R003", "a buyer reference")
	for _, id := range i.Preceding {
		c.want(id != "", "BR-55", "the number of each preceding document")
	}
	for _, r := range i.References {
		c.want(r.ID != "", "BR-52", "a reference of each supporting document")
	}
}

func (c *checker) sums() {
	var lines, tax int64
	for _, l := range c.i.Lines {
		lines += l.Net
	}
	for _, t := range c.i.Taxes {
		tax += t.Amount
	}
	t := c.i.Totals
	c.want(t.Lines == lines, "BR-CO-10", "the sum of the lines")
	c.want(t.Exclusive == t.Lines, "BR-CO-13", "the total without VAT: the lines")
	c.want(t.Inclusive == t.Exclusive+tax, "BR-CO-15", "the total with VAT: without it, and VAT")
	c.want(t.Payable == t.Inclusive-t.Prepaid+t.Rounding, "BR-CO-16", "the amount due: the total less what is paid, rounded")
	c.want(c.i.Credit || t.Payable <= 0 || c.i.DueDate != "", "BR-CO-25", "a due date where something is due")
}

// breakdown holds that each category's lines sum up to its taxable amount, and
// that its tax is the rate of it (BR-S-08, BR-Z-08, …; BR-CO-17, BR-S-09, …).
func (c *checker) breakdown() {
	c.want(len(c.i.Taxes) > 0, "BR-CO-18", "at least one VAT category")
	for k, t := range c.i.Taxes {
		var sum int64
		for _, l := range c.i.Lines {
			if l.Category.Code == t.Category.Code && l.Category.Percent == t.Category.Percent {
				sum += l.Net
			}
		}
		c.want(sum == t.Taxable, "BR-"+t.Category.Code+"-08", "the taxable amount of a category: its lines")
		c.want(t.Amount == (t.Taxable*int64(t.Category.Percent)+50)/100, "BR-CO-17", "the tax of a category: its rate of the taxable amount")
		for _, other := range c.i.Taxes[:k] {
			c.want(other.Category.Code != t.Category.Code || other.Category.Percent != t.Category.Percent, "BR-"+t.Category.Code+"-01", "one entry for a category and rate")
		}
	}
	for _, l := range c.i.Lines {
		known := slices.ContainsFunc(c.i.Taxes, func(t Tax) bool {
			return t.Category.Code == l.Category.Code && t.Category.Percent == l.Category.Percent
		})
		c.want(known, "BR-"+l.Category.Code+"-01", "each category of a line in the breakdown")
	}
}

func (c *checker) categories() {
	for _, t := range c.i.Taxes {
		code := t.Category.Code
		reason := t.Category.Reason+t.Category.ReasonCode != ""
		switch code {
		case "O":
			c.want(c.i.Seller.VAT == "" && c.i.Buyer.VAT == "", "BR-O-02", "no VAT numbers where VAT does not apply")
			c.want(t.Category.Percent == 0, "BR-O-05", "no rate where VAT does not apply")
			c.want(t.Amount == 0, "BR-O-09", "no tax where VAT does not apply")
			c.want(reason, "BR-O-10", "a reason why VAT does not apply")
			c.want(len(c.i.Taxes) == 1, "BR-O-11", "no other category beside O")
		case "S":
			c.want(c.i.Seller.VAT != "", "BR-S-02", "the seller's VAT number where there is VAT")
			c.want(t.Category.Percent > 0, "BR-S-05", "a rate above zero")
			c.want(!reason, "BR-S-10", "no reason for an exemption")
		case "Z":
			c.want(c.i.Seller.VAT != "", "BR-Z-02", "the seller's VAT number where the rate is zero")
			c.want(t.Category.Percent == 0, "BR-Z-05", "a rate of zero")
			c.want(!reason, "BR-Z-10", "no reason for an exemption")
		case "E":
			c.want(c.i.Seller.VAT != "", "BR-E-02", "the seller's VAT number where something is exempt")
			c.want(t.Category.Percent == 0, "BR-E-05", "a rate of zero")
			c.want(reason, "BR-E-10", "a reason for the exemption")
		default:
			c.want(false, "BR-CL-18", "a category that is known here: S, Z, E or O")
		}
	}
}

func (c *checker) lines() {
	for _, l := range c.i.Lines {
		quantity, okQuantity := new(big.Rat).SetString(l.Quantity)
		price, okPrice := new(big.Rat).SetString(l.Price)
		c.want(l.Name != "", "BR-25", "a name of each item")
		c.want(okQuantity, "BR-22", "a quantity of each line")
		c.want(okPrice, "BR-26", "a price of each item")
		if !okQuantity || !okPrice {
			continue
		}
		c.want(price.Sign() >= 0, "BR-27", "no negative price")
		// The artefact allows two cents; half a cent is what rounding needs.
		off := new(big.Rat).Sub(quantity.Mul(quantity, price), big.NewRat(l.Net, 100))
		c.want(off.Abs(off).Cmp(big.NewRat(5, 1000)) <= 0, "PEPPOL-EN16931-R120", "the amount of a line: quantity and price")
	}
}

func (c *checker) payment() {
	for _, m := range c.i.Means {
		c.want(m.Code != "", "BR-49", "a code of each payment means")
		c.want(m.Code != CreditTransfer || m.Account != "", "BR-61", "the account of a credit transfer")
		c.want(m.Code == c.i.Means[0].Code, "UBL-SR-47", "one code for all payment means")
	}
}

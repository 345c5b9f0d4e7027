package document

import (
	"cmp"
	"slices"

	"viss.gov.lv/mm/pay"
)

// vatShare is what the lines of one VAT treatment come to, in cents. Prices
// include VAT. The taxable amount is gross / (1 + rate) and the tax is the
// taxable amount × rate, each rounded half up, so that the tax is what the
// e-invoice standard computes (EN 16931-1, BR-CO-17). For every sixth amount
// the two do not add up to gross; then a cent of rounding is left.
type vatShare struct {
	vat             pay.VAT
	gross, net, tax int64
}

func (s vatShare) rounding() int64 { return s.gross - s.net - s.tax }

// vatShares groups the lines: taxed ones by rate, the highest first, then zero
// rated ones, then those not subject to VAT.
func vatShares(lines []pay.Line) []vatShare {
	var shares []vatShare
	for _, l := range lines {
		i := slices.IndexFunc(shares, func(s vatShare) bool { return s.vat == l.VAT })
		if i < 0 {
			i = len(shares)
			shares = append(shares, vatShare{vat: l.VAT})
		}
		shares[i].gross += l.Amount
	}
	for i := range shares {
		s := &shares[i]
		rate := int64(s.vat.Percent)
		s.net = roundHalfUp(s.gross*100, 100+rate)
		s.tax = roundHalfUp(s.net*rate, 100)
	}
	slices.SortFunc(shares, func(a, b vatShare) int { return cmp.Compare(rank(b.vat), rank(a.vat)) })
	return shares
}

// rank orders treatments; those not subject to VAT come last.
func rank(v pay.VAT) int {
	if !v.Subject {
		return -1
	}
	return v.Percent
}

// roundHalfUp divides a non-negative number.
func roundHalfUp(v, by int64) int64 { return (v + by/2) / by }

// roundingOf is the rounding of all shares together.
func roundingOf(shares []vatShare) int64 {
	var sum int64
	for _, s := range shares {
		sum += s.rounding()
	}
	return sum
}

// taxed tells whether any of the lines is subject to VAT.
func taxed(lines []pay.Line) bool {
	return slices.ContainsFunc(lines, func(l pay.Line) bool { return l.VAT.Subject })
}

// lineNets are the amounts of the lines without VAT. Within a treatment they
// sum up to its taxable amount: each is rounded down, and the cents that are
// left go to the lines that lost most.
func lineNets(lines []pay.Line, shares []vatShare) []int64 {
	nets := make([]int64, len(lines))
	for _, s := range shares {
		divisor := 100 + int64(s.vat.Percent)
		left := s.net
		var of []int
		for i, l := range lines {
			if l.VAT == s.vat {
				nets[i] = l.Amount * 100 / divisor
				left -= nets[i]
				of = append(of, i)
			}
		}
		slices.SortStableFunc(of, func(a, b int) int {
			return cmp.Compare(lines[b].Amount*100%divisor, lines[a].Amount*100%divisor)
		})
		for _, i := range of[:left] {
			nets[i]++
		}
	}
	return nets
}

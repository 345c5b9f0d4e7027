package document

import (
	"testing"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

func line(amount int64, vat pay.VAT) pay.Line { return pay.Line{Amount: amount, VAT: vat} }

func TestVATShares(t *testing.T) {
	t.Parallel()
	standard, reduced, zero, none := pay.VAT{Subject: true, Percent: 21}, pay.VAT{Subject: true, Percent: 12}, pay.VAT{Subject: true}, pay.VAT{}
	tests := []struct {
		name  string
		lines []pay.Line
		want  []vatShare
	}{
		{"a round price", []pay.Line{line(1210, standard)}, []vatShare{{standard, 1210, 1000, 210}}},
		{"lines of a rate are taxed together", []pay.Line{line(605, standard), line(605, standard)}, []vatShare{{standard, 1210, 1000, 210}}},
		{"a cent is left", []pay.Line{line(3, standard)}, []vatShare{{standard, 3, 2, 0}}},
		{"a cent too many", []pay.Line{line(9, standard)}, []vatShare{{standard, 9, 7, 1}}},
		{"order", []pay.Line{line(100, none), line(100, zero), line(112, reduced), line(121, standard)}, []vatShare{
			{standard, 121, 100, 21}, {reduced, 112, 100, 12}, {zero, 100, 100, 0}, {none, 100, 100, 0},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := vatShares(test.lines)
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("share %d: got %v, want %v", i, got[i], test.want[i])
				}
			}
		})
	}
}

// Whatever the lines, each share's net is that of its lines, and no more than a
// cent of a share is rounded away.
func TestLineNetsSumUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rates := []pay.VAT{{}, {Subject: true}, {Subject: true, Percent: 5}, {Subject: true, Percent: 12}, {Subject: true, Percent: 21}}
		lines := make([]pay.Line, rapid.IntRange(1, 40).Draw(t, "count"))
		for i := range lines {
			lines[i] = line(rapid.Int64Range(1, 1_000_00).Draw(t, "amount"), rapid.SampledFrom(rates).Draw(t, "vat"))
		}
		shares := vatShares(lines)
		nets := lineNets(lines, shares)
		for _, s := range shares {
			var net, gross int64
			for i, l := range lines {
				if l.VAT == s.vat {
					net, gross = net+nets[i], gross+l.Amount
					if exact := l.Amount * 100; nets[i]*int64(100+s.vat.Percent) > exact+int64(100+s.vat.Percent) || nets[i]*int64(100+s.vat.Percent) <= exact-int64(100+s.vat.Percent) {
						t.Fatalf("line of %d at %d %%: net %d", l.Amount, s.vat.Percent, nets[i])
					}
				}
			}
			if net != s.net || gross != s.gross || s.rounding() < -1 || s.rounding() > 1 {
				t.Fatalf("share %+v: lines sum to %d net, %d gross", s, net, gross)
			}
		}
	})
}

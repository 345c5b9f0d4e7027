package storetest

import (
	"context"

	"viss.gov.lv/mm/pay"
)

// counters are read as they stand: before anything, and after requests and
// documents took numbers.
func counters(f *fixture) {
	read := func() pay.Counters {
		return need(f, func(ctx context.Context) (pay.Counters, error) { return f.s.Counters(ctx) })
	}
	f.same("counters of an empty store", pay.Counters{NextSerial: 1}, read())

	first := need(f, func(ctx context.Context) (uint64, error) { return f.s.ReserveSerials(ctx, 50) })
	highest := int64(0)
	for _, owner := range []pay.InstitutionCode{"VRAA", "VRAA", "CSP"} {
		r := f.saved(owner, 2)
		for _, n := range []pay.Number{r.Number, r.Payments[0].Number, r.Payments[1].Number} {
			serial, err := n.Serial()
			if err != nil {
				f.Fatal(err)
			}
			highest = max(highest, int64(serial))
		}
		highest = max(highest, f.issued(r).Repository)
	}
	year := pay.DocumentYear(at(0))
	f.same("counters in use", pay.Counters{
		NextSerial: int64(first) + 50, HighestSerial: highest,
		Series: []pay.SeriesCounter{
			{Institution: "CSP", Series: "CSP", Year: year, Last: 1},
			{Institution: "VRAA", Series: "VRAA", Year: year, Last: 2},
		},
	}, read())
}

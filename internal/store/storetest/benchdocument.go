package storetest

import (
	"context"
	"fmt"
	"testing"

	"viss.gov.lv/mm/pay"
)

// benchmarkDocuments measures how many documents are issued in a second by 32
// callers: all of one series, whose numbers are given one after the other and
// wait for each other's commit, and of as many series as there are callers.
func benchmarkDocuments(b *testing.B, s Store, samples *Samples) {
	b.Helper()
	for _, series := range []int{1, Callers} {
		b.Run(fmt.Sprintf("document, %d series", series), func(b *testing.B) {
			all := make([]*pay.Document, b.N)
			for i := range all {
				r := samples.Request(pay.InstitutionCode(fmt.Sprintf("B%d", i%series)), 1)
				if err := s.Update(context.Background(), func(tx pay.Tx) error { tx.AddRequest(r); return nil }); err != nil {
					b.Fatal(err)
				}
				all[i] = samples.document(r)
			}
			parallel(b, func(i int64) error { return issue(context.Background(), s, all[i], finish(all[i])) })
		})
	}
}

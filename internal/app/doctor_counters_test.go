package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

func TestChecksOfCounters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		got  Findings
		want []string
	}{
		{"new", checkCounters(pay.Counters{NextSerial: 1}, nil), []string{"ok counters"}},
		{"in use", checkCounters(pay.Counters{NextSerial: 51, HighestSerial: 50}, nil), []string{"ok counters"}},
		{"serials behind", checkCounters(pay.Counters{NextSerial: 50, HighestSerial: 50}, nil), []string{"FAIL counters"}},
		{"documents behind", checkCounters(pay.Counters{NextSerial: 51, HighestSerial: 50}, []string{"VRAA-2026-000007"}), []string{"FAIL counters"}},
		{"both", checkCounters(pay.Counters{HighestSerial: 50}, []string{"VRAA-2026-000007"}), []string{"FAIL counters", "FAIL counters"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(tt.got)); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}

// Requests and documents came back from a backup, and the counters did not.
func TestExamineCountersThatAreBehind(t *testing.T) {
	t.Parallel()
	file := setUp(t)
	withOperator(t, file, func(o *Operator) {
		samples := storetest.NewSamples(7000)
		r := samples.Request("VRAA", 1)
		err := o.db.Update(t.Context(), func(tx pay.Tx) error {
			samples.Save(tx, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// Number 2 is given before number 1: the counter, at 1, would give it again.
		d := &pay.Document{ID: samples.ID(), Repository: 7100, Request: r.ID, Institution: "VRAA", Type: pay.DocumentConfirmation, Issued: noon().Now()}
		err = o.db.Update(t.Context(), func(tx pay.Tx) error {
			if _, err := tx.Lock(r.ID); err != nil {
				return err
			}
			tx.AddDocument(d, func(serial int64) (err error) {
				d.Number, err = pay.DocumentNumberOf("VRAA", pay.DocumentYear(d.Issued), serial+1)
				return err
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	var told []string
	for _, f := range examined(t, noon(), Examination{File: file}) {
		if f.What == "counters" {
			told = append(told, f.Detail)
		}
	}
	want := []string{
		"the next number is made of serial 1, and 7100 is in use: numbers would be given twice",
		"documents would get numbers that others have: VRAA-2026-000002",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told of counters (-want +got)\n%s", diff)
	}
}

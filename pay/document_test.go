package pay_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestDocumentNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		series string
		year   int
		serial int64
		want   pay.DocumentNumber
	}{
		{"the first", "VRAA", 2026, 1, "VRAA-2026-000001"},
		{"as in the reference", "VRAA", 2026, 123, "VRAA-2026-000123"},
		{"past a million", "VRAA", 2026, 1_000_000, "VRAA-2026-1000000"},
		{"twenty characters", "ABCDEFGH", 2026, 999_999, "ABCDEFGH-2026-999999"},
		{"more", "ABCDEFGH", 2026, 1_000_000, ""},
		{"no series", "", 2026, 1, ""},
		{"a series of other characters", "RĪGA", 2026, 1, ""},
		{"no serial", "VRAA", 2026, 0, ""},
		{"no year", "VRAA", 0, 1, ""},
	} {
		got, err := pay.DocumentNumberOf(c.series, c.year, c.serial)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	for code, want := range map[pay.InstitutionCode]string{"VRAA": "VRAA", "rd": "RD", "RĪGAS-DOME.2": "RGASDOME", "..": ""} {
		if got := pay.DocumentSeries(code); got != want {
			t.Errorf("series of %s: %q", code, got)
		}
	}
	for _, wrong := range []string{"", "VRAA-2026-123", "VRAA-2026-0000123", "vraa-2026-000123", "VRAA-2026-000123 ", "VRAA-26-000123", "VRAA-2026-00012x", "VRAA-2026-+00123", "-2026-000123"} {
		if _, err := pay.ParseDocumentNumber(wrong); err == nil {
			t.Errorf("read %q", wrong)
		}
	}
}

func TestDocumentNumbersRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, err := pay.DocumentNumberOf(rapid.StringMatching(`[A-Z0-9]{1,8}`).Draw(t, "series"), rapid.IntRange(2000, 2199).Draw(t, "year"), rapid.Int64Range(1, 999_999).Draw(t, "serial"))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := pay.ParseDocumentNumber(string(n)); back != n || err != nil || len(n) > pay.MaxDocumentNumber {
			t.Fatalf("%q: %q, %v", n, back, err)
		}
	})
}

func TestDocumentsAreCountedInRiga(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2026, 12, 31, 22, 0, 0, 0, time.UTC)
	if y := pay.DocumentYear(newYear.Add(-time.Second)); y != 2026 {
		t.Error(y)
	}
	if y := pay.DocumentYear(newYear); y != 2027 || pay.DayOf(newYear) != "2027-01-01" {
		t.Error(y, pay.DayOf(newYear))
	}
	if got := pay.Day("2027-01-01").Start(); !got.Equal(newYear) || !pay.Day("").Start().IsZero() {
		t.Error(got)
	}
}

// paidRequest is a request whose payments are in the given states.
func paidRequest(t *testing.T, w *paytest.World, d pay.Draft, states ...pay.PaymentState) *pay.Request {
	t.Helper()
	r := w.Request(t, d)
	for i, s := range states {
		p := &r.Payments[i]
		if p.State = s; !p.Settled() {
			continue
		}
		p.State = pay.PaymentDue
		a := w.Try(t, r, i, paytest.Demo)
		a.ProviderRef = "B-1"
		p.State, p.PaidBy, p.PaidAt, p.Provider = s, a.ID, w.Clock.Now().Add(90*time.Millisecond), paytest.Demo
	}
	return r
}

func compose(t *testing.T, w *paytest.World, r *pay.Request, i pay.Issue) *pay.Document {
	t.Helper()
	i.ID, i.Catalogue, i.Now = paytest.ID(9), w.Catalogue, w.Clock.Now()
	d, err := pay.ComposeDocument(r, i)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentOfAPaidRequest(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r := paidRequest(t, w, paytest.SamplePHP(), pay.PaymentPaid)
	got := compose(t, w, r, pay.Issue{Type: pay.DocumentConfirmation})
	if got.Total != r.Total.Minor || len(got.Lines) != 2 || len(got.Payments) != 1 || got.Partial || !got.Due.IsZero() {
		t.Errorf("%+v", got)
	}
	want := pay.DocumentPayment{
		Number: r.Payments[0].Number, Account: r.Payments[0].Account, Purpose: r.Payments[0].Purpose, Amount: got.Total,
		PaidAt: paytest.Start(), Provider: paytest.Demo, ProviderName: pay.Text{LV: "DEMO banka", EN: "DEMO bank"},
		ProviderKind: pay.BankProvider, ProviderRef: "B-1",
	}
	if diff := cmp.Diff(want, got.Payments[0]); diff != "" {
		t.Error(diff)
	}
	// A natural person is named, and nothing more.
	if got.Payer != (pay.DocumentPayer{Name: "Ernests Paraudziņš"}) {
		t.Errorf("%+v", got.Payer)
	}
	if got.Author.VATNo != "LV90001733697" || got.Date != "2026-03-02" || !got.Issued.Equal(paytest.Start()) {
		t.Errorf("%+v", got)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var back pay.Document
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*got, back); diff != "" {
		t.Errorf("does not come back from JSON: %s", diff)
	}
}

func TestDocumentHoldsWhatItsTypeSpeaksOf(t *testing.T) {
	t.Parallel()
	const due, paid, returned = pay.PaymentDue, pay.PaymentPaid, pay.PaymentReturned
	for _, c := range []struct {
		name     string
		typ      pay.DocumentType
		request  pay.RequestState
		payments []pay.PaymentState
		total    int64 // each payment is a euro; 0: refused
		partial  bool
	}{
		{"all paid", pay.DocumentConfirmation, pay.RequestPaid, []pay.PaymentState{paid, paid, paid}, 300, false},
		{"a part paid", pay.DocumentConfirmation, pay.RequestExpired, []pay.PaymentState{due, paid, paid}, 200, true},
		{"paid and sent back", pay.DocumentConfirmation, pay.RequestPaid, []pay.PaymentState{paid, returned, paid}, 300, false},
		{"nothing paid", pay.DocumentConfirmation, pay.RequestOpen, []pay.PaymentState{due, due, due}, 0, false},
		{"one sent back", pay.DocumentRefund, pay.RequestPaid, []pay.PaymentState{paid, returned, paid}, 100, true},
		{"none sent back", pay.DocumentRefund, pay.RequestPaid, []pay.PaymentState{paid, paid, paid}, 0, false},
		{"to be paid", pay.DocumentInvoice, pay.RequestOpen, []pay.PaymentState{due, due, due}, 300, false},
		{"partly to be paid", pay.DocumentInvoice, pay.RequestOpen, []pay.PaymentState{due, paid, due}, 300, false},
		{"no longer to be paid", pay.DocumentInvoice, pay.RequestExpired, []pay.PaymentState{due, due, due}, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := paytest.NewWorld()
			r := paidRequest(t, w, paytest.Draft("03G11", paytest.Quantity("1", "1"), paytest.Quantity("2", "1"), paytest.Quantity("3", "1")), c.payments...)
			r.State = c.request
			d, err := pay.ComposeDocument(r, pay.Issue{Type: c.typ, Catalogue: w.Catalogue, Now: w.Clock.Now()})
			if c.total == 0 {
				if pay.CodeOf(err) != pay.CodeNotPossible {
					t.Fatalf("%+v, %v", d, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var lines, payments int64
			paidBy := map[pay.PositionCode]pay.Number{}
			for _, l := range r.Detail.Lines {
				paidBy[l.Position] = r.Payments[l.Payment].Number
			}
			for _, l := range d.Lines {
				lines += l.Amount
				if got := d.Payments[l.Payment].Number; got != paidBy[l.Position] {
					t.Errorf("line %s points to payment %s", l.Position, got)
				}
			}
			for _, p := range d.Payments {
				payments += p.Amount
			}
			if d.Total != c.total || lines != c.total || payments != c.total || d.Partial != c.partial {
				t.Errorf("total %d, lines %d, payments %d, partial %v", d.Total, lines, payments, d.Partial)
			}
			if (c.typ == pay.DocumentInvoice) != d.Due.Equal(r.Expires) {
				t.Errorf("due %s", d.Due)
			}
		})
	}
}

func TestWhoIsNamedOnADocument(t *testing.T) {
	t.Parallel()
	company := pay.DocumentPayer{Name: "SIA ZZ Dats", Code: "40003278467", Address: "Elizabetes 41/43, Rīga"}
	organised := company
	organised.Organisation = true
	person := pay.DocumentPayer{Name: "Ernests Paraudziņš", Code: "311299-10008"}
	for name, c := range map[string]struct {
		payer pay.Payer
		asked *pay.DocumentPayer
		want  pay.DocumentPayer
	}{
		"a person":                        {pay.Payer{FirstName: "Ernests", Name: "Paraudziņš", Code: "311299-10008", Address: "Rīga"}, nil, pay.DocumentPayer{Name: "Ernests Paraudziņš"}},
		"a company":                       {pay.Payer{Name: "SIA ZZ Dats", Code: "40003278467", Address: "Elizabetes 41/43, Rīga"}, nil, organised},
		"a person in the company's field": {pay.Payer{Name: "Ernests Paraudziņš", Code: "32129900000"}, nil, pay.DocumentPayer{Name: "Ernests Paraudziņš"}},
		"nobody":                          {pay.Payer{}, nil, pay.DocumentPayer{}},
		"a company that asked":            {pay.Payer{FirstName: "Ernests", Name: "Paraudziņš"}, &company, organised},
		"a person who asked":              {pay.Payer{FirstName: "Ernests", Name: "Paraudziņš"}, &person, person},
	} {
		w := paytest.NewWorld()
		draft := paytest.SamplePHP()
		draft.Payer = c.payer
		d := compose(t, w, paidRequest(t, w, draft, pay.PaymentPaid), pay.Issue{Type: pay.DocumentConfirmation, For: c.asked})
		if d.Payer != c.want {
			t.Errorf("%s: %+v", name, d.Payer)
		}
	}
}

func TestDateOfADocument(t *testing.T) {
	t.Parallel()
	for stated, want := range map[string][2]pay.Day{
		"":                          {"2026-03-02", ""},
		"2026-02-27":                {"2026-02-27", ""},
		"2026-03-02T23:59:00+02:00": {"2026-03-02", ""},
		"2026-03-03":                {"2026-03-02", "2026-03-03"},
	} {
		w := paytest.NewWorld()
		draft := paytest.SamplePHP()
		if stated != "" {
			draft.InvoiceIssueDate = &stated
		}
		d := compose(t, w, paidRequest(t, w, draft, pay.PaymentPaid), pay.Issue{Type: pay.DocumentConfirmation})
		if d.Date != want[0] || d.Stated != want[1] {
			t.Errorf("%q: date %s, stated %s", stated, d.Date, d.Stated)
		}
	}
}

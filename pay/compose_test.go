package pay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// at writes a moment of Riga's as UTC.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	m, _, err := pay.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m.UTC()
}

func TestEveryPublishedSampleBecomesARequest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		draft     pay.Draft
		now       string // business clock
		total     pay.Money
		expires   string
		issue     string
		noInvoice bool
		offered   []pay.ProviderCode
	}{
		{
			name: ".NET, chapter 2.3", draft: paytest.SampleDotNet(), now: "2026-03-02T12:00:00",
			total: pay.EUR(45_60 + 54), expires: "2026-03-07T12:00:00", issue: "2026-03-12T12:00:00", noInvoice: true,
			offered: []pay.ProviderCode{paytest.Demo, paytest.Swedbank},
		},
		{
			name: "PHP, chapter 2.3", draft: paytest.SamplePHP(), now: "2026-03-02T12:00:00",
			total: pay.EUR(7_11 + 12_12), expires: "2026-03-12T12:00:00",
			offered: []pay.ProviderCode{paytest.Demo, paytest.Swedbank, paytest.Cards},
		},
		{
			name: "JSON, chapter 2.10.1", draft: paytest.SampleJSON(), now: "2020-09-01T12:00:00",
			total: pay.EUR(42_00), expires: "2020-09-30T14:00:00+03:00", noInvoice: true,
			offered: []pay.ProviderCode{paytest.Demo, paytest.Swedbank, paytest.Cards},
		},
		{
			name: "XML, appendix 3.1", draft: paytest.SampleXML(), now: "2013-01-20T12:00:00",
			total: pay.EUR(1_00 + 5_00), expires: "2013-02-16", issue: "2013-01-20", noInvoice: true,
			offered: []pay.ProviderCode{paytest.Demo, paytest.Swedbank},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := paytest.NewWorld()
			w.Clock.Set(at(t, c.now))
			r, err := w.Compose(c.draft)
			if err != nil {
				t.Fatal(err)
			}
			if r.Total != c.total || !r.Expires.Equal(at(t, c.expires)) || r.Detail.NoInvoice != c.noInvoice {
				t.Errorf("total %s, expires %s, no invoice %v", r.Total, r.Expires, r.Detail.NoInvoice)
			}
			if c.issue != "" && !r.Detail.InvoiceIssueDate.Equal(at(t, c.issue)) || c.issue == "" && r.Detail.InvoiceIssueDate != nil {
				t.Errorf("issue date %v", r.Detail.InvoiceIssueDate)
			}
			if diff := cmp.Diff(c.offered, r.Detail.Offered); diff != "" {
				t.Errorf("offered:\n%s", diff)
			}
			if r.Detail.Preferred != paytest.Demo || len(r.Payments) != 1 || len(r.Detail.Lines) != len(c.draft.Lines) {
				t.Errorf("preferred %s, %d payments, %d lines", r.Detail.Preferred, len(r.Payments), len(r.Detail.Lines))
			}
			if r.Payer != c.draft.Payer || r.Detail.PaymentObject != c.draft.PaymentObject ||
				r.Detail.ResponseURL != c.draft.ResponseURL || r.Detail.ServerResponseURL != c.draft.ServerResponseURL {
				t.Errorf("not kept as it was written: %+v", r)
			}
			if r.State != pay.RequestOpen || r.Letter != pay.LetterProcess || r.LetterSeq != 0 {
				t.Errorf("state %s, letter %s", r.State, r.Letter)
			}
		})
	}
}

func TestComposedRequestWhole(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	got, err := w.Compose(paytest.SamplePHP())
	if err != nil {
		t.Fatal(err)
	}
	number := pay.NumberOf(1)
	vat := pay.VAT{Subject: true, Percent: 21}
	want := &pay.Request{
		ID: paytest.ID(1), Number: number, Institution: paytest.Owner, Step: "02Y70", Catalogue: 1,
		Created: paytest.Start(), Expires: paytest.Start().Add(paytest.Term), Total: pay.EUR(19_23),
		State: pay.RequestOpen, Letter: pay.LetterProcess, Payer: paytest.Payer(),
		Detail: pay.Detail{
			ServiceName:   pay.Text{LV: "Izziņa no reģistra (pakalpojums)", EN: "Statement from a register (service)"},
			StepName:      pay.Text{LV: "Izziņa no reģistra", EN: "Statement from a register"},
			PaymentObject: "02Y70 payment",
			ResponseURL:   "http://jusu-response-url", ServerResponseURL: "http://jusu-response-url-s2s",
			Offered:   []pay.ProviderCode{paytest.Demo, paytest.Swedbank, paytest.Cards},
			Preferred: paytest.Demo,
			Warnings:  []string{"PaymentRequest/ClientInfo/ClientCode"}, // the published code fails its check
			Lines: []pay.Line{
				{Position: "53", Name: pay.Text{LV: "Pozīcija 53", EN: "Position 53"}, Quantity: 1_000_000, Price: 711, Amount: 711, VAT: vat},
				{Position: "54", Name: pay.Text{LV: "Pozīcija 54", EN: "Position 54"}, Amount: 1212, VAT: vat},
			},
		},
		Payments: []pay.Payment{{
			Account: paytest.Account(0), Purpose: "02Y70 payment Nr. " + string(number), Amount: 1923, State: pay.PaymentDue,
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestLinesThatShareAccountCodeAndPurposeAreOnePayment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		draft   pay.Draft
		amounts []int64
		of      []int // payment of each line
	}{
		{"three accounts", paytest.Split(3), []int64{100, 100, 100}, []int{0, 1, 2}},
		{
			"purpose, code, nothing",
			paytest.Draft("03G12", paytest.Quantity("1", "1"), paytest.Quantity("2", "1"), paytest.Quantity("3", "1"), paytest.Quantity("4", "1")),
			[]int64{100, 200, 700},
			[]int{0, 1, 2, 2},
		},
		{
			"in any order", paytest.Draft("03G11", paytest.Quantity("2", "1"), paytest.Quantity("1", "2"), paytest.Quantity("2", "3")),
			[]int64{400, 200},
			[]int{0, 1, 0},
		},
		{"a position twice", paytest.Draft("02Y70", paytest.Quantity("53", "1"), paytest.Quantity("53", "2")), []int64{2133}, []int{0, 0}},
	} {
		w := paytest.NewWorld()
		r := w.Request(t, c.draft)
		var amounts []int64
		for _, p := range r.Payments {
			amounts = append(amounts, p.Amount)
		}
		var of []int
		for _, l := range r.Detail.Lines {
			of = append(of, l.Payment)
		}
		if diff := cmp.Diff(c.amounts, amounts); diff != "" {
			t.Errorf("%s: amounts:\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.of, of); diff != "" {
			t.Errorf("%s: payments of lines:\n%s", c.name, diff)
		}
		checkSums(t, r)
	}
}

// checkSums holds invariant 8: lines sum to payments, payments to the request.
func checkSums(t interface{ Errorf(string, ...any) }, r *pay.Request) {
	sums, total := make([]int64, len(r.Payments)), int64(0)
	for _, l := range r.Detail.Lines {
		sums[l.Payment] += l.Amount
	}
	for i, p := range r.Payments {
		if p.Amount != sums[i] || p.Amount <= 0 {
			t.Errorf("payment %d is %d, its lines are %d", i, p.Amount, sums[i])
		}
		total += p.Amount
	}
	if r.Total != pay.EUR(total) {
		t.Errorf("total is %s, payments are %d", r.Total, total)
	}
}

func TestEachLineIsRoundedOnce(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r := w.Request(t, paytest.Draft("02Y70", paytest.Quantity("53", "0.5"), paytest.Quantity("53", "0.5")))
	if r.Total != pay.EUR(712) { // 3.555 → 3.56, twice
		t.Errorf("total %s", r.Total)
	}
}

func TestPositionsCompareWithoutLeadingZeros(t *testing.T) {
	t.Parallel()
	for _, position := range []string{"53", "053", "0000053", " 53 "} {
		r := paytest.NewWorld().Request(t, paytest.Draft("02Y70", paytest.Quantity(position, "1")))
		if got := r.Detail.Lines[0].Position; got != "53" {
			t.Errorf("%q became %q", position, got)
		}
	}
}

func TestItemElementNameInAnyCase(t *testing.T) {
	t.Parallel()
	name, item, position := " quantity", "1", "53"
	d := paytest.Draft("02Y70", pay.DraftLine{Item: &item, ItemName: &name, Position: &position})
	paytest.NewWorld().Request(t, d)
}

func TestPurposeOfAPayment(t *testing.T) {
	t.Parallel()
	number := string(pay.NumberOf(1))
	for _, c := range []struct{ step, object, position, want string }{
		{"02Y70", "02Y70 payment", "53", "02Y70 payment Nr. " + number},
		{"02Y70", "", "53", "Izziņa no reģistra Nr. " + number},
		{"02Y70", "  Nodeva\r\n par\tēku ", "53", "Nodeva par ēku Nr. " + number},
		{"03G12", "x", "1", "Nodeva Nr. " + number},
		{"03G12", "x", "2", "Soda nauda Nr. " + number + ", pozīcija 2"},
		{"02Y70", "{Number}", "53", "{Number} Nr. " + number}, // what the caller writes is not a template
	} {
		d := paytest.Draft(c.step, paytest.Quantity(c.position, "1"))
		d.PaymentObject = c.object
		if got := paytest.NewWorld().Request(t, d).Payments[0].Purpose; got != c.want {
			t.Errorf("%s, %q: purpose %q, want %q", c.step, c.object, got, c.want)
		}
	}
}

func TestNoInvoiceInBothSenses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given   *string
		sense   pay.NoInvoiceSense
		nothing bool // no document
	}{
		{nil, pay.NoInvoiceByName, false},
		{nil, pay.NoInvoiceInverse, false},
		{nil, "", false},
		{new("true"), pay.NoInvoiceByName, true},
		{new("false"), pay.NoInvoiceByName, false},
		{new("true"), pay.NoInvoiceInverse, false},
		{new("false"), pay.NoInvoiceInverse, true},
		{new("1"), pay.NoInvoiceByName, true},
		{new("0"), pay.NoInvoiceByName, false},
		{new("True"), pay.NoInvoiceByName, true},
		{new(" FALSE "), pay.NoInvoiceInverse, true},
		{new("true"), "", true},
	} {
		w := paytest.NewWorld()
		w.Catalogue.Institutions[paytest.Owner].NoInvoiceMeans = c.sense
		d := paytest.SamplePHP()
		d.NoInvoice = c.given
		if got := w.Request(t, d).Detail.NoInvoice; got != c.nothing {
			t.Errorf("NoInvoice %v meant %q: no document = %v", c.given, c.sense, got)
		}
	}
}

func TestAllowedBanks(t *testing.T) {
	t.Parallel()
	type codes = []pay.ProviderCode
	for _, c := range []struct {
		name             string
		allowed          []string
		swift            string
		offered, skipped codes
	}{
		{"none given: all", nil, "", codes{paytest.Demo, paytest.Swedbank, paytest.Cards}, nil},
		{"empty texts: all", []string{"", " "}, "", codes{paytest.Demo, paytest.Swedbank, paytest.Cards}, nil},
		{"in the order of the step", []string{"FIRSTDATA", "DEMO0000"}, "", codes{paytest.Demo, paytest.Cards}, nil},
		{"in any case, twice", []string{"demo0000", " DEMO0000 "}, "", codes{paytest.Demo}, nil},
		{"not active and unknown are skipped", []string{"RIKOLV2X", "DEMO0000", "NOBANK00"}, "", codes{paytest.Demo}, codes{"RIKOLV2X", "NOBANK00"}},
		{"SwiftCode is never a fault", nil, "nobank", codes{paytest.Demo, paytest.Swedbank, paytest.Cards}, nil},
	} {
		d := paytest.SamplePHP()
		d.AllowedBanks, d.SwiftCode = c.allowed, c.swift
		r := paytest.NewWorld().Request(t, d)
		if diff := cmp.Diff([]codes{c.offered, c.skipped}, []codes{r.Detail.Offered, r.Detail.Skipped}); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		if want := pay.ProviderCode(strings.ToUpper(c.swift)); r.Detail.Preferred != want {
			t.Errorf("%s: preferred %q, want %q", c.name, r.Detail.Preferred, want)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ given, want string }{
		{"", "2026-03-12T10:00:00Z"},
		{"2026-03-02", "2026-03-02T22:00:00Z"}, // today, until its end
		{"2026-03-02T12:00:00.001", "2026-03-02T10:00:00.001Z"},
		{"2026-12-31T14:00:00+3:00", "2026-12-31T11:00:00Z"},
		{"2026-07-15", "2026-07-15T21:00:00Z"},
		{"0001-01-01T00:00:00", "2026-03-12T10:00:00Z"},
		{"2026-12-31T14:00:00.1239999Z", "2026-12-31T14:00:00.123Z"}, // kept to the millisecond
	} {
		d := paytest.SamplePHP()
		if c.given != "" {
			d.ExpiryDate = &c.given
		}
		if got := paytest.NewWorld().Request(t, d).Expires.Format(time.RFC3339Nano); got != c.want {
			t.Errorf("ExpiryDate %q: %s, want %s", c.given, got, c.want)
		}
	}
}

func TestMembersThatAreKept(t *testing.T) {
	t.Parallel()
	d := paytest.SamplePHP()
	d.ParentID = "{99E083D2-688F-481A-BB85-420EB11E6927}"
	d.Extra = []pay.ExtraMember{{Name: "Payment", Raw: "<Payment/>"}}
	r := paytest.NewWorld().Request(t, d)
	if r.Detail.Parent == nil || r.Detail.Parent.String() != "99e083d2-688f-481a-bb85-420eb11e6927" {
		t.Errorf("parent %v", r.Detail.Parent)
	}
	if diff := cmp.Diff(d.Extra, r.Detail.Extra); diff != "" {
		t.Errorf("extra:\n%s", diff)
	}
	d.ParentID = "00000000-0000-0000-0000-000000000000" // Guid.Empty of .NET
	if r := paytest.NewWorld().Request(t, d); r.Detail.Parent != nil {
		t.Errorf("parent %v", r.Detail.Parent)
	}
}

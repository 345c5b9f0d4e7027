package paytest_test

import (
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestCatalogueHoldsTogether(t *testing.T) {
	t.Parallel()
	c := paytest.Catalogue()
	for code, s := range c.Steps {
		if s.Code != code || c.Institutions[s.Institution] == nil || len(s.Positions) == 0 {
			t.Errorf("step %s is not whole", code)
		}
		for _, p := range s.Providers {
			if c.Providers[p] == nil {
				t.Errorf("step %s: provider %s is unknown", code, p)
			}
		}
		for code, p := range s.Positions {
			if p.Code.Canonical() != code || !pay.PlausibleIBAN(p.Account.IBAN) {
				t.Errorf("step %s: position %s is not whole", s.Code, code)
			}
		}
	}
}

func TestEverySampleBecomesARequest(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]pay.Draft{
		"dotnet": paytest.SampleDotNet(), "php": paytest.SamplePHP(),
		"json": paytest.Fresh(paytest.SampleJSON()), "xml": paytest.Fresh(paytest.SampleXML()), "split": paytest.Split(3),
	} {
		w := paytest.NewWorld()
		r := w.Request(t, d)
		if a := w.Try(t, r, 0, paytest.Demo); r.CurrentLetter() != pay.LetterProcess || !a.Live() {
			t.Errorf("%s: a payment cannot be begun", name)
		}
	}
}

func TestIDsRise(t *testing.T) {
	t.Parallel()
	last := ""
	for n := range 3000 {
		s := paytest.ID(n).String()
		if s <= last || s[14] != '7' {
			t.Fatalf("ID(%d) = %s after %s", n, s, last)
		}
		last = s
	}
}

package catalogue_test

import (
	"testing"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

func sample(t testing.TB) *pay.Catalogue {
	t.Helper()
	c, err := catalogue.Sample(map[pay.InstitutionCode][]pay.Fingerprint{
		catalogue.SampleInstitution:      {{1}, {2}},
		catalogue.OtherSampleInstitution: {{3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSampleHasNothingOdd(t *testing.T) {
	t.Parallel()
	_, warnings, err := catalogue.Parse(catalogue.SampleFile())
	if err != nil || len(warnings) > 0 {
		t.Errorf("faults %v, warnings %v", err, warnings)
	}
}

// The steps and positions of the published samples, as these use them.
func TestSampleHoldsWhatThePublishedSamplesUse(t *testing.T) {
	t.Parallel()
	c := sample(t)
	for _, tc := range []struct {
		step  pay.StepCode
		pos   pay.PositionCode
		free  bool
		price int64
	}{
		{"02Y70", "53", false, 700},
		{"02Y70", "54", true, 0},
		{"03G10", "2346", false, 200},
		{"03G10", "172", false, 1500},
		{"DEM11", "1", false, 1250},
		{"DEM11", "2", true, 0},
		{"00001", "1", true, 0},
		{"00001", "2", false, 350},
	} {
		s, ok := c.Step(catalogue.SampleInstitution, tc.step)
		if !ok {
			t.Errorf("no step %s", tc.step)
			continue
		}
		p, ok := s.Positions[tc.pos]
		if !ok || p.Free != tc.free || p.UnitPrice != tc.price {
			t.Errorf("%s/%s: %+v, want free %t, price %d", tc.step, tc.pos, p, tc.free, tc.price)
		}
		if offered := c.Offered(s); len(offered) != 1 || offered[0] != "DEMO0000" {
			t.Errorf("%s offers %v, want the demo bank alone", tc.step, offered)
		}
	}
	if p := c.Steps["DEM11"].Positions["2"]; p.Min > 54 || p.Max < 54 {
		t.Error("DEM11/2 does not take the sample's 0.54")
	}
	for _, known := range []pay.ProviderCode{"HABALV22", "FIRSTDATA"} {
		if p, ok := c.Providers[known]; !ok || p.Active {
			t.Errorf("%s: %+v, want known and inactive", known, p)
		}
	}
}

func TestSampleHasStepsThatSplit(t *testing.T) {
	t.Parallel()
	c := sample(t)
	accounts, purposes := c.Steps["03G11"].Positions, c.Steps["02Y71"].Positions
	if accounts["1"].Account == accounts["2"].Account {
		t.Error("03G11: want two accounts")
	}
	if a, b := purposes["1"], purposes["2"]; a.Account != b.Account || a.Classification != b.Classification || a.Purpose == b.Purpose {
		t.Error("02Y71: want one account and two purposes")
	}
	if _, ok := c.Step(catalogue.OtherSampleInstitution, "DEM11"); ok {
		t.Error("the other institution sees DEM11")
	}
	if other, ok := c.Step(catalogue.OtherSampleInstitution, "PT201"); !ok || other.Positions["2"].Purpose != "Nodeva par ielu tirdzniecību, Nr. {Number}" {
		t.Errorf("PT201: %+v, want the step's purpose at its positions", other)
	}
}

// The services of the published samples are called as the published interface
// says; one more shows the other way.
func TestSampleHasOneServiceWithSignedNotices(t *testing.T) {
	t.Parallel()
	for code, s := range sample(t).Steps {
		if told := s.Notices != nil; told != (code == "KRT01") {
			t.Errorf("%s: signed notices %t", code, told)
		}
	}
}

func TestSampleRefusesAnUnknownInstitution(t *testing.T) {
	t.Parallel()
	if _, err := catalogue.Sample(map[pay.InstitutionCode][]pay.Fingerprint{"NONE": {{1}}}); err == nil {
		t.Error("took certificates of an institution that is not there")
	}
}

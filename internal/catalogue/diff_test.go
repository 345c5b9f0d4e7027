package catalogue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	before, after := sample(t), sample(t)
	if changes := catalogue.Diff(before, after); len(changes) > 0 {
		t.Errorf("no change gives %v", changes)
	}
	step := after.Steps["DEM11"]
	step.Positions["1"].UnitPrice = 1300
	step.Positions["2"].Max = 0
	step.Positions["3"] = &pay.Position{Code: "3", Name: pay.Text{LV: "Jauna"}, UnitPrice: 1, Account: step.Positions["1"].Account}
	step.Providers = []pay.ProviderCode{"HABALV22", "DEMO0000", "FIRSTDATA"}
	step.Notices = &pay.Notices{Scheme: pay.NoticeEd25519, Keys: []int{1}}
	after.Steps["KRT01"].Notices = &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1, 2}, Address: "https://b.example/"}
	delete(after.Steps, "03G11")
	delete(after.Steps, "00001") // and with it its service
	after.Institutions["VRAA"].Certificates = []pay.Fingerprint{{2}, {4}}
	after.Institutions["VRAA"].Late = pay.LateRefund
	after.Providers["HABALV22"].Active = true

	var got []string
	for _, c := range catalogue.Diff(before, after) {
		got = append(got, c.String())
	}
	const services = "institutions[VRAA].services"
	want := []string{
		"~ providers[HABALV22].active: false → true",
		"+ institutions[VRAA].certificates: " + (pay.Fingerprint{4}).String(),
		"- institutions[VRAA].certificates: " + (pay.Fingerprint{1}).String(),
		"~ institutions[VRAA].latePayment: accept → refund",
		"- " + services + "[ATL].steps[03G11]: Atļaujas pārreģistrācija",
		"+ " + services + `[DEM].notices: {"scheme":"v1a","keys":[1]}`,
		"~ " + services + "[DEM].steps[DEM11].providers: DEMO0000, HABALV22, FIRSTDATA → HABALV22, DEMO0000, FIRSTDATA",
		"~ " + services + "[DEM].steps[DEM11].positions[1].price: 12.50 → 13.00",
		"- " + services + "[DEM].steps[DEM11].positions[2].amount.max: 500.00",
		"+ " + services + "[DEM].steps[DEM11].positions[3]: Jauna",
		"~ " + services + "[KRT].notices.keys: [1] → [1,2]",
		"+ " + services + "[KRT].notices.address: https://b.example/",
		"- " + services + "[TST]: Saskarnes izmēģināšana",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDiffWithNothing(t *testing.T) {
	t.Parallel()
	changes := catalogue.Diff(nil, sample(t))
	if len(changes) == 0 {
		t.Fatal("no changes")
	}
	for _, c := range changes {
		if c.Kind != catalogue.Added {
			t.Errorf("%s", c)
		}
	}
}

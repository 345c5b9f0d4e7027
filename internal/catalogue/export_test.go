package catalogue_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestExport(t *testing.T) {
	t.Parallel()
	c := sample(t)
	c.ValidFrom = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	out := catalogue.Export(c)
	golden := filepath.Join("testdata", "export.yaml")
	if *update {
		if err := os.WriteFile(golden, out, 0o644); err != nil { //nolint:gosec // test data
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(out)); diff != "" {
		t.Error(diff)
	}
}

// What is exported is read back to the same, whatever the texts are.
func TestExportReadsBack(t *testing.T) {
	t.Parallel()
	c := sample(t)
	step := c.Steps["DEM11"]
	for i, odd := range []string{
		"true", "null", "~", "12", "1e3", "0x1", "- a", "a: b", "a #b", "{x}", "[x]", `"quoted"`, "'", "&a", "*a", "!a", "|", ">", "%", "@", "`",
		"<b>&amp;</b>", "„Pēdiņas” – domuzīme…", "č", "a\u2028b", "\\", "y", "No", "2027-01-01", ".inf", "a,b", "?x", "=", "🙂",
	} {
		at := pay.PositionCode(fmt.Sprint(100 + i))
		step.Positions[at] = &pay.Position{
			Code: at, Name: pay.Text{LV: odd, EN: odd}, UnitPrice: int64(i + 1),
			Account: pay.Account{IBAN: "LV42TREL9990000000001", Payee: odd},
		}
	}
	out := catalogue.Export(c)
	got, _, err := catalogue.Parse(out)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Error(diff)
	}
}

package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// newOperator is an operator of a new installation at noon.
func newOperator(t *testing.T) *Operator {
	t.Helper()
	c := config.Default()
	c.Web.PublicURL = "https://mm.example.org"
	dir := t.TempDir()
	c.Database.URL = config.NewSecret(filepath.Join(dir, "mm.db"))
	makeKeys(t, dir)
	c.Documents.Key = config.NewSecret(string(readFile(t, filepath.Join(dir, "documents.key"))))
	c.Notifications.MasterKey = config.NewSecret(testMaster)
	if err := Migrate(t.Context(), c, io.Discard, true); err != nil {
		t.Fatal(err)
	}
	o, err := OpenOperator(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	o.clock.machine = noon()
	return o
}

// printed is what a tool prints.
func printed(t *testing.T, do func(context.Context, io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := do(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func importing(o *Operator, file string, yes bool) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error { return o.ImportCatalogue(ctx, w, file, "tester", yes) }
}

func exporting(o *Operator, version int64, file string, yes bool) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error { return o.ExportCatalogue(ctx, w, version, file, yes) }
}

func TestCheckCatalogue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	right := filepath.Join(dir, "catalogue.yaml")
	writeFile(t, right, string(catalogue.SampleFile()))
	compareOutput(t, "catalogue/right", dir, printed(t, func(_ context.Context, w io.Writer) error { return CheckCatalogue(w, right) }))

	var out bytes.Buffer
	err := CheckCatalogue(&out, filepath.Join("testdata", "catalogue", "faulty.yaml"))
	if err == nil || err.Error() != "faulty.yaml has 3 faults" {
		t.Errorf("got error %v, want that the file has 3 faults", err)
	}
	compareOutput(t, "catalogue/faulty", dir, out.String())

	if err := CheckCatalogue(io.Discard, filepath.Join(dir, "none.yaml")); err == nil {
		t.Error("a file that is not there is right")
	}
}

// An institution's prices change, now and from the new year on.
func TestCatalogueVersions(t *testing.T) {
	t.Parallel()
	o, dir := newOperator(t), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	sample := string(catalogue.SampleFile())
	writeFile(t, path("first.yaml"), sample)
	dearer := strings.Replace(sample, "price: 7.00", "price: 7.50", 1)
	writeFile(t, path("newyear.yaml"), "validFrom: 2027-01-01\n"+dearer)
	writeFile(t, path("phone.yaml"), strings.Replace(sample, "60000011", "60000099", 1))

	compareOutput(t, "catalogue/none", dir, printed(t, o.ListCatalogues))
	compareOutput(t, "catalogue/first", dir, printed(t, importing(o, path("first.yaml"), false)))
	compareOutput(t, "catalogue/none", dir, printed(t, o.ListCatalogues)) // nothing was done
	compareOutput(t, "catalogue/first-stored", dir, printed(t, importing(o, path("first.yaml"), true)))
	compareOutput(t, "catalogue/same", dir, printed(t, importing(o, path("first.yaml"), true)))
	compareOutput(t, "catalogue/newyear", dir, printed(t, importing(o, path("newyear.yaml"), true)))
	compareOutput(t, "catalogue/outranking", dir, printed(t, importing(o, path("phone.yaml"), false)))
	printed(t, importing(o, path("phone.yaml"), true))
	compareOutput(t, "catalogue/versions", dir, printed(t, o.ListCatalogues))

	compareOutput(t, "catalogue/export", dir, printed(t, exporting(o, 2, path("next.yaml"), false)))
	writeFile(t, path("next.yaml"), strings.Replace(string(readFile(t, path("next.yaml"))), "60000011", "60000099", 1))
	compareOutput(t, "catalogue/export-again", dir, printed(t, exporting(o, 2, path("next.yaml"), false)))
	compareOutput(t, "catalogue/again", dir, printed(t, importing(o, path("next.yaml"), true)))
	compareOutput(t, "catalogue/versions-again", dir, printed(t, o.ListCatalogues))
}

// What is exported says what was imported, and comes into force on the same day.
func TestExportCatalogueCanBeImported(t *testing.T) {
	t.Parallel()
	o, dir := newOperator(t), t.TempDir()
	file := filepath.Join(dir, "catalogue.yaml")
	writeFile(t, file, "validFrom: 2027-01-01\n"+string(catalogue.SampleFile()))
	printed(t, importing(o, file, true))
	if err := o.ExportCatalogue(t.Context(), io.Discard, 0, "", false); err == nil {
		t.Error("the version in force was exported, though none is in force")
	}
	if err := o.ExportCatalogue(t.Context(), io.Discard, 9, "", false); err == nil || !strings.Contains(err.Error(), "no version 9") {
		t.Errorf("got error %v, want that there is no version 9", err)
	}
	want, _, err := catalogue.Parse(readFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := catalogue.Parse([]byte(printed(t, exporting(o, 1, "", false))))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exported catalogue differs (-imported +exported)\n%s", diff)
	}
}

func TestImportRefusesFaults(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	err := o.ImportCatalogue(t.Context(), io.Discard, filepath.Join("testdata", "catalogue", "faulty.yaml"), "tester", true)
	if err == nil {
		t.Error("a catalogue with faults was imported")
	}
	versions, err := o.db.CatalogueVersions(t.Context())
	if err != nil || len(versions) != 0 {
		t.Errorf("stored versions %v, %v; want none", versions, err)
	}
}

func TestVersionStates(t *testing.T) {
	t.Parallel()
	now := noon().Now()
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	for _, tt := range []struct {
		name string
		from []time.Time // newest version first
		want []string
	}{
		{"one", []time.Time{day(-1)}, []string{"in force"}},
		{"from this moment", []time.Time{now}, []string{"in force"}},
		{"a correction", []time.Time{day(-1), day(-2)}, []string{"in force", "past"}},
		{"a correction of something that never counted", []time.Time{day(-2), day(-1)}, []string{"in force", "past"}},
		{"one waits", []time.Time{day(1), day(-2)}, []string{"waits", "in force"}},
		{"two wait, in order", []time.Time{day(9), day(1), day(-2)}, []string{"waits", "waits", "in force"}},
		{"two wait, the higher is first", []time.Time{day(1), day(9), day(-2)}, []string{"waits", "never, version 3 comes before it", "in force"}},
		{"a correction while one waits", []time.Time{day(-1), day(9), day(-2)}, []string{"in force", "never, version 3 comes before it", "past"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var versions []pay.CatalogueVersion
			for i, at := range tt.from {
				versions = append(versions, pay.CatalogueVersion{Version: int64(len(tt.from) - i), ValidFrom: at})
			}
			if diff := cmp.Diff(tt.want, versionStates(versions, now)); diff != "" {
				t.Errorf("states differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAgeing(t *testing.T) {
	t.Parallel()
	a, err := authority.New(noon(), rand.Reader, "authority")
	if err != nil {
		t.Fatal(err)
	}
	text := func(name string, days int) string {
		issued, err := a.Client(authority.Holder{Name: name, NotBefore: noon().Now().AddDate(-1, 0, 0), NotAfter: noon().Now().AddDate(0, 0, days)})
		if err != nil {
			t.Fatal(err)
		}
		return string(issued.CertificatePEM())
	}
	fresh, old, dead := text("fresh", 31), text("old", 29), text("dead", -1)
	indented := func(s string) string { return "      - |\n        " + strings.ReplaceAll(s, "\n", "\n        ") + "\n" }
	want := []string{
		"the certificate of CN=old expires on 2026-12-21 12:00:00, in 29 days",
		"the certificate of CN=dead expired on 2026-11-21 12:00:00",
	}
	for name, file := range map[string]string{
		"YAML": "certificates:\n" + indented(fresh) + indented(old) + indented(dead),
		"JSON": fmt.Sprintf(`{"certificates": [%q, %q, %q]}`, fresh, old, dead),
	} {
		var got []string
		for _, f := range ageing([]byte(file), noon().Now()) {
			got = append(got, f.Text)
			line := strings.Split(file, "\n")[f.Line-1]
			if !strings.Contains(line, "BEGIN CERTIFICATE") {
				t.Errorf("%s: line %d is %q, not that of the certificate", name, f.Line, line)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: warnings differ (-want +got)\n%s", name, diff)
		}
	}
	if got := ageing(catalogue.SampleFile(), noon().Now()); len(got) > 0 {
		t.Errorf("the sample catalogue holds no certificate, and yet: %v", got)
	}
}

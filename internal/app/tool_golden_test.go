package app

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "rewrite golden files")

// noon is when the tools' tests take place.
func noon() pay.Clock {
	return pay.ClockFunc(func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) })
}

// What differs from run to run, and what stands for it in golden files.
var varying = []struct {
	found *regexp.Regexp
	put   string
}{
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "FINGERPRINT"},
	{regexp.MustCompile(`shown only now: \S{16}\b`), "shown only now: PASSWORD"},
	{regexp.MustCompile(`(?m)^.* disk: .*$`), "….   disk: …"},
	{regexp.MustCompile(`SQLite, \d+ kB`), "SQLite, SIZE"},
	{regexp.MustCompile(`schema: version \d+`), "schema: version N"},
	{regexp.MustCompile(`institutions, \d+ steps`), "institutions, N steps"},
}

// compareOutput compares what a tool printed with a file in testdata. The
// folder of the test stands there as DIR.
func compareOutput(t *testing.T, name, dir, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, dir, "DIR")
	for _, v := range varying {
		got = v.found.ReplaceAllString(got, v.put)
	}
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./internal/app -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("output differs from %s (-file +now)\n%s", path, diff)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

package a11y_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a screen reader is told of every page, in both languages, as golden
// files: roles, names and states in reading order. Texts that stand in their
// element are not repeated.
func TestWhatScreenReadersAreTold(t *testing.T) {
	if *shots != "" {
		t.Skip("pictures only")
	}
	t.Parallel()
	places := scenePlaces(t)
	b := newTab(t)
	if err := b.standStill(); err != nil {
		t.Fatal(err)
	}
	m := mode{Size: sizes()[0], Width: 1280, Scripts: true}
	for _, p := range places {
		for language, tag := range map[string]string{"LAT": "lv", "ENG": "en"} {
			if err := b.open(p.at(t, m, language), m); err != nil {
				t.Fatal(err)
			}
			nodes, err := b.tree()
			if err != nil {
				t.Fatal(err)
			}
			told := lastCheck.ReplaceAllString(written(nodes), `$1 …"`)
			compare(t, filepath.Join("testdata", "names", p.name+"."+tag+".txt"), told)
		}
	}
}

// lastCheck is the sentence that each `make a11y` writes anew.
var lastCheck = regexp.MustCompile(`("(?:Pēdējā pārbaude|Last check):) [^"]*"`)

// written is the tree as text.
func written(nodes []node) string {
	var out strings.Builder
	said := map[int]string{} // the name of the element at each depth
	for _, n := range nodes {
		said[n.depth] = n.name
		if n.role == "StaticText" && n.depth > 0 && said[n.depth-1] == n.name {
			continue
		}
		out.WriteString(strings.ReplaceAll(n.String(), "\u00a0", " ") + "\n")
	}
	return out.String()
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); if it should, run the test with -update:\n%s", file, diff)
	}
}

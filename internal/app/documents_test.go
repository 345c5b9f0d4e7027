package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shown is output in a document: the golden file that it comes from, and lines
// of it.
var shown = regexp.MustCompile("(?s)<!-- (internal/app/testdata/\\S+) -->\n```text\n(.*?)```")

// What the documents show is what the tools print; lines may be left out.
func TestDocumentsShowWhatToolsPrint(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "operations", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range pages {
		for _, m := range shown.FindAllStringSubmatch(string(readFile(t, page)), -1) {
			found++
			checkShown(t, page, filepath.Join(root, m[1]), m[2])
		}
	}
	if found < 5 {
		t.Errorf("found only %d outputs in the documents", found)
	}
}

func checkShown(t *testing.T, page, golden, text string) {
	t.Helper()
	printed, err := os.ReadFile(golden)
	if err != nil {
		t.Errorf("%s: %v", page, err)
		return
	}
	rest := strings.Split(string(printed), "\n")
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		for len(rest) > 0 && rest[0] != line {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			t.Errorf("%s shows a line that %s does not hold, or not there:\n%s", page, golden, line)
			return
		}
		rest = rest[1:]
	}
}

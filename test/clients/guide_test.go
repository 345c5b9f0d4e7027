package clients_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The pages for integrators are run as they stand: programs are taken out of
// them word for word, commands are given to a shell in the order in which a
// reader meets them, and what they print is compared with what the page says
// that they print.
//
//	```python pay.py     a program, kept under this name
//	```sh run            commands; one shell for the whole page, in a folder that holds demo/
//	```text prints       what the commands just before print; … stands for anything within a line, and
//	                     alone for any lines
//
// Other fences are not run; code of a programming language must not be among
// them.
type guidePage struct {
	file     string
	sections []*guideSection
}

// guideSection is what follows a heading.
type guideSection struct {
	heading string
	blocks  []*guideBlock
}

// runs tells whether anything is run in the section.
func (s *guideSection) runs() bool { return slices.ContainsFunc(s.blocks, (*guideBlock).isRun) }

// guideBlock is one fence.
type guideBlock struct {
	language, info string
	text           string
	line           int // of its first line in the page
}

func (b *guideBlock) isFile() bool   { return strings.Contains(b.info, ".") }
func (b *guideBlock) isRun() bool    { return b.language == "sh" && b.info == "run" }
func (b *guideBlock) isPrints() bool { return b.language == "text" && b.info == "prints" }

const guideFolder = "../../docs/integrators"

// readGuide takes a page apart.
func readGuide(t *testing.T, file string) *guidePage {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(guideFolder, file))
	if err != nil {
		t.Fatal(err)
	}
	page := &guidePage{file: file, sections: []*guideSection{{}}}
	var open *guideBlock
	for i, line := range strings.SplitAfter(string(text), "\n") {
		section := page.sections[len(page.sections)-1]
		switch {
		case open != nil && strings.TrimSpace(line) == "```":
			section.blocks = append(section.blocks, open)
			open = nil
		case open != nil:
			open.text += line
		case strings.HasPrefix(line, "```"):
			open = &guideBlock{line: i + 2}
			open.language, open.info, _ = strings.Cut(strings.TrimSpace(line[3:]), " ")
		case strings.HasPrefix(line, "#"):
			heading := strings.TrimSpace(strings.TrimLeft(line, "#"))
			page.sections = append(page.sections, &guideSection{heading: heading})
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: this block has no end", file, open.line)
	}
	return page
}

// guidePages reads all of them.
func guidePages(t *testing.T) []*guidePage {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(guideFolder, "*.md"))
	if err != nil || len(files) < 10 {
		t.Fatalf("the pages are %v (%v)", files, err)
	}
	var pages []*guidePage
	for _, path := range files {
		pages = append(pages, readGuide(t, filepath.Base(path)))
	}
	return pages
}

// What looks like a program in a page is run, and what is compared is printed by
// something.
func TestNoProgramInThePagesIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, page := range guidePages(t) {
		var commands string
		for _, s := range page.sections {
			for _, b := range s.blocks {
				if b.isRun() {
					commands += b.text
				}
			}
		}
		for _, s := range page.sections {
			for _, b := range s.blocks {
				switch b.language {
				case "php", "python", "java", "csharp", "js", "javascript":
					name := strings.TrimSuffix(b.info, filepath.Ext(b.info))
					if !b.isFile() || !strings.Contains(commands, name) {
						t.Errorf("%s:%d: this program is never run", page.file, b.line)
					}
				}
			}
		}
	}
}

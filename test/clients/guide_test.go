package clients_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// guideNeed is what a section needs beyond what scripts/setup installs. Without
// it the section is left out, and the test says so.
type guideNeed struct {
	file, heading string
	there         func(t *testing.T) bool
	install       string
}

func guideNeeds() []guideNeed {
	return []guideNeed{
		{"python.md", "Over SOAP", runs("python3", "-c", "import zeep"), "the package zeep (pip install zeep)"},
	}
}

func runs(name string, arguments ...string) func(*testing.T) bool {
	return func(t *testing.T) bool {
		_, _, err := run(t, name, arguments...)
		return err == nil
	}
}

// leftOut tells what is missing for a section, if anything is.
func leftOut(t *testing.T, page *guidePage, s *guideSection) string {
	t.Helper()
	for _, need := range guideNeeds() {
		if need.file == page.file && strings.HasPrefix(s.heading, need.heading) && !need.there(t) {
			return need.install
		}
	}
	return ""
}

// guideMark separates what the commands of different blocks print.
const guideMark = "======== block of line "

// script is the commands of a page, and the files that it tells to save.
func (page *guidePage) script(t *testing.T, dir string, missing map[*guideSection]string) string {
	t.Helper()
	script := "set -eu -o pipefail\n"
	for _, s := range page.sections {
		for _, b := range s.blocks {
			switch {
			case b.isFile():
				if err := os.WriteFile(filepath.Join(dir, b.info), []byte(b.text), 0o600); err != nil {
					t.Fatal(err)
				}
			case b.isRun() && missing[s] == "":
				script += fmt.Sprintf("echo; echo '%s%d'\n%s", guideMark, b.line, b.text)
			}
		}
	}
	return script
}

// printed takes apart what a page's commands have printed, by the line of
// their block.
func printed(said string) map[int]string {
	parts := map[int]string{}
	for i, part := range strings.Split(said, "\n"+guideMark) {
		if i == 0 {
			continue
		}
		var line int
		_, _ = fmt.Sscan(part, &line)
		_, parts[line], _ = strings.Cut(part, "\n")
	}
	return parts
}

// matches compares what was printed with what a page says of it.
func matches(said, want string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(want)), "\n…\n", "\n(?:.*\n)*?")
	pattern = strings.ReplaceAll(pattern, "…", "[^\n]*")
	return regexp.MustCompile("^" + pattern + "$").MatchString(strings.TrimSpace(said))
}

// judge runs a page in a folder and compares what it prints.
func (page *guidePage) judge(t *testing.T, dir string) {
	t.Helper()
	missing := map[*guideSection]string{}
	for _, s := range page.sections {
		missing[s] = leftOut(t, page, s)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience) // a whole page, on a busy machine
	defer cancel()
	command := exec.CommandContext(ctx, tool(t, "bash"), "-c", page.script(t, dir, missing))
	command.Dir = dir
	command.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir) // whom Mono trusts is kept there
	command.WaitDelay = patience                               // a receiver that was left running must not hold the test
	var errs strings.Builder
	command.Stderr = &errs
	said, err := command.Output()
	if err != nil {
		t.Errorf("%s: %v\n%s\n%s", page.file, err, said, errs.String())
	}
	parts := printed(string(said))
	for _, s := range page.sections {
		if !slices.ContainsFunc(s.blocks, (*guideBlock).isRun) {
			continue
		}
		t.Run(s.heading, func(t *testing.T) {
			if missing[s] != "" {
				t.Skipf("NOT RUN: this section of %s needs %s", page.file, missing[s])
			}
			for i, b := range s.blocks {
				switch {
				case !b.isPrints():
				case i == 0 || !s.blocks[i-1].isRun():
					t.Errorf("%s:%d: nothing is run just before that could print this", page.file, b.line)
				case !matches(parts[s.blocks[i-1].line], b.text):
					t.Errorf("%s:%d: printed is\n%s\nthe page says\n%s", page.file, b.line, parts[s.blocks[i-1].line], b.text)
				}
			}
		})
	}
}

// guideFolderOf is a folder as a reader has it: the demo has put its own under
// the name that the pages use, and packages are where they say.
func guideFolderOf(t *testing.T, d *demo) string {
	t.Helper()
	dir := t.TempDir()
	modules, err := filepath.Abs("../node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for name, place := range map[string]string{"demo": d.dir, "node_modules": modules, "lib": "/usr/share/java"} {
		if err := os.Symlink(place, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPagesForIntegrators(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	tools := map[string][]string{
		"curl.md": {"curl", "openssl"}, "payment-api.md": {"curl"}, "php.md": {"php"}, "node.md": {"node"},
		"python.md": {"python3"}, "java.md": {"java", "javac"}, "csharp.md": {"mcs", "mono"},
	}
	t.Run("pages", func(t *testing.T) { // so that the demo outlives them
		for file, needs := range tools {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				for _, name := range needs {
					tool(t, name)
				}
				readGuide(t, file).judge(t, guideFolderOf(t, d))
			})
		}
	})
}

// The page about the sandbox moves the clock, which others would feel.
func TestPageOfTheSandbox(t *testing.T) {
	t.Parallel()
	tool(t, "curl")
	readGuide(t, "sandbox.md").judge(t, guideFolderOf(t, startDemo(t, "")))
}

// What looks like a program in a page is run, and what is compared is printed by
// something.
func TestNoProgramInThePagesIsLeftOut(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(guideFolder, "*.md"))
	if err != nil || len(files) < 7 {
		t.Fatalf("the pages are %v (%v)", files, err)
	}
	for _, path := range files {
		page := readGuide(t, filepath.Base(path))
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

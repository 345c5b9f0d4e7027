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
	"syscall"
	"testing"
)

// guideNeed is a runtime that not every machine has. Without it its part of the
// pages is left out, and the test says so; scripts/setup installs them all.
type guideNeed struct {
	file, heading string // no heading: the whole page
	program       []string
	install       string
}

func guideNeeds() []guideNeed {
	return []guideNeed{
		{"java.md", "", []string{"javac", "-version"}, "default-jdk-headless"},
		{"java.md", "", []string{"test", "-e", debianJava + "/jackson-databind.jar"}, "libjackson2-databind-java"},
		{"csharp.md", "", []string{"mono", "--version"}, "mono-runtime"},
		{"csharp.md", "", []string{"mcs", "--version"}, "mono-mcs"},
		{"python.md", "", []string{"python3", "--version"}, "python3"},
		{"python.md", "Over SOAP", []string{debianPython + "/python3", "-c", "import zeep"}, "python3-zeep"},
	}
}

// Where Debian's packages put what belongs to a language. Another Python may
// come first on PATH.
const (
	debianPython = "/usr/bin"
	debianJava   = "/usr/share/java"
)

// missing tells which package is missing for a part of a page, if any is.
func missing(t *testing.T, file, heading string) string {
	t.Helper()
	for _, need := range guideNeeds() {
		if need.file != file || need.heading != heading {
			continue
		}
		if _, _, err := run(t, need.program[0], need.program[1:]...); err != nil {
			return need.install
		}
	}
	return ""
}

// guideMark separates what the commands of different blocks print.
const guideMark = "======== block of line "

// script is the commands of a page, and the files that it tells to save.
func (page *guidePage) script(t *testing.T, dir string, leftOut map[*guideSection]string) string {
	t.Helper()
	// A receiver that a page leaves running when something fails must not outlive it.
	script := "set -eu -o pipefail; trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
	for _, s := range page.sections {
		for _, b := range s.blocks {
			switch {
			case b.isFile():
				if err := os.WriteFile(filepath.Join(dir, b.info), []byte(b.text), 0o600); err != nil {
					t.Fatal(err)
				}
			case b.isRun() && leftOut[s] == "":
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
	if name := missing(t, page.file, ""); name != "" {
		t.Skipf("NOT RUN: %s needs the Debian package %s, or its like; scripts/setup installs it", page.file, name)
	}
	leftOut := map[*guideSection]string{}
	for _, s := range page.sections {
		if s.heading != "" {
			leftOut[s] = missing(t, page.file, s.heading)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*patience) // a whole page, on a busy machine
	defer cancel()
	command := exec.CommandContext(ctx, tool(t, "bash"), "-c", page.script(t, dir, leftOut))
	command.Dir = dir
	// Whom Mono trusts is kept in the folder; Java's programs of a second need no
	// better code.
	command.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir, "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
	if page.file == "python.md" || page.file == "feed.md" {
		command.Env = append(command.Env, "PATH="+debianPython+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = patience
	var errs strings.Builder
	command.Stderr = &errs
	said, err := command.Output()
	if err != nil {
		t.Errorf("%s: %v\n%s\n%s", page.file, err, said, errs.String())
	}
	parts := printed(string(said))
	for _, s := range page.sections {
		if !s.runs() {
			continue
		}
		t.Run(s.heading, func(t *testing.T) {
			if name := leftOut[s]; name != "" {
				t.Skipf("NOT RUN: this part of %s needs the Debian package %s, or its like; scripts/setup installs it", page.file, name)
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
	for name, place := range map[string]string{"demo": d.dir, "node_modules": modules, "lib": debianJava} {
		if err := os.Symlink(place, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPagesForIntegrators(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	t.Run("pages", func(t *testing.T) { // so that the demo outlives them
		for _, page := range guidePages(t) {
			if !slices.ContainsFunc(page.sections, (*guideSection).runs) {
				continue
			}
			t.Run(page.file, func(t *testing.T) {
				t.Parallel()
				at := d
				if page.file == "sandbox.md" { // it moves the clock, which others would feel
					at = startDemo(t, "")
				}
				page.judge(t, guideFolderOf(t, at))
			})
		}
	})
}

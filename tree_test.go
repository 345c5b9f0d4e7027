// Package mm_test reads the source tree as text and holds its rules: which
// package may import which (arrows_test.go), and what no file may contain. It
// builds nothing, so it tells what is wrong even when the tree does not compile.
package mm_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "viss.gov.lv/mm"

// goFile is one parsed file of the tree.
type goFile struct {
	path    string // slash-separated, from the module root
	dir     string // folder of path; "." for the root
	test    bool   // name ends in _test.go
	lines   int
	fset    *token.FileSet
	ast     *ast.File
	imports []string
}

// at is a position in the file as file:line.
func (f goFile) at(p token.Pos) string {
	return f.path + ":" + strconv.Itoa(f.fset.Position(p).Line)
}

// forTests tells whether the file only serves tests: it is one, or it lives in
// a package of helpers for tests, whose name ends in "test".
func (f goFile) forTests() bool { return f.test || isTestPackage(f.dir) }

func isTestPackage(dir string) bool {
	return dir == "test" || strings.HasPrefix(dir, "test/") || strings.HasSuffix(path.Base(dir), "test")
}

// within tells whether a folder is one of the given ones or lies in one.
func within(dir string, parents ...string) bool {
	return slices.ContainsFunc(parents, func(p string) bool {
		return dir == p || strings.HasPrefix(dir, p+"/")
	})
}

// walk calls visit for every file that is ours.
func walk(visit func(path string) error) error {
	return filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return unlessGone(err)
		}
		p = filepath.ToSlash(p)
		if d.IsDir() {
			if slices.Contains([]string{".git", "bin", "test/node_modules"}, p) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		return unlessGone(visit(p))
	})
}

// unlessGone forgives a file that another test made and took away meanwhile.
func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// tree is every Go file outside testdata, parsed once for all tests.
var tree = sync.OnceValues(parse)

func sources(t *testing.T) []goFile {
	t.Helper()
	files, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found only %d Go files; the test must run in the module root", len(files))
	}
	return files
}

func parse() ([]goFile, error) {
	var files []goFile
	err := walk(func(p string) error {
		if !strings.HasSuffix(p, ".go") || strings.Contains(p, "testdata/") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		f := goFile{
			path: p, dir: path.Dir(p), test: strings.HasSuffix(p, "_test.go"),
			lines: bytes.Count(text, []byte("\n")), fset: fset, ast: parsed,
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, f := range sources(t) {
		documented[f.dir] = documented[f.dir] || f.ast.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no file has a package comment; say what the package is for and what may be relied on", dir)
		}
	}
}

func TestNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	const most = 600
	for _, f := range sources(t) {
		if f.lines > most {
			t.Errorf("%s has %d lines, more than %d: which two ideas does it hold?", f.path, f.lines, most)
		}
	}
}

func TestNamesSayWhatIsInside(t *testing.T) {
	t.Parallel()
	empty := []string{"util", "utils", "common", "helper", "helpers", "models", "types", "manager", "misc", "base", "shared"}
	for _, f := range sources(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
		for _, n := range []string{name, path.Base(f.dir), strings.TrimSuffix(f.ast.Name.Name, "_test")} {
			if slices.Contains(empty, n) {
				t.Errorf("%s: %q says nothing; name the noun or the action", f.path, n)
			}
		}
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		for _, decl := range f.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init() runs behind the reader's back; let app call a function", f.at(fn.Pos()))
			}
		}
	}
}

// Places of this or that machine, written so that this file does not match.
var machinePath = regexp.MustCompile(`(^|[\s"'` + "`" + `=(:])/(work|tmp|root|home|Users)/[A-Za-z0-9._-]+`)

func TestNoFileKnowsTheMachine(t *testing.T) {
	t.Parallel()
	err := walk(func(p string) error {
		text, err := os.ReadFile(p)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return err
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if m := machinePath.Find(line); m != nil {
				t.Errorf("%s:%d: %q is a path of one machine; take it from a setting, or a test's own folder", p, i+1, bytes.TrimSpace(m))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

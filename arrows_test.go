package mm_test

import (
	"go/ast"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrow says what the packages of one folder may import of ours. Folders are
// from the module root; the longest match counts.
type arrow struct {
	folder string
	may    []string
	// apart: the packages of the folder may not import each other.
	apart bool
}

// arrows is the drawing of ARCHITECTURE.md as data. A package that no row
// covers is an error: put it where it belongs, or add a row and draw it.
func arrows() []arrow {
	domain := []string{"pay"}
	return []arrow{
		{folder: "pay"},
		{folder: "api", apart: true},
		{folder: "internal/wire", apart: true},

		{folder: "internal/store", may: domain},
		{folder: "internal/cashier", may: domain},
		{folder: "internal/jobs", may: domain},
		{folder: "internal/catalogue", may: domain},
		{folder: "internal/audit", may: domain},
		{folder: "internal/config", may: domain},
		{folder: "internal/locale", may: domain},

		{folder: "internal/identity", may: []string{"pay", "internal/wire"}},
		{folder: "internal/document", may: []string{"pay", "internal/locale", "internal/wire"}},
		{folder: "internal/notify", may: []string{"pay", "internal/locale", "internal/document", "internal/wire"}},
		{folder: "internal/provider", may: []string{"pay", "internal/wire"}, apart: true},
		{folder: "internal/edge", apart: true, may: []string{
			"pay", "internal/identity", "internal/locale", "internal/document", "internal/wire", "api",
		}},

		// The stand-ins share no code with what they stand opposite to: an error
		// made on both sides would be seen by no test.
		{folder: "internal/sandbox", may: []string{"internal/locale", "internal/wire/soap"}},

		{folder: "internal/app", may: []string{"pay", "api", "internal"}},
		{folder: "cmd", may: []string{"internal/app", "internal/config"}},
		{folder: "test", may: []string{"pay", "api", "internal", "cmd"}},
	}
}

// arrowOf finds the row of a folder.
func arrowOf(dir string) (arrow, bool) {
	var best arrow
	for _, a := range arrows() {
		if within(dir, a.folder) && len(a.folder) > len(best.folder) {
			best = a
		}
	}
	return best, best.folder != ""
}

// allows tells whether a package in dir may import our package target.
func (a arrow) allows(dir, target string) bool {
	if within(target, a.may...) {
		return true
	}
	if !within(target, a.folder) {
		return false
	}
	// One folder, one house, unless its rooms are to be kept apart: then a
	// package may use only what lies beneath itself.
	return !a.apart || within(target, dir)
}

func TestArrows(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test || f.dir == "." {
			continue
		}
		a, ok := arrowOf(f.dir)
		if !ok {
			t.Errorf("%s: the package has no arrows; put it where it belongs, or add a row to arrows_test.go, .golangci.yml and ARCHITECTURE.md", f.path)
			continue
		}
		for _, imported := range f.imports {
			target, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			switch {
			case isTestPackage(target) && !isTestPackage(f.dir):
				t.Errorf("%s imports %s, which is for tests", f.path, target)
			case isTestPackage(f.dir) && within(target, a.folder):
				// A suite for all packages of a folder knows the folder.
			case !a.allows(f.dir, target):
				t.Errorf("%s may not import %s; see ARCHITECTURE.md, “Who may import whom”", f.path, target)
			}
		}
	}
}

// reserved says where a package of others may be imported.
type reserved struct {
	path  string
	only  []string // nowhere but in these folders; nil: anywhere
	never []string // in none of these folders
	why   string
}

func TestOutsidePackagesAreImportedWhereTheyBelong(t *testing.T) {
	t.Parallel()
	world := []string{"internal/app", "cmd"}
	rules := []reserved{
		{path: "database/sql", only: []string{"internal/store"}, why: "SQL lives in internal/store"},
		{path: "github.com/jackc/pgx/v5", only: []string{"internal/store"}, why: "SQL lives in internal/store"},
		{path: "modernc.org/sqlite", only: []string{"internal/store"}, why: "SQL lives in internal/store"},
		{path: "net/http", never: []string{"pay", "internal/cashier", "internal/jobs"}, why: "the core does not know HTTP"},
		{path: "math/rand", only: world, why: "entropy is handed in from app"},
		{path: "crypto/rand", only: world, why: "entropy is handed in from app"},
		{path: "testing", only: []string{}, why: "helpers for tests live in packages whose name ends in test"},
	}
	for _, f := range sources(t) {
		if f.forTests() {
			continue
		}
		for _, r := range rules {
			used := slices.ContainsFunc(f.imports, func(p string) bool { return within(p, r.path) })
			forbidden := r.only != nil && !within(f.dir, r.only...) || within(f.dir, r.never...)
			if used && forbidden {
				t.Errorf("%s may not import %s: %s", f.path, r.path, r.why)
			}
		}
		if f.dir == "pay" {
			for _, p := range f.imports {
				if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
					t.Errorf("%s imports %s: the domain needs the standard library only", f.path, p)
				}
			}
		}
	}
}

// ownsTheWorld tells whether the file may take the clock and chance from the
// machine: only where the program is put together.
func ownsTheWorld(f goFile) bool {
	return f.forTests() || within(f.dir, "internal/app", "cmd")
}

func TestTimeIsHandedIn(t *testing.T) {
	t.Parallel()
	taken := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick"}
	for _, f := range sources(t) {
		name := importName(f.ast, "time")
		if name == "" || ownsTheWorld(f) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(taken, sel.Sel.Name) {
				t.Errorf("%s: time.%s; take a clock in the constructor", f.at(sel.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

// importName is the name under which a file knows a package; "" if it does not.
func importName(f *ast.File, imported string) string {
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != imported {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return imported[strings.LastIndexByte(imported, '/')+1:]
	}
	return ""
}

func TestTheLinterKnowsEveryEdgeAndProvider(t *testing.T) {
	t.Parallel()
	settings, err := os.ReadFile(".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sources(t) {
		if !within(f.dir, "internal/edge", "internal/provider") || isTestPackage(f.dir) {
			continue
		}
		steps := strings.Split(f.dir, "/")
		room := strings.Join(steps[:min(3, len(steps))], "/")
		if !strings.Contains(string(settings), `"**/`+room+`/**"`) {
			t.Errorf("%s: .golangci.yml has no depguard rule for **/%s/**; copy its neighbour's", f.path, room)
		}
	}
}

func TestArrowsRefuseWhatTheyShould(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		allowed  bool
	}{
		{"pay", "internal/wire/soap", false},
		{"internal/cashier", "pay", true},
		{"internal/cashier", "internal/store", false},
		{"internal/store/sqlite", "internal/store", true},
		{"internal/edge/paymentsoap", "internal/wire/soap", true},
		{"internal/edge/paymentsoap", "internal/edge/payerweb", false},
		{"internal/edge/payerweb", "internal/edge/payerweb/words", true},
		{"internal/edge/payerweb", "internal/store", false},
		{"internal/provider/demo", "internal/cashier", false},
		{"internal/provider/demo", "internal/provider/elink", false},
		{"internal/sandbox/demobank", "pay", false},
		{"internal/sandbox", "internal/sandbox/demobank", true},
		{"internal/sandbox", "internal/wire/vkmac", false},
		{"internal/wire/wsse", "internal/wire/soap", false},
		{"internal/app", "internal/store/postgres", true},
		{"cmd/mm", "internal/store", false},
	} {
		a, ok := arrowOf(c.from)
		if !ok {
			t.Errorf("%s has no arrows", c.from)
		}
		if got := a.allows(c.from, c.to); got != c.allowed {
			t.Errorf("%s imports %s: allowed = %v, want %v", c.from, c.to, got, c.allowed)
		}
	}
	if a, ok := arrowOf("internal/newcomer"); ok {
		t.Errorf("a package that nobody drew has the arrows of %q", a.folder)
	}
}

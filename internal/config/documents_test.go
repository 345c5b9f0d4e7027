package config_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/config"
)

var update = flag.Bool("update", false, "rewrite golden files and generated documents")

// golden compares a text with a file, or writes the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./internal/config -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not up to date (-file +now); if the new text is right: go test ./internal/config -update\n%s", path, diff)
	}
}

func TestGeneratedDocuments(t *testing.T) {
	d := newDocument(t)
	golden(t, "example.yaml", d.example())
	golden(t, "../../mm.example.yaml", d.example())
	golden(t, "../../docs/configuration.md", d.reference())
}

// document writes the pages that are made from the struct and its comments.
type document struct {
	comments map[string]string // by "Type.Field"
	out      bytes.Buffer
}

func newDocument(t *testing.T) *document {
	t.Helper()
	d := &document{comments: map[string]string{}}
	for _, name := range []string{"config.go", "documents.go", "listeners.go", "notifications.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		d.collect(t, file)
	}
	return d
}

func (d *document) collect(t *testing.T, file *ast.File) {
	t.Helper()
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range st.Fields.List {
			if f.Doc.Text() == "" {
				t.Errorf("config.%s.%s has no comment: it is the setting's documentation", spec.Name, f.Names[0])
			}
			d.comments[spec.Name.Name+"."+f.Names[0].Name] = f.Doc.Text()
		}
		return true
	})
}

func (d *document) comment(owner reflect.Type, f reflect.StructField) string {
	return d.comments[owner.Name()+"."+f.Name]
}

func section(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[config.Secret]() && t != reflect.TypeFor[netip.Prefix]()
}

func sections(t reflect.Type) bool { return t.Kind() == reflect.Slice && section(t.Elem()) }

// example is the annotated file. What must be set is set; all else stands
// there with its default, commented out.
func (d *document) example() string {
	d.out.Reset()
	d.out.WriteString("# Configuration of `mm serve`. What is commented out shows the default. Every setting may also come from the\n" +
		"# environment; docs/configuration.md names the variables. Generated from internal/config; do not edit.\n")
	d.exampleSection(reflect.ValueOf(config.Default()), "", nil)
	return d.out.String()
}

func (d *document) exampleSection(v reflect.Value, indent string, given []string) {
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		key, example := f.Tag.Get("yaml"), f.Tag.Get("example")
		d.out.WriteString("\n")
		for line := range strings.Lines(d.comment(v.Type(), f)) {
			d.out.WriteString(strings.TrimRight(indent+"# "+strings.TrimSuffix(line, "\n"), " ") + "\n")
		}
		switch {
		case section(f.Type):
			fmt.Fprintf(&d.out, "%s%s:\n", indent, key)
			var inner []string
			if example != "" {
				inner = strings.Split(example, "|")
			}
			d.exampleSection(value, indent+"  ", inner)
		case sections(f.Type):
			fmt.Fprintf(&d.out, "%s# %s:\n", indent, key)
			for j := range f.Type.Elem().NumField() {
				item := f.Type.Elem().Field(j)
				dash := "  "
				if j == 0 {
					dash = "- "
				}
				fmt.Fprintf(&d.out, "%s#   %s%s: %s\n", indent, dash, item.Tag.Get("yaml"), item.Tag.Get("example"))
			}
		case given != nil:
			fmt.Fprintf(&d.out, "%s%s: %s\n", indent, key, given[i])
		case example != "" && f.Type.Kind() == reflect.Slice:
			fmt.Fprintf(&d.out, "%s%s: [%s]\n", indent, key, example)
		case example != "":
			fmt.Fprintf(&d.out, "%s%s: %s\n", indent, key, example)
		default:
			fmt.Fprintf(&d.out, "%s# %s: %s\n", indent, key, defaultText(value))
		}
	}
}

// reference is docs/configuration.md.
func (d *document) reference() string {
	d.out.Reset()
	d.out.WriteString("# Configuration\n\n<!-- Generated from internal/config by go test ./internal/config -update. -->\n\n" +
		"`mm serve --config FILE` reads one YAML file, then the environment, which wins. Unknown settings are errors, and\n" +
		"all errors are reported at once, each with its line; `mm config check` does only that. `mm.example.yaml` in the\n" +
		"root shows every setting. Relative file names count from the folder of the configuration file. Durations are\n" +
		"written as `10s`, `5m`, `1h30m`. Lists in environment variables are separated by commas. A secret is written as\n" +
		"it is, as `file:PATH` or as `env:NAME`, and is never printed.\n")
	d.referenceSection(reflect.ValueOf(config.Default()), "", false)
	return d.out.String()
}

func (d *document) referenceSection(v reflect.Value, path string, listed bool) {
	d.out.WriteString("\n| Setting | Environment | Default | Meaning |\n|---|---|---|---|\n")
	type inner struct {
		path, comment string
		value         reflect.Value
		listed        bool
	}
	var below []inner
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		at := strings.TrimPrefix(path+"."+f.Tag.Get("yaml"), ".")
		comment := strings.Join(strings.Fields(d.comment(v.Type(), f)), " ")
		switch {
		case section(f.Type):
			below = append(below, inner{at, comment, value, listed})
		case sections(f.Type):
			below = append(below, inner{at + "[]", comment, reflect.New(f.Type.Elem()).Elem(), true})
		default:
			d.referenceRow(f, value, at, comment, listed)
		}
	}
	for _, s := range below {
		fmt.Fprintf(&d.out, "\n## %s\n\n%s\n", s.path, s.comment)
		d.referenceSection(s.value, s.path, s.listed)
	}
}

func (d *document) referenceRow(f reflect.StructField, v reflect.Value, path, comment string, listed bool) {
	variable, standard := "", ""
	if !listed && f.Type.Kind() != reflect.Map {
		variable = "`" + config.Variable(path) + "`"
	}
	switch {
	case f.Tag.Get("required") != "" && v.IsZero():
		standard = "required"
	case !v.IsZero() || v.Kind() == reflect.Bool:
		standard = "`" + strings.Trim(defaultText(v), `"`) + "`"
	}
	if least := f.Tag.Get("min"); least != "" {
		comment += fmt.Sprintf(" From %s to %s.", least, f.Tag.Get("max"))
	}
	fmt.Fprintf(&d.out, "| `%s` | %s | %s | %s |\n", path, variable, standard, strings.ReplaceAll(comment, "|", `\|`))
}

func defaultText(v reflect.Value) string {
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		text := v.Interface().(time.Duration).String() // 2m0s, 1h0m0s
		if whole, ok := strings.CutSuffix(text, "m0s"); ok {
			text = strings.TrimSuffix(whole+"m", "0m")
		}
		return text
	case v.Kind() == reflect.Slice:
		return "[]"
	case v.Kind() == reflect.Map:
		return "{}"
	case v.Kind() == reflect.String:
		return fmt.Sprintf("%q", v.String())
	default:
		return fmt.Sprint(v.Interface())
	}
}

package pdf

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

type fonts struct {
	press         *Press
	regular, bold *Font
}

var shared = sync.OnceValues(func() (fonts, error) {
	regular, bold, err := NotoSans()
	return fonts{NewPress(regular, bold), regular, bold}, err
})

func prepare(t testing.TB) fonts {
	t.Helper()
	f, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const letters = "āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ „pēdiņas” – € № ёжик ąęłõ"

// sample has everything that the package can write.
func sample(t testing.TB) []byte {
	t.Helper()
	f := prepare(t)
	at := time.Date(2026, 11, 22, 10, 5, 12, 0, time.UTC)
	d := f.press.New(Info{
		Title: "Paraugs “<&>”", Author: "MM", Subject: "Pārbaude", Language: "lv-LV", Producer: "MM", Created: at,
	})
	d.Attach(Attachment{Name: "data.xml", MediaType: "text/xml", Relationship: "Data", Description: "Dati", Modified: at, Data: []byte("<ā/>\n")})
	p, root := d.AddPage(), d.Root()
	p.Text(root.Add("H1"), 50, 80, Style{f.bold, 20, 0x102030}, "Virsraksts")
	p.Text(root.Add("P"), 50, 120, Style{f.regular, 11, 0}, letters)
	p.Text(root.Add("P").InLanguage("en-GB"), 50, 140, Style{f.regular, 11, 0}, "In English")
	table := root.Add("Table")
	head, row := table.Add("TR"), table.Add("TR")
	p.TextRight(head.AddHeader(), 200, 170, Style{f.bold, 11, 0}, "Summa ")
	cell := row.Add("TD")
	p.TextRight(cell, 200, 190, Style{f.regular, 11, 0}, "12,10 EUR")
	p.Rect(50, 200, 300, 1, 0xcccccc)
	p.Modules(root.AddFigure("Rūtiņas"), 50, 220, 60, 3, func(x, y int) bool { return (x+y)%2 == 0 })
	link := root.Add("P").Add("Link")
	p.Text(link, 50, 320, Style{f.regular, 11, 0}, "https://mm.example.lv/")
	p.Link(link, 50, 308, 120, 14, "https://mm.example.lv/", "Saite")
	second := d.AddPage()
	second.Text(cell, 50, 80, Style{f.regular, 11, 0}, "otrā lapa")
	second.Text(nil, 50, 800, Style{f.regular, 8, 0}, "2 no 2")
	return d.Bytes()
}

// tool runs a program that must be there, on the file.
func tool(t *testing.T, file []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func wants(t *testing.T, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("%q is not in\n%s", p, got)
		}
	}
}

func TestOtherProgramsReadIt(t *testing.T) {
	t.Parallel()
	file := sample(t)
	wants(t, tool(t, file, "qpdf", "--check", "FILE"), "No syntax or stream encoding errors found")
	wants(t, tool(t, file, "pdfinfo", "FILE"), "Paraugs “<&>”", "Tagged:          yes", "Pages:           2", "(A4)", "PDF version:     1.7")
	wants(t, tool(t, file, "pdfinfo", "-meta", "FILE"), "<pdfaid:part>3</pdfaid:part>", "Paraugs “&lt;&amp;&gt;”", "<rdf:li>lv-LV</rdf:li>")
	wants(t, tool(t, file, "pdffonts", "FILE"), "+NotoSans-Regular", "+NotoSans-Bold")
	wants(t, tool(t, file, "pdftotext", "FILE", "-"), letters, "In English", "12,10 EUR", "otrā lapa")
	wants(t, tool(t, file, "pdfdetach", "-list", "FILE"), "data.xml")
	wants(t, tool(t, file, "pdfinfo", "-url", "FILE"), "https://mm.example.lv/")
	// Every character of the fonts is embedded with its Unicode value.
	for line := range strings.Lines(tool(t, file, "pdffonts", "FILE")) {
		if strings.Contains(line, "NotoSans") && !strings.Contains(line, "yes yes yes") {
			t.Error(line)
		}
	}
}

func TestStructureIsInReadingOrder(t *testing.T) {
	t.Parallel()
	got := strings.Join(strings.Fields(tool(t, sample(t), "pdfinfo", "-struct-text", "FILE")), " ")
	want := `Document H1 (block) "Virsraksts" P (block) "` + letters + `" P (block) "In English" Table (block) TR TH: /Scope /Column "Summa " TR TD "12,10 EUR" "otrā lapa" Figure: ` +
		`/Placement /Block /BBox [50 561.89 110 621.89] "" P (block) Link (inline) "https://mm.example.lv/" Object`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Contains(got, "2 no 2") {
		t.Error("what is repeated on each page is read aloud")
	}
}

func TestSameCallsGiveSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(sample(t), sample(t)) {
		t.Error("two files differ")
	}
}

func TestAttached(t *testing.T) {
	t.Parallel()
	got, err := Attached(sample(t))
	if err != nil || string(got) != "<ā/>\n" {
		t.Errorf("%q, %v", got, err)
	}
	f := prepare(t)
	d := f.press.New(Info{})
	d.AddPage()
	if _, err := Attached(d.Bytes()); !errors.Is(err, ErrNotOurs) {
		t.Errorf("without attachment: %v", err)
	}
}

// A changed byte is noticed, but for those few that change how the same data
// are packed, and those of the file's identifier.
func TestSameNoticesChanges(t *testing.T) {
	t.Parallel()
	file := sample(t)
	if !Same(file, sample(t)) {
		t.Error("a file is not the same as itself")
	}
	f := prepare(t)
	if Same(f.press.New(Info{Title: "a"}).Bytes(), f.press.New(Info{Title: "b"}).Bytes()) {
		t.Error("another title is the same")
	}
	tried, packing := 0, 0
	changed := bytes.Clone(file)
	for i := 0; i < len(file); i += 1 + i%499 {
		changed[i] ^= 0x11
		tried++
		if Same(file, changed) {
			packing++
		}
		changed[i] ^= 0x11
	}
	if packing > tried/100 {
		t.Errorf("%d of %d changes went unnoticed", packing, tried)
	}
	for name, other := range map[string][]byte{
		"something at the end":       append(bytes.Clone(file), '\n'),
		"something at the beginning": append([]byte("%PDF-1.7\n"), file...),
		"an update":                  append(bytes.Clone(file), file...),
		"nothing":                    nil,
	} {
		if Same(file, other) {
			t.Errorf("%s: the same", name)
		}
	}
}

// What is compressed otherwise is the same: a file of another release of Go.
func TestSameInAnotherCompression(t *testing.T) {
	t.Parallel()
	file := sample(t)
	other := (&Press{compress: &compressor{level: 9}}).repack(t, file)
	if bytes.Equal(file, other) || !Same(file, other) {
		t.Error("a file in another compression is not the same")
	}
	wants(t, tool(t, other, "qpdf", "--check", "FILE"), "No syntax or stream encoding errors found")
}

// repack compresses the streams of a file anew.
func (p *Press) repack(t *testing.T, file []byte) []byte {
	t.Helper()
	objects, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(file[:objects[0].at])
	var table []byte
	at := map[int]int{}
	for _, o := range objects {
		at[o.number] = len(out)
		start := len(fmt.Sprintf("%d 0 obj\n", o.number))
		_, body, _ := bytes.Cut(file[o.at:], []byte("\n"))
		switch entries, packed := strings.CutSuffix(o.dictionary, "/Filter/FlateDecode"); {
		case strings.HasPrefix(o.dictionary, "<</Type/XRef/"):
			table = bytes.Clone(o.data)
			for i := 0; i < len(table); i += 7 {
				if table[i] == 3 {
					table[i] = 1
					binary.BigEndian.PutUint32(table[i+1:], uint32(at[i/7]))
				}
			}
			id := "/ID[<" + strings.Repeat("0", 32) + "><" + strings.Repeat("0", 32) + ">]"
			out = appendObject(out, ref(o.number), p.compress.stream(strings.TrimPrefix(o.dictionary, "<<")+id, table))
		case packed:
			out = appendObject(out, ref(o.number), p.compress.stream(strings.TrimPrefix(entries, "<<"), o.data))
		default:
			end := bytes.Index(body, []byte("\nendobj\n"))
			out = append(out, file[o.at:o.at+start+end+len("\nendobj\n")]...)
		}
	}
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", at[objects[len(objects)-1].number])
}

func FuzzParse(f *testing.F) {
	f.Add(sample(f))
	f.Add([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\nstartxref\n15\n%%EOF\n"))
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = Attached(file) })
}

package document

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

func drawn(t testing.TB, d *pay.Document, l pay.Language) []byte {
	t.Helper()
	b, err := newPrinter(t).PDF(d, l)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tool runs a program that must be there; FILE in its arguments is the file, DIR
// its folder.
func tool(t *testing.T, file []byte, name string, args ...string) (out, dir string) {
	t.Helper()
	dir = t.TempDir()
	path := filepath.Join(dir, "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.NewReplacer("FILE", path, "DIR", dir).Replace(a)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, text, complaints.String())
	}
	return string(text), dir
}

// TestPages compares the text of the pages, as other programs find it, in the
// order in which it was drawn, which is that of reading.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, d := range samples(t) {
		if name == "long" {
			continue
		}
		for _, l := range locale.Languages() {
			t.Run(name+" "+string(l), func(t *testing.T) {
				t.Parallel()
				file := drawn(t, d, l)
				text, _ := tool(t, file, "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-")
				golden(t, name+"."+string(l)+".txt", []byte(text))
				if checked, _ := tool(t, file, "qpdf", "--check", "FILE"); !strings.Contains(checked, "No syntax or stream encoding errors found") {
					t.Error(checked)
				}
			})
		}
	}
}

// What a screen reader reads, in its order.
func TestReadingOrder(t *testing.T) {
	t.Parallel()
	file := drawn(t, samples(t)["mixed"], pay.Latvian)
	text, _ := tool(t, file, "pdfinfo", "-struct-text", "FILE")
	golden(t, "mixed.lv.structure.txt", []byte(text))
}

func TestLongDocument(t *testing.T) {
	t.Parallel()
	d := samples(t)["long"]
	text, _ := tool(t, drawn(t, d, pay.Latvian), "pdftotext", "-layout", "FILE", "-")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	heads := 0
	for i, page := range pages {
		if want := " " + strconv.Itoa(i+1) + " no " + strconv.Itoa(len(pages)); !strings.Contains(page, want) {
			t.Errorf("page %d has no number", i+1)
		}
		if strings.Contains(page, "Kods ") && strings.Contains(page, "Daudzums") {
			heads++
		}
	}
	if len(pages) < 8 || heads < len(pages)-2 {
		t.Errorf("%d pages, %d of them with the table's head", len(pages), heads)
	}
	flat := strings.Join(strings.Fields(text), " ")
	for _, want := range []string{"Pozīcija Nr. 1 ", "Pozīcija Nr. 200 ", "7 563,00 EUR", "Ļoti Garšs", "1 no " + strconv.Itoa(len(pages))} {
		if !strings.Contains(flat, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := len(regexp.MustCompile(`Pozīcija Nr\. \d+`).FindAllString(flat, -1)); n != 200 {
		t.Errorf("%d lines", n)
	}
}

// Nothing may run over the edge of the page or into the foot, whatever the
// names: of each word its box is asked.
func TestNothingLeavesThePage(t *testing.T) {
	t.Parallel()
	box := regexp.MustCompile(`<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>`)
	for name, d := range samples(t) {
		_, dir := tool(t, drawn(t, d, pay.Latvian), "pdftotext", "-bbox", "FILE", "DIR/words.html")
		text, err := os.ReadFile(filepath.Join(dir, "words.html"))
		if err != nil {
			t.Fatal(err)
		}
		words := box.FindAllStringSubmatch(string(text), -1)
		if len(words) < 50 {
			t.Fatalf("%s: only %d words", name, len(words))
		}
		for _, w := range words {
			if number(t, w[1]) < left-1 || number(t, w[3]) > right+1 || number(t, w[4]) > 841.89-30 || number(t, w[2]) < 20 {
				t.Errorf("%s: %q stands at %v", name, w[5], w[1:5])
			}
		}
	}
}

// TestScanned reads the QR code from the page as a picture, as a phone would.
func TestScanned(t *testing.T) {
	t.Parallel()
	d := samples(t)["mixed"]
	_, dir := tool(t, drawn(t, d, pay.English), "pdftoppm", "-r", "110", "-f", "2", "-l", "2", "-png", "-singlefile", "FILE", "DIR/page")
	out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", "--raw", "--nodbus", filepath.Join(dir, "page.png")).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimSpace(string(out)), qrText(d.Verification.Link, d.Verification.Statement); got != want {
		t.Errorf("scanned %q, want %q", got, want)
	}
	c, err := newPrinter(t).Check(keySet(t, 1), out)
	if err != nil || c.Form != FormStatement || c.Statement.Number != d.Number {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	d := samples(t)["plain"]
	_, dir := tool(t, drawn(t, d, pay.Latvian), "pdfdetach", "-save", "1", "-o", "DIR/out.xml", "FILE")
	got, err := os.ReadFile(filepath.Join(dir, "out.xml"))
	if err != nil || !bytes.Equal(got, XML(d)) {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	p, set, d := newPrinter(t), keySet(t, 1), samples(t)["plain"]
	for form, copied := range map[Form][]byte{FormPDF: drawn(t, d, pay.English), FormXML: XML(d), FormStatement: []byte(d.Verification.Statement + "\n")} {
		c, err := p.Check(set, copied)
		if err != nil || c.Form != form || c.Statement.Amount != 2533 {
			t.Errorf("%s: %+v, %v", form, c, err)
		}
		if _, err := p.Check(keySet(t, 2), copied); !errors.Is(err, ErrUnknownKey) {
			t.Errorf("%s with other keys: %v", form, err)
		}
	}
	other := *d
	other.Total, other.Lines = 9933, append([]pay.Line{}, d.Lines...)
	other.Lines[0].Amount += 7400
	if _, err := p.Check(set, XML(&other)); !errors.Is(err, ErrAltered) {
		t.Errorf("another amount: %v", err)
	}
	if _, err := p.Check(set, drawn(t, &other, pay.Latvian)); !errors.Is(err, ErrAltered) {
		t.Errorf("another amount, printed: %v", err)
	}
	for name, junk := range map[string]string{"nothing": "", "a PDF of others": "%PDF-1.4\n", "other XML": "<?xml version='1.0'?><a/>", "words": "VRAA-2026-000123"} {
		if _, err := p.Check(set, []byte(junk)); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// TestForgedPages puts the genuine data into pages of another document.
func TestForgedPages(t *testing.T) {
	t.Parallel()
	d := samples(t)["plain"]
	forged := &sheetForger{Printer: newPrinter(t)}
	c, err := newPrinter(t).Check(keySet(t, 1), forged.pdf(t, d, "1 000 000,00 EUR"))
	if !errors.Is(err, ErrPage) || c.Document == nil || c.Document.Total != 2533 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestEqualDocumentsGiveEqualBytes(t *testing.T) {
	t.Parallel()
	a, b := samples(t)["mixed"], samples(t)["mixed"]
	b.Issued = b.Issued.In(time.FixedZone("", 3600))
	if !bytes.Equal(drawn(t, a, pay.Latvian), drawn(t, b, pay.Latvian)) {
		t.Error("two PDFs differ")
	}
}

// A document that nobody certified says so much and no more.
func TestWithoutVerification(t *testing.T) {
	t.Parallel()
	text, _ := tool(t, drawn(t, plain(), pay.Latvian), "pdftotext", "FILE", "-")
	if !strings.Contains(text, "Elektroniski sagatavots dokuments.") || strings.Contains(text, "Pārbaudes kods") {
		t.Error(text)
	}
}

// processorTime is what this process has used of all cores, so that a busy
// machine does not change the rate.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkPDF(b *testing.B) {
	for _, name := range []string{"plain", "mixed", "long"} {
		b.Run(name, func(b *testing.B) {
			p, d := newPrinter(b), samples(b)[name]
			before := processorTime(b)
			var slowest []time.Duration
			for b.Loop() {
				begin := time.Now()
				if _, err := p.PDF(d, pay.Latvian); err != nil {
					b.Fatal(err)
				}
				slowest = append(slowest, time.Since(begin))
			}
			slices.Sort(slowest)
			b.ReportMetric(float64(b.N)/(processorTime(b)-before).Seconds(), "documents/core-s")
			b.ReportMetric(float64(slowest[len(slowest)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

func BenchmarkXML(b *testing.B) {
	d := samples(b)["plain"]
	for b.Loop() {
		XML(d)
	}
}

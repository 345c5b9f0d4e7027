package document

import (
	"os"
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestDump(t *testing.T) {
	dir := os.Getenv("DUMP")
	if dir == "" {
		t.Skip()
	}
	for name, d := range samples(t) {
		for _, l := range []pay.Language{pay.Latvian, pay.English} {
			b, err := newPrinter(t).PDF(d, l)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(filepath.Join(dir, name+"-"+string(l)+".pdf"), b, 0o644)
		}
		os.WriteFile(filepath.Join(dir, name+".xml"), XML(d), 0o644)
	}
}

func BenchmarkPDF(b *testing.B) {
	for _, name := range []string{"plain", "mixed", "long"} {
		b.Run(name, func(b *testing.B) {
			p, d := newPrinter(b), samples(b)[name]
			for b.Loop() {
				if _, err := p.PDF(d, pay.Latvian); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package soap

import (
	"encoding/xml"
	"testing"
)

func BenchmarkRead(b *testing.B) {
	for _, file := range []string{"php-check.http", "php-save.http"} {
		body := bodyOf(b, file)
		b.Run(file, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := Read(body, options()); err != nil {
					b.Fatal(err)
				}
			}
		})
		// What the package is measured against: encoding/xml with a tree, and
		// encoding/xml that skips everything.
		b.Run(file+"/encoding-xml", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := standardDump(string(body)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(file+"/encoding-xml-skips", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				var v struct{}
				if err := xml.Unmarshal(body, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package document

import (
	"strconv"
	"testing"

	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sheetForger makes PDFs with MM's own tools that say what MM did not.
type sheetForger struct{ *Printer }

func (f *sheetForger) pdf(t *testing.T, d *pay.Document, claim string) []byte {
	t.Helper()
	file := f.press.New(pdf.Info{Title: "Maksājuma apliecinājums", Language: "lv-LV", Created: d.Issued})
	file.Attach(pdf.Attachment{Name: attachmentName, MediaType: "text/xml", Relationship: "Data", Modified: d.Issued, Data: XML(d)})
	file.AddPage().Text(file.Root().Add("H1"), 50, 100, pdf.Style{Font: f.bold, Size: 20}, claim)
	return file.Bytes()
}

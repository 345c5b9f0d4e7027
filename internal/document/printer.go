package document

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

// Layout is the version of the page's layout, told in the PDF's Producer. It
// rises whenever the same data would look otherwise.
const Layout = 1

// attachmentName is the file within the PDF that holds its data.
const attachmentName = "document.xml"

// Printer draws documents. It holds the fonts, prepared once, and is safe for
// concurrent use.
type Printer struct {
	press         *pdf.Press
	regular, bold *pdf.Font
}

// NewPrinter prepares the fonts.
func NewPrinter() (*Printer, error) {
	regular, bold, err := pdf.NotoSans()
	if err != nil {
		return nil, fmt.Errorf("prepare the printer of documents: %w", err)
	}
	return &Printer{press: pdf.NewPress(regular, bold), regular: regular, bold: bold}, nil
}

// PDF is the document as pages in a language, with its XML form attached. Equal
// documents give equal bytes.
func (p *Printer) PDF(d *pay.Document, language pay.Language) ([]byte, error) {
	words := wordsIn(language)
	s := &sheet{
		Printer: p, d: d, words: words, locale: locale.In(words.language), shares: vatShares(d.Lines),
		file: p.press.New(pdf.Info{
			Title:    words.types[d.Type] + " " + string(d.Number),
			Author:   inLanguage(d.Author.Name, words.language),
			Subject:  words.subject,
			Language: words.tag,
			Producer: fmt.Sprintf("%s, layout %d", words.producer, Layout),
			Created:  d.Issued,
		}),
	}
	s.file.Attach(pdf.Attachment{
		Name: attachmentName, MediaType: "text/xml", Relationship: "Data",
		Description: words.attachment, Modified: d.Issued, Data: XML(d),
	})
	if err := s.draw(); err != nil {
		return nil, fmt.Errorf("print %s: %w", d.Number, err)
	}
	return s.file.Bytes(), nil
}

// inLanguage is a text in a language, or in Latvian.
func inLanguage(t pay.Text, l pay.Language) string {
	text, _ := t.In(l)
	return text
}

// shown is a text as it is set: composed, so that a letter and its mark are
// one glyph, without direction marks and other invisible characters.
func shown(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c < ' ' || c == 0x7f:
			return ' '
		case c >= 0x200b && c <= 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2060 && c <= 0x206f, c == 0xfeff, c == 0xad:
			return -1
		}
		return c
	}, norm.NFC.String(s))
}

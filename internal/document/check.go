package document

import (
	"bytes"
	"errors"
	"fmt"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/internal/wire/ubl"
	"viss.gov.lv/mm/pay"
)

// ErrPage says that the data in a PDF are certified, but its pages are not those that
// this version of MM makes of them. Either they were changed, or another version
// made them; only the data may be believed.
var ErrPage = errors.New("the data within the PDF are MM's, but its pages are not as MM draws them: believe the data only")

// ErrEInvoice says that a copy is an e-invoice: it is for machines, has no seal of
// MM, and is not checked.
var ErrEInvoice = errors.New("an e-invoice (UBL) has no seal of MM and cannot be checked: give the PDF or the XML of the same document, or its verification code")

// Form is what kind of copy was checked.
type Form string

// The forms of copies.
const (
	FormStatement Form = "statement"
	FormXML       Form = "XML"
	FormPDF       Form = "PDF"
)

// Copy is what a check found.
type Copy struct {
	Form      Form
	Statement Statement
	Document  *pay.Document // nil for a statement alone
}

// Check checks a copy of a document, a PDF, XML or statement as its bytes tell,
// with public keys and without a network. ErrEInvoice: it is none of these. Without an error every byte of the
// copy is as it was issued (of a PDF, but for how it is compressed). With
// ErrPage the copy is given too.
func (p *Printer) Check(keys *KeySet, copied []byte) (Copy, error) {
	switch {
	case bytes.HasPrefix(copied, []byte("%PDF-")):
		return p.checkPDF(keys, copied)
	case bytes.HasPrefix(copied, []byte("<?xml")):
		return checkXML(keys, copied)
	}
	s, err := keys.Statement(StatementIn(string(copied)))
	if err != nil {
		return Copy{}, fmt.Errorf("check the statement: %w", err)
	}
	return Copy{Form: FormStatement, Statement: s}, nil
}

func checkXML(keys *KeySet, copied []byte) (Copy, error) {
	if ubl.Is(copied) {
		return Copy{}, ErrEInvoice
	}
	d, err := ReadXML(copied)
	if err != nil {
		return Copy{}, fmt.Errorf("check the XML: %w", err)
	}
	s, err := keys.Document(d)
	if err != nil {
		return Copy{}, fmt.Errorf("check the XML: %w", err)
	}
	return Copy{Form: FormXML, Statement: s, Document: d}, nil
}

// checkPDF checks the data in the PDF, and then that its pages are what these
// data make, in one of the languages.
func (p *Printer) checkPDF(keys *KeySet, copied []byte) (Copy, error) {
	data, err := pdf.Attached(copied)
	if err != nil {
		return Copy{}, fmt.Errorf("check the PDF: %w: %w", ErrNotDocument, err)
	}
	c, err := checkXML(keys, data)
	if err != nil {
		return Copy{}, err
	}
	c.Form = FormPDF
	for _, l := range locale.Languages() {
		drawn, err := p.PDF(c.Document, l)
		if err != nil {
			return Copy{}, fmt.Errorf("check the PDF: %w", err)
		}
		if pdf.Same(copied, drawn) {
			return c, nil
		}
	}
	return c, fmt.Errorf("check the PDF: %w", ErrPage)
}

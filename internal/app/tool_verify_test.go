package app

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
)

// An e-invoice is not checked, which says nothing against it.
func TestVerifyAnEInvoice(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "rekins.xml")
	writeFile(t, file, `<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"></Invoice>`)
	var said bytes.Buffer
	err := Verification{What: file, Configured: func() (config.Config, error) {
		c := config.Default()
		c.Web.PublicURL = "https://mm.example.org"
		c.Documents.Key, _ = keyPair(t, 1)
		return c, nil
	}}.Verify(t.Context(), &said)
	if !errors.Is(err, document.ErrEInvoice) || errors.Is(err, ErrNotGenuine) || said.Len() > 0 {
		t.Errorf("got %v, and it said %q", err, &said)
	}
}

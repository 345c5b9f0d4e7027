package ubl

import (
	"testing"
)

func TestIs(t *testing.T) {
	t.Parallel()
	const invoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
	for text, want := range map[string]bool{
		`<?xml version="1.0"?><Invoice xmlns="` + invoice + `">`:           true,
		`<!-- a word before --><u:Invoice xmlns:u="` + invoice + `"/>`:     true,
		`<u:Invoice xmlns="` + invoice + `" xmlns:u="urn:example:other"/>`: false,
		`<Invoice/>`: false,
		`<SupportingDocument xmlns="urn:example:other">` + invoice + `</SupportingDocument>`: false,
		"":           false,
		"%PDF-1.7":   false,
		"<?xml <<<<": false,
	} {
		if got := Is([]byte(text)); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

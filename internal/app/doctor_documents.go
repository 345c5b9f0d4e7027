package app

import "viss.gov.lv/mm/internal/config"

// checkDocuments looks at the keys of supporting documents, and at the address
// that is printed on them.
func checkDocuments(c config.Config) Findings {
	const what = "documents"
	var found Findings
	if c.Documents.PublicURL != "" {
		found = append(found, checkPublicURL("documents.publicUrl", c.Documents.PublicURL)...)
	}
	if _, err := openDocuments(c); err != nil {
		return append(found, failure(what, err.Error(), "list files with Ed25519 public keys in PEM; openssl pkey -in KEY -pubout makes one of a private key"))
	}
	others := "no other key is published"
	if n := len(c.Documents.PublicKeys); n > 0 {
		others = counted(n, "other key") + " published beside it"
	}
	return append(found, fine(what, "signed with an Ed25519 key; %s", others))
}

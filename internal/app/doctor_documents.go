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
	return append(found, fine(what, "signed with an Ed25519 key, published with %s more", counted(len(c.Documents.PublicKeys), "key")))
}

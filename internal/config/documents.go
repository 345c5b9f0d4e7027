package config

// Documents is about supporting documents.
type Documents struct {
	// The private key that documents are signed with, Ed25519 in PEM (PKCS #8), so
	// that anybody can tell a copy from a forgery. Make it with
	// `openssl genpkey -algorithm ed25519 -out documents.key`, keep it in a file of
	// its own, `file:PATH`, or in a variable, `env:NAME`, and give all instances
	// the same.
	Key Secret `yaml:"key" required:"true" example:"file:documents.key"`

	// Files with further public keys, PEM: those that signed before, since documents
	// are checked for years, and one that is to sign next, so that all instances
	// know it before the first one uses it. A private key's public part is made with
	// `openssl pkey -in documents.key -pubout`.
	PublicKeys []File `yaml:"publicKeys"`

	// The address that documents name for checking them, without a path. It leads to
	// the web listener, and is printed on paper: it must work for as long as
	// documents are kept. When empty, it is web.publicUrl.
	PublicURL string `yaml:"publicUrl"`
}

func (r *reader) checkDocuments(d Documents) {
	if !r.broken("documents.key") && d.Key.Reveal() != "" {
		r.checkKey("documents.key", d.Key)
	}
	r.checkBase("documents.publicUrl", d.PublicURL)
}

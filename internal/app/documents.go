package app

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/payerweb"
)

// documents is what makes and checks supporting documents.
type documents struct {
	signer *document.Signer
	keys   *document.KeySet
	// copies is the key that the cookies of payers are signed with, who may then
	// fetch a copy. All instances have the same.
	copies []byte
}

// openDocuments takes up the keys. The public part of the private key is
// published with the others.
func openDocuments(c config.Config) (*documents, error) {
	key, err := privateEd25519(c.Documents.Key.Reveal())
	if err != nil {
		return nil, fmt.Errorf("documents.key: %w", err)
	}
	d := &documents{}
	if d.signer, err = document.NewSigner(key, documentLinks(c)); err != nil {
		return nil, err
	}
	if d.keys, err = documentKeys(c, key); err != nil {
		return nil, err
	}
	d.copies, err = hkdf.Key(sha256.New, key.Seed(), nil, "MM cookies of payers", sha256.Size)
	return d, err
}

// documentLinks is the address that documents name, up to the code.
func documentLinks(c config.Config) string {
	base := c.Documents.PublicURL
	if base == "" {
		base = c.Web.PublicURL
	}
	return base + payerweb.CheckPath
}

// documentKeys are all keys that documents are checked with.
func documentKeys(c config.Config, key ed25519.PrivateKey) (*document.KeySet, error) {
	all := []ed25519.PublicKey{key.Public().(ed25519.PublicKey)} // of an Ed25519 key it is one
	for _, file := range c.Documents.PublicKeys {
		public, err := publicEd25519(file)
		if err != nil {
			return nil, fmt.Errorf("documents.publicKeys: %w", err)
		}
		all = append(all, public)
	}
	keys, err := document.NewKeySet(all...)
	if err != nil {
		return nil, fmt.Errorf("documents.publicKeys: %w", err)
	}
	return keys, nil
}

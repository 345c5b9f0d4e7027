package document

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"viss.gov.lv/mm/pay"
)

// Signer certifies documents with the key of today. It does no I/O, and the
// same document gives the same statement (RFC 8032).
type Signer struct {
	key   ed25519.PrivateKey
	id    KeyID
	links string
}

// NewSigner takes the private key and the address under which codes are
// checked, which gets the code appended: "https://mm.example.lv/d/".
func NewSigner(key ed25519.PrivateKey, links string) (*Signer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, errors.New("certify documents: not an Ed25519 private key")
	}
	u, err := url.Parse(links)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || !strings.HasSuffix(links, "/") {
		return nil, fmt.Errorf("certify documents: %q is not a web address that ends in /", links)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("certify documents: the key has no public part")
	}
	return &Signer{key: key, id: keyIDOf(public), links: links}, nil
}

// Certify gives a document its verification: code, link and statement. It is
// the last that is set before the document is kept; the number must be there.
func (s *Signer) Certify(d *pay.Document) error {
	d.Verification = pay.Verification{Link: s.links}
	statement, err := statementOf(d, s.id)
	if err != nil {
		return fmt.Errorf("certify %s: %w", d.Number, err)
	}
	body, err := statement.body()
	if err != nil {
		return fmt.Errorf("certify %s: %w", d.Number, err)
	}
	signature := ed25519.Sign(s.key, append([]byte(statementContext), body...))
	code := statement.Code()
	d.Verification = pay.Verification{
		Code: code, Link: s.links + code,
		Statement: statementText.EncodeToString(append(body, signature...)),
	}
	return nil
}

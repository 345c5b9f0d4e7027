package document

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"viss.gov.lv/mm/pay"
)

// KeyID names a public key: the first four bytes of its SHA-256.
type KeyID [4]byte

// String is the name in published keys.
func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

func keyIDOf(key ed25519.PublicKey) KeyID {
	sum := sha256.Sum256(key)
	return KeyID(sum[:4])
}

// KeySet is the public keys with which documents are and were certified. Old
// keys stay in it, so that old documents can be checked. It never changes.
type KeySet struct {
	keys map[KeyID]ed25519.PublicKey
}

// Errors of checks.
var (
	// ErrUnknownKey: the statement names a key that is not published.
	ErrUnknownKey = errors.New("the document names a key that MM has not published")
	// ErrSignature: the statement is not what was signed.
	ErrSignature = errors.New("the signature is not right: the statement was changed or is not MM's")
	// ErrAltered: the statement is MM's, but speaks of another document.
	ErrAltered = errors.New("the document is not the one that was issued: it was changed")
)

// NewKeySet collects public keys.
func NewKeySet(keys ...ed25519.PublicKey) (*KeySet, error) {
	set := &KeySet{keys: make(map[KeyID]ed25519.PublicKey, len(keys))}
	for _, k := range keys {
		if len(k) != ed25519.PublicKeySize {
			return nil, errors.New("a public key must have 32 bytes")
		}
		id := keyIDOf(k)
		if known, taken := set.keys[id]; taken && !known.Equal(k) {
			return nil, fmt.Errorf("two keys have the name %s; make another key", id)
		}
		set.keys[id] = k
	}
	return set, nil
}

// Statement checks a statement (StatementIn finds it in a scanned link). Every
// altered byte is an error.
func (k *KeySet) Statement(text string) (Statement, error) {
	s, body, signature, err := splitStatement(text)
	if err != nil {
		return Statement{}, err
	}
	key, ok := k.keys[s.Key]
	if !ok {
		return Statement{}, fmt.Errorf("%w: %s", ErrUnknownKey, s.Key)
	}
	if !ed25519.Verify(key, append([]byte(statementContext), body...), signature) {
		return Statement{}, ErrSignature
	}
	return s, nil
}

// Document checks that a document is what its statement says.
func (k *KeySet) Document(d *pay.Document) (Statement, error) {
	s, err := k.Statement(d.Verification.Statement)
	if err != nil {
		return Statement{}, err
	}
	want, err := statementOf(d, s.Key)
	v := d.Verification
	if err != nil || s != want || v.Code != s.Code() || !strings.HasSuffix(v.Link, "/"+v.Code) {
		return Statement{}, ErrAltered
	}
	return s, nil
}

// The published form of the keys is a JSON Web Key Set (RFC 7517, RFC 8037).
type (
	jwkSet struct {
		Keys []jwk `json:"keys"`
	}
	jwk struct {
		Type      string `json:"kty"`
		Curve     string `json:"crv"`
		Use       string `json:"use,omitempty"`
		Algorithm string `json:"alg,omitempty"`
		ID        string `json:"kid"`
		X         string `json:"x"`
	}
)

// Published is the set as it is published, the same bytes for the same keys.
func (k *KeySet) Published() []byte {
	set := jwkSet{Keys: []jwk{}}
	for id, key := range k.keys {
		set.Keys = append(set.Keys, jwk{
			Type: "OKP", Curve: "Ed25519", Use: "sig", Algorithm: "EdDSA",
			ID: id.String(), X: base64.RawURLEncoding.EncodeToString(key),
		})
	}
	slices.SortFunc(set.Keys, func(a, b jwk) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		panic("texts cannot fail to be JSON: " + err.Error())
	}
	return append(text, '\n')
}

// ParseKeySet reads a published set. Keys of other kinds are passed over; a
// key whose name is not its own is an error.
func ParseKeySet(text []byte) (*KeySet, error) {
	var set jwkSet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	var keys []ed25519.PublicKey
	for _, k := range set.Keys {
		if k.Type != "OKP" || k.Curve != "Ed25519" {
			continue
		}
		x, err := base64.RawURLEncoding.Strict().DecodeString(k.X)
		if err != nil || len(x) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("key %s: want 32 bytes in base64url", k.ID)
		}
		if id := keyIDOf(x); id.String() != k.ID {
			return nil, fmt.Errorf("key %s: its own name is %s", k.ID, id)
		}
		keys = append(keys, x)
	}
	if len(keys) == 0 {
		return nil, errors.New("read the keys: there is no Ed25519 key")
	}
	return NewKeySet(keys...)
}

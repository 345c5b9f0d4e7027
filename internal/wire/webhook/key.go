package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
)

// Scheme is how a signature is made, by the name that it bears.
type Scheme string

// The schemes of the specification ("Signature scheme").
const (
	HMAC    Scheme = "v1"  // HMAC-SHA256 with a secret that both sides know
	Ed25519 Scheme = "v1a" // Ed25519; the receiver knows the public key only
)

// Prefixes of keys in writing ("Signature scheme", secret serialization).
const (
	secretPrefix = "whsec_"
	publicPrefix = "whpk_"
)

// Bounds of a shared secret in bytes ("Signature scheme": 192 to 512 bits).
const (
	minSecret = 24
	maxSecret = 64
)

// Key signs messages. It shows itself nowhere but in Receiver.
type Key struct {
	secret  []byte             // HMAC
	private ed25519.PrivateKey // Ed25519
}

// NewHMAC makes a key of a secret of 24 to 64 bytes.
func NewHMAC(secret []byte) (Key, error) {
	if len(secret) < minSecret || len(secret) > maxSecret {
		return Key{}, fmt.Errorf("webhook: a secret has %d to %d bytes, not %d", minSecret, maxSecret, len(secret))
	}
	return Key{secret: secret}, nil
}

// NewEd25519 makes a key of a seed of 32 bytes (RFC 8032, section 5.1.5).
func NewEd25519(seed []byte) (Key, error) {
	if len(seed) != ed25519.SeedSize {
		return Key{}, fmt.Errorf("webhook: a seed of Ed25519 has %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	return Key{private: ed25519.NewKeyFromSeed(seed)}, nil
}

// Scheme is how the key signs.
func (k Key) Scheme() Scheme {
	if k.private != nil {
		return Ed25519
	}
	return HMAC
}

// Receiver is what a receiver verifies with, as its library wants it: the secret
// itself, whsec_…, of HMAC, which is to be kept as one; the public key, whpk_…,
// of Ed25519.
func (k Key) Receiver() string {
	if k.private != nil {
		public, _ := k.private.Public().(ed25519.PublicKey) // of an Ed25519 key it is one
		return publicPrefix + base64.StdEncoding.EncodeToString(public)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(k.secret)
}

// String names the scheme only.
func (k Key) String() string { return "key of " + string(k.Scheme()) }

// GoString is what %#v prints.
func (k Key) GoString() string { return "webhook.Key(" + string(k.Scheme()) + ")" }

// LogValue is what slog writes.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func (k Key) sign(content []byte) []byte {
	if k.private != nil {
		return ed25519.Sign(k.private, content)
	}
	return mac(k.secret, content)
}

func mac(secret, content []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(content)
	return h.Sum(nil)
}

// Trusted is a key that a receiver verifies with.
type Trusted struct {
	secret []byte
	public ed25519.PublicKey
}

// ParseTrusted reads a key as Receiver writes it. The error does not show it.
func ParseTrusted(text string) (Trusted, error) {
	if rest, ok := strings.CutPrefix(text, publicPrefix); ok {
		public, err := base64.StdEncoding.Strict().DecodeString(rest)
		if err != nil || len(public) != ed25519.PublicKeySize {
			return Trusted{}, fmt.Errorf("webhook: after %s stand %d bytes in base64", publicPrefix, ed25519.PublicKeySize)
		}
		return Trusted{public: public}, nil
	}
	rest, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return Trusted{}, fmt.Errorf("webhook: a key begins with %s or %s", secretPrefix, publicPrefix)
	}
	secret, err := base64.StdEncoding.Strict().DecodeString(rest)
	if err != nil || len(secret) < minSecret || len(secret) > maxSecret {
		return Trusted{}, fmt.Errorf("webhook: after %s stand %d to %d bytes in base64", secretPrefix, minSecret, maxSecret)
	}
	return Trusted{secret: secret}, nil
}

// genuine tells whether a signature of a scheme is of this key.
func (t Trusted) genuine(s Scheme, content, signature []byte) bool {
	switch {
	case s == Ed25519 && t.public != nil:
		return ed25519.Verify(t.public, content, signature)
	case s == HMAC && t.secret != nil:
		return hmac.Equal(mac(t.secret, content), signature)
	}
	return false
}

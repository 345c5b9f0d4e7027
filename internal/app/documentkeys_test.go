package app

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/pay"
)

// keyPair is a key as files and configurations hold it: all bytes of its seed
// are n.
func keyPair(t *testing.T, n byte) (private config.Secret, public config.File) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	open, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key.pub")
	writeFile(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open})))
	return config.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))), config.File(file)
}

// A key that no longer signs still proves what it signed; one that is not
// published proves nothing.
func TestKeysOfDocumentsRotate(t *testing.T) {
	t.Parallel()
	old, oldPublic := keyPair(t, 1)
	fresh, _ := keyPair(t, 2)
	c := config.Default()
	c.Web.PublicURL = "https://mm.example.org"
	c.Documents.Key = old
	before, err := openDocuments(c)
	if err != nil {
		t.Fatal(err)
	}
	d := &pay.Document{Type: pay.DocumentConfirmation, Number: "VRAA-2026-000001", Date: "2026-11-22", Issued: time.Unix(1, 0), Currency: pay.Euro}
	if err := before.signer.Certify(d); err != nil {
		t.Fatal(err)
	}
	if want := "https://mm.example.org/d/" + d.Verification.Code; d.Verification.Link != want {
		t.Errorf("the link is %s, want %s", d.Verification.Link, want)
	}
	c.Documents.Key, c.Documents.PublicKeys, c.Documents.PublicURL = fresh, []config.File{oldPublic}, "https://check.example.org"
	after, err := openDocuments(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := after.keys.Document(d); err != nil {
		t.Errorf("after the change of keys: %v", err)
	}
	if bytes.Equal(before.copies, after.copies) || len(after.copies) != 32 {
		t.Error("cookies are signed as before")
	}
	c.Documents.PublicKeys = nil
	forgotten, err := openDocuments(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := forgotten.keys.Document(d); !errors.Is(err, document.ErrUnknownKey) {
		t.Errorf("without the old key: %v", err)
	}
	c.Documents.PublicKeys = []config.File{"/nonexistent.pub"}
	if _, err := openDocuments(c); err == nil {
		t.Error("a key that cannot be read is no fault")
	}
}

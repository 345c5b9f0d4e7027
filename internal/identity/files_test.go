package identity_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/identity/authority"
)

func TestReadCertificates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	root := newAuthority(t, "root")
	between, err := root.Intermediate("between")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := client(t, between, authority.Holder{}).BundlePEM("demo")
	if err != nil {
		t.Fatal(err)
	}
	key, err := root.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	certs, err := identity.ReadCertificates(write("root.pem", root.CertificatePEM()), write("bundle.pem", bundle))
	if err != nil {
		t.Fatal(err)
	}
	if len(certs) != 3 || !certs[0].Equal(root.Certificate()) || !certs[2].Equal(between.Certificate()) {
		t.Errorf("%d certificates were read, want 3 in their order", len(certs))
	}
	if _, err := identity.ReadCertificates(write("key.pem", key)); err == nil {
		t.Error("a file without a certificate was read")
	}
	if _, err := identity.ReadCertificates(filepath.Join(dir, "missing.pem")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}

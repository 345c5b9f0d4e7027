package authority

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"viss.gov.lv/mm/pay"
)

// Names of the authority's own files in its folder.
const (
	certificateFile = "ca.pem"
	keyFile         = "ca-key.pem"
	listFile        = "ca.crl"
)

// Folder is where an authority lives on disk: its certificate, its key (mode
// 0600, plain) and its revocation list.
type Folder string

// Certificate is the path of the authority's certificate, which servers and
// clients trust.
func (f Folder) Certificate() string { return filepath.Join(string(f), certificateFile) }

// RevocationList is the path of the list, which servers read.
func (f Folder) RevocationList() string { return filepath.Join(string(f), listFile) }

func (f Folder) key() string { return filepath.Join(string(f), keyFile) }

// Create makes a new authority with an empty revocation list. It refuses a
// folder that holds one: its certificates would all be lost.
func (f Folder) Create(machine pay.Clock, entropy io.Reader, name string) (*Authority, error) {
	for _, path := range []string{f.Certificate(), f.key()} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("create authority: %s exists already", path)
		}
	}
	a, err := New(machine, entropy, name)
	if err != nil {
		return nil, err
	}
	key, err := a.KeyPEM()
	if err != nil {
		return nil, err
	}
	list, err := a.Revoke(nil)
	if err != nil {
		return nil, err
	}
	return a, write([]file{{f.key(), key, secret}, {f.RevocationList(), list, public}, {f.Certificate(), a.CertificatePEM(), public}})
}

// Open takes up the authority of the folder; errors.Is(err, fs.ErrNotExist)
// when there is none.
func (f Folder) Open(machine pay.Clock, entropy io.Reader) (*Authority, error) {
	cert, err := os.ReadFile(f.Certificate())
	if err != nil {
		return nil, fmt.Errorf("open authority: %w", err)
	}
	key, err := os.ReadFile(f.key())
	if err != nil {
		return nil, fmt.Errorf("open authority: %w", err)
	}
	return Load(machine, entropy, cert, key)
}

// Revoke adds certificates to the folder's revocation list and writes it anew;
// without any it renews the list.
func (f Folder) Revoke(a *Authority, certs ...*x509.Certificate) error {
	previous, err := os.ReadFile(f.RevocationList())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read revocation list: %w", err)
	}
	list, err := a.Revoke(previous, certs...)
	if err != nil {
		return err
	}
	return write([]file{{f.RevocationList(), list, public}})
}

// Files are the absolute paths of what was written for one certificate.
type Files struct {
	Certificate string // PEM, with intermediates
	Key         string // PEM, not encrypted, mode 0600
	Bundle      string // PEM with certificate and encrypted key; clients only
	PFX         string // in the encryption that opens everywhere; clients only
	ModernPFX   string // in the encryption of today; clients only
}

// FilesOf are the paths where WriteServer and WriteClient write a certificate
// of a name: NAME.pem, NAME-key.pem, and for clients NAME-bundle.pem, NAME.pfx
// and NAME-modern.pfx.
func FilesOf(dir, name string) (Files, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Files{}, fmt.Errorf("find the folder of certificates: %w", err)
	}
	base := filepath.Join(dir, name)
	return Files{
		Certificate: base + ".pem", Key: base + "-key.pem",
		Bundle: base + "-bundle.pem", PFX: base + ".pfx", ModernPFX: base + "-modern.pfx",
	}, nil
}

// WriteServer writes certificate and key. What is there already it replaces.
func (i *Issued) WriteServer(dir, name string) (Files, error) {
	paths, err := FilesOf(dir, name)
	if err != nil {
		return Files{}, err
	}
	key, err := i.KeyPEM()
	if err != nil {
		return Files{}, err
	}
	paths.Bundle, paths.PFX, paths.ModernPFX = "", "", ""
	return paths, write([]file{{paths.Key, key, secret}, {paths.Certificate, i.CertificatePEM(), public}})
}

// WriteClient writes every form that clients open: certificate and key, and
// the three that are encrypted with the password. What is there already it
// replaces.
func (i *Issued) WriteClient(dir, name, password string) (Files, error) {
	bundle, err := i.BundlePEM(password)
	if err != nil {
		return Files{}, err
	}
	legacy, err := i.LegacyPFX(password)
	if err != nil {
		return Files{}, err
	}
	modern, err := i.PFX(password)
	if err != nil {
		return Files{}, err
	}
	if _, err := i.WriteServer(dir, name); err != nil {
		return Files{}, err
	}
	paths, err := FilesOf(dir, name)
	if err != nil {
		return Files{}, err
	}
	return paths, write([]file{{paths.Bundle, bundle, secret}, {paths.PFX, legacy, secret}, {paths.ModernPFX, modern, secret}})
}

// ReadCertificate reads the first certificate of a file, PEM or DER.
func ReadCertificate(path string) (*x509.Certificate, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == typeCertificate {
			data = block.Bytes
			break
		}
	}
	cert, err := x509.ParseCertificate(data)
	if err != nil {
		return nil, fmt.Errorf("read certificate %s: %w", path, err)
	}
	return cert, nil
}

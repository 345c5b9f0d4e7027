package app

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// demoPassword protects the client keys of the demonstration, as the published
// samples write it.
const demoPassword = "demo"

// demoFiles is what the demonstration keeps in its folder beside the database:
// an authority, certificates, the keys of the demo bank, of documents and of
// signed notices.
// What is there is used again, so that a restart does not break what was
// configured with it.
type demoFiles struct {
	dir      string
	ca       authority.Folder
	server   authority.Files
	platform authority.Files
	clients  map[pay.InstitutionCode]authority.Files
	prints   map[pay.InstitutionCode][]pay.Fingerprint
	mmKey    ed25519.PrivateKey // with which MM signs for the demo bank
	bankKey  ed25519.PrivateKey // with which the demo bank signs
	mmPath   string
	bankPath string // public key

	documents config.Secret // the key that documents are signed with
	notices   config.Secret // the master key of signed notices
}

// demoInstitutions are those that get a client certificate, with its file name.
func demoInstitutions() map[pay.InstitutionCode]string {
	return map[pay.InstitutionCode]string{
		catalogue.SampleInstitution:      "client",
		catalogue.OtherSampleInstitution: "other-client",
	}
}

// openDemoFiles takes up or makes the files of a folder. Making RSA keys takes
// most of the time, so all are made at once.
func openDemoFiles(dir string, machine pay.Clock) (*demoFiles, error) {
	f := &demoFiles{
		dir: dir, ca: authority.Folder(filepath.Join(dir, "certificates")),
		clients: map[pay.InstitutionCode]authority.Files{}, prints: map[pay.InstitutionCode][]pay.Fingerprint{},
	}
	ca, err := f.ca.Open(machine, rand.Reader)
	if errors.Is(err, fs.ErrNotExist) {
		ca, err = f.ca.Create(machine, rand.Reader, "MM demo authority")
	}
	if err != nil {
		return nil, err
	}
	if err := f.bankKeys(); err != nil {
		return nil, err
	}
	if f.documents, err = documentsKey(filepath.Join(dir, "documents.key")); err != nil {
		return nil, err
	}
	if f.notices, err = masterKey(filepath.Join(dir, demoNoticesKey)); err != nil {
		return nil, err
	}
	return f, f.certificates(ca)
}

// certificates makes what is missing of the server's and clients' certificates.
func (f *demoFiles) certificates(ca *authority.Authority) error {
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	do := func(work func() error) {
		group.Go(func() {
			if err := work(); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = errors.Join(failed, err)
			}
		})
	}
	do(func() (err error) {
		f.server, err = f.serverFiles(ca)
		return err
	})
	do(func() (err error) {
		f.platform, err = f.platformFiles(ca)
		return err
	})
	for code, name := range demoInstitutions() {
		do(func() error {
			files, print, err := f.clientFiles(ca, code, name)
			mu.Lock()
			defer mu.Unlock()
			f.clients[code], f.prints[code] = files, []pay.Fingerprint{print}
			return err
		})
	}
	group.Wait()
	return failed
}

func (f *demoFiles) serverFiles(ca *authority.Authority) (authority.Files, error) {
	files, err := authority.FilesOf(string(f.ca), "server")
	if err != nil {
		return files, err
	}
	if exists(files.Certificate) && exists(files.Key) {
		return files, nil
	}
	issued, err := ca.Server("localhost", "127.0.0.1", "::1")
	if err != nil {
		return files, err
	}
	return issued.WriteServer(string(f.ca), "server")
}

// platformFiles are the certificate and key of the portal's platform, which
// calls the JSON interface.
func (f *demoFiles) platformFiles(ca *authority.Authority) (authority.Files, error) {
	files, err := authority.FilesOf(string(f.ca), "platform")
	if err != nil {
		return files, err
	}
	if exists(files.Certificate) && exists(files.Key) {
		return files, nil
	}
	issued, err := ca.Client(authority.Holder{Name: "demo platform", Organization: "MM demo"})
	if err != nil {
		return files, err
	}
	return issued.WriteClient(string(f.ca), "platform", demoPassword)
}

func (f *demoFiles) clientFiles(ca *authority.Authority, code pay.InstitutionCode, name string) (authority.Files, pay.Fingerprint, error) {
	files, err := authority.FilesOf(string(f.ca), name)
	if err != nil {
		return files, pay.Fingerprint{}, err
	}
	if !exists(files.Certificate) || !exists(files.Key) || !exists(files.PFX) {
		issued, err := ca.Client(authority.Holder{Name: string(code) + " demo e-service", Organization: string(code)})
		if err != nil {
			return files, pay.Fingerprint{}, err
		}
		if files, err = issued.WriteClient(string(f.ca), name, demoPassword); err != nil {
			return files, pay.Fingerprint{}, err
		}
	}
	certs, err := readCertificates([]config.File{config.File(files.Certificate)})
	if err != nil {
		return files, pay.Fingerprint{}, err
	}
	return files, pay.FingerprintOf(certs[0].Raw), nil
}

// bankKeys takes up or makes the keys that MM and the demo bank sign with.
func (f *demoFiles) bankKeys() error {
	var err error
	f.mmPath = filepath.Join(f.dir, "demo-bank", "mm-key.pem")
	if f.mmKey, err = ed25519File(f.mmPath); err != nil {
		return err
	}
	private := filepath.Join(f.dir, "demo-bank", "bank-key.pem")
	if f.bankKey, err = ed25519File(private); err != nil {
		return err
	}
	f.bankPath, err = writePublic(private, f.bankKey.Public())
	return err
}

// documentsKey takes up or makes the key that documents are signed with.
func documentsKey(path string) (config.Secret, error) {
	if _, err := ed25519File(path); err != nil {
		return config.Secret{}, err
	}
	text, err := os.ReadFile(path)
	return config.NewSecret(string(text)), err
}

// demoNoticesKey is the file of the master key of signed notices.
const demoNoticesKey = "notices.key"

// masterKey takes up or makes a master key of signed notices.
func masterKey(path string) (config.Secret, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // never fails
		text = []byte(base64.StdEncoding.EncodeToString(secret) + "\n")
		err = os.WriteFile(path, text, 0o600)
	}
	return config.NewSecret(strings.TrimSpace(string(text))), err
}

// ed25519File reads a private key, or makes one where there is none.
func ed25519File(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := privateEd25519(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

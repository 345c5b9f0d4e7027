package app

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

// CertificateTool is the work of `mm certificate` on the folder of a test
// authority. New files it writes at once; what would replace a file, or revoke
// a certificate, it only describes unless it was told yes.
type CertificateTool struct {
	dir     string
	yes     bool
	out     io.Writer
	machine pay.Clock
	entropy io.Reader
}

// NewCertificateTool makes a tool for the authority in a folder, which tells on
// out what it did.
func NewCertificateTool(dir string, out io.Writer, yes bool) *CertificateTool {
	return &CertificateTool{dir: filepath.Clean(dir), yes: yes, out: out, machine: machineClock(), entropy: rand.Reader}
}

func (t *CertificateTool) folder() authority.Folder { return authority.Folder(t.dir) }

// Authority makes a new authority in the folder. One that is there already it
// refuses to replace, yes or no: all certificates of it would be worthless.
func (t *CertificateTool) Authority(name string) error {
	a, err := t.folder().Create(t.machine, t.entropy, name)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Made the authority %s, valid until %s, in %s.\n\n", name, date(a.Certificate().NotAfter), t.dir)
	fmt.Fprintf(t.out, "Put this into the configuration:\n\n    services:\n      clientAuthorities:\n        - %s\n      revocationLists:\n        - %s\n\n",
		t.folder().Certificate(), t.folder().RevocationList())
	_, err = fmt.Fprintln(t.out, "It is for tests: whoever reads its key can be any caller. Its revocation list is due again in 30 days; `mm certificate revoke` without a file renews it.")
	return err
}

// ClientCertificate is what a client certificate says, and how it is kept.
type ClientCertificate struct {
	Name           string // common name; the files are named after it
	Organization   string // may be empty
	RegistrationNo string // may be empty
	Password       string // of the encrypted files; empty: one is made and shown
	Days           int    // of validity; 0: two years
}

// Client issues a client certificate and writes every form of it that clients
// open.
func (t *CertificateTool) Client(c ClientCertificate) error {
	paths, err := authority.FilesOf(t.dir, fileName(c.Name))
	if err != nil {
		return err
	}
	a, err := t.open(paths.Certificate, paths.Key, paths.Bundle, paths.PFX, paths.ModernPFX)
	if a == nil || err != nil {
		return err
	}
	made := c.Password == ""
	if made {
		if c.Password, err = t.password(); err != nil {
			return err
		}
	}
	holder := authority.Holder{Name: c.Name, Organization: c.Organization, RegistrationNo: c.RegistrationNo}
	if c.Days > 0 {
		holder.NotAfter = t.machine.Now().AddDate(0, 0, c.Days)
	}
	issued, err := a.Client(holder)
	if err != nil {
		return err
	}
	if paths, err = issued.WriteClient(t.dir, fileName(c.Name), c.Password); err != nil {
		return err
	}
	return t.tellClient(issued, c, paths, made)
}

func (t *CertificateTool) tellClient(issued *authority.Issued, c ClientCertificate, paths authority.Files, made bool) error {
	until := date(issued.Certificate.NotAfter)
	fmt.Fprintf(t.out, "Made a client certificate for %s, valid until %s:\n\n", c.Name, until)
	rows := table(t.out)
	for _, row := range [][2]string{
		{paths.Certificate, "certificate"},
		{paths.Key, "key, not encrypted"},
		{paths.Bundle, "certificate and encrypted key in one file, as PHP and curl take it"},
		{paths.PFX, "the same as PFX, in the encryption that opens everywhere"},
		{paths.ModernPFX, "the same as PFX, in the encryption of today"},
	} {
		fmt.Fprintf(rows, "  %s\t%s\n", row[0], row[1])
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	if made {
		fmt.Fprintf(t.out, "\nThe password of the last three, shown only now: %s\n", c.Password)
	}
	_, err := fmt.Fprintf(t.out, "\nPut this into the catalogue, under the institution:\n\n    certificates:\n      - %q # %s, until %s\n", issued.Fingerprint().String(), c.Name, until)
	return err
}

// Server issues a server certificate for host names and addresses; without any,
// for this machine.
func (t *CertificateTool) Server(name string, hosts []string) error {
	paths, err := authority.FilesOf(t.dir, fileName(name))
	if err != nil {
		return err
	}
	a, err := t.open(paths.Certificate, paths.Key)
	if a == nil || err != nil {
		return err
	}
	issued, err := a.Server(hosts...)
	if err != nil {
		return err
	}
	if paths, err = issued.WriteServer(t.dir, fileName(name)); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Made a server certificate for %s, valid until %s.\n", strings.Join(namesOf(issued.Certificate), ", "), date(issued.Certificate.NotAfter))
	fmt.Fprintf(t.out, "Fingerprint: %s\n\n", issued.Fingerprint())
	fmt.Fprintf(t.out, "Put this into the configuration, under services or web:\n\n    tls:\n      certificate: %s\n      key: %s\n\n", paths.Certificate, paths.Key)
	_, err = fmt.Fprintf(t.out, "Callers must trust %s.\n", t.folder().Certificate())
	return err
}

// open takes up the authority to write the given files with it. It gives nil
// when files would be replaced and nobody said yes.
func (t *CertificateTool) open(files ...string) (*authority.Authority, error) {
	a, err := t.folder().Open(t.machine, t.entropy)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no authority in %s; make one with: mm certificate authority --dir %s --name NAME", t.dir, t.dir)
	}
	if err != nil {
		return nil, err
	}
	own, err := authority.FilesOf(t.dir, "ca")
	if err != nil {
		return nil, err
	}
	var replaced []string
	for _, file := range files {
		if file == own.Certificate || file == own.Key {
			return nil, fmt.Errorf("%s would take the place of the authority's own file: choose another name", file)
		}
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			replaced = append(replaced, file)
		}
	}
	if len(replaced) == 0 || t.yes {
		return a, nil
	}
	_, err = fmt.Fprintf(t.out, "Would replace these files, and their key would be lost:\n\n  %s\n\nAdd --yes to do it, or choose another name.\n", strings.Join(replaced, "\n  "))
	return nil, err
}

// password is 80 random bits that can be read out.
func (t *CertificateTool) password() (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(t.entropy, b[:]); err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// fileName makes a file's name of what a certificate is called: letters,
// digits, dots and underscores stay, anything else becomes a hyphen.
func fileName(name string) string {
	made := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || c == '.' || c == '_' {
			return unicode.ToLower(c)
		}
		return '-'
	}, name)
	if made = strings.Trim(made, ".-"); made == "" {
		return "certificate"
	}
	return made
}

// date is a day in Riga.
func date(t time.Time) string { return t.In(pay.Riga()).Format(time.DateOnly) }

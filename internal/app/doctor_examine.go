package app

import (
	"context"
	"crypto/x509"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/pay"
)

// databaseTimeout bounds how long a check of a set-up waits for the database.
const databaseTimeout = 15 * time.Second

// Examination is what `mm doctor` looks at.
type Examination struct {
	File         string              // of the configuration
	Getenv       func(string) string // the environment that overrides it
	Certificates []string            // files with certificates of institutions, whose dates are to be looked at
}

// Examine looks at a set-up from the configuration to the work that is due, and
// says what is wrong and what to do about it. It changes nothing. While the
// configuration cannot be read, nothing else can be looked at.
func Examine(ctx context.Context, o Examination) Findings {
	found := Findings{fine("program", "%s", Version())}
	found = append(found, checkUser(os.Geteuid())...)
	return append(found, examine(ctx, o, machineClock())...)
}

// examine looks at a set-up at the time of a clock.
func examine(ctx context.Context, o Examination, machine pay.Clock) Findings {
	c, err := config.Load(o.File, o.Getenv)
	found := checkConfiguration(o.File, err)
	if err != nil {
		return found
	}
	e := examiner{config: c, machine: machine}
	found = append(found, e.settings(o.File)...)
	found = append(found, e.certificates(ctx)...)
	found = append(found, e.mail(ctx)...)
	return append(found, e.stored(ctx, o.Certificates)...)
}

// examiner gathers the facts that the checks judge.
type examiner struct {
	config  config.Config
	machine pay.Clock
}

// settings checks what the configuration alone tells.
func (e *examiner) settings(file string) Findings {
	c := e.config
	found := checkSecrets(secretFiles(file, c))
	found = append(found, checkPublicURL("web.publicUrl", c.Web.PublicURL)...)
	if c.Services.PublicURL != "" {
		found = append(found, checkPublicURL("services.publicUrl", c.Services.PublicURL)...)
	}
	found = append(found, checkWebWithoutTLS(c)...)
	found = append(found, checkOps(c.Ops.Address)...)
	found = append(found, checkTrusted(c.Proxy.Trusted)...)
	found = append(found, checkPlatformNetworks(c.Services.PlatformNetworks)...)
	found = append(found, checkAllowed(c.Deliveries.AllowPrivate)...)
	found = append(found, checkProviders(c.Providers)...)
	return append(found, checkDocuments(c)...)
}

// certificates checks the files of the listeners.
func (e *examiner) certificates(ctx context.Context) Findings {
	now := e.machine.Now()
	var found Findings
	for _, l := range []struct {
		what, publicURL string
		files           config.TLS
	}{
		{"web.tls", e.config.Web.PublicURL, e.config.Web.TLS},
		{"services.tls", e.config.Services.PublicURL, e.config.Services.TLS},
	} {
		if !l.files.Set() {
			continue
		}
		leaf, err := readPair(l.files)
		found = append(found, checkServerCertificate(l.what, leaf, err, l.publicURL, len(e.config.Proxy.Trusted) > 0, now)...)
		found = append(found, checkMode(l.what+".key", modeOf(string(l.files.Key)))...)
	}
	s := e.config.Services
	var above []*x509.Certificate
	for _, l := range []struct {
		what  string
		files []config.File
		issue bool
	}{
		{"services.clientAuthorities", s.ClientAuthorities, true},
		{"services.intermediates", s.Intermediates, true},
		{"services.platformCertificates", s.PlatformCertificates, false},
	} {
		for _, file := range l.files {
			certs, err := readCertificates([]config.File{file})
			found = append(found, checkCertificates(l.what, string(file), certs, err, l.issue, now)...)
			if l.issue {
				above = append(above, certs...)
			}
		}
	}
	return append(found, e.revocationLists(ctx, above)...)
}

// stored checks the database and what lies in it.
func (e *examiner) stored(ctx context.Context, certificates []string) Findings {
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	found, ready := e.databaseServer(ctx)
	if !ready {
		return found
	}
	db, err := openDatabase(ctx, e.config.Database)
	if err != nil {
		return append(found, failure("database", err.Error(), "see that it is there and that this user may use it"))
	}
	defer func() { _ = db.Close() }() // nothing was written
	have, want, err := db.SchemaVersion(ctx)
	found = append(found, checkSchema(have, want, err, e.config.Database.Migrate)...)
	if err != nil || have < want {
		return found
	}
	l := ledger{db: db, config: e.config, machine: e.machine.Now()}
	return append(found, l.examine(ctx, certificates)...)
}

// fileFacts is a path with its permissions.
type fileFacts struct {
	path string
	mode fs.FileMode
	err  error
}

func modeOf(path string) fileFacts {
	info, err := os.Stat(path) //nolint:gosec // operators name the files that are looked at
	if err != nil {
		return fileFacts{path: path, err: err}
	}
	return fileFacts{path: path, mode: info.Mode()}
}

// beside is a path as the configuration means it: from its own folder.
func beside(configuration, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(configuration), path)
}

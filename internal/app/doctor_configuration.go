package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"viss.gov.lv/mm/internal/config"
)

// checkUser warns of root: it may read what the server's own user may not.
func checkUser(uid int) Findings {
	if uid != 0 {
		return nil
	}
	return Findings{warning("user", "this is root, who may read everything", "run it as the user of `mm serve`, so that permissions are judged as its own")}
}

// checkConfiguration tells every fault of the configuration.
func checkConfiguration(path string, err error) Findings {
	const what = "configuration"
	faults, ok := errors.AsType[config.Faults](err)
	switch {
	case err == nil:
		return Findings{fine(what, "%s is right", path)}
	case !ok:
		return Findings{failure(what, err.Error(), "name the file with --config, or begin one: mm config example > mm.yaml")}
	}
	var found Findings
	for _, f := range faults {
		found = append(found, failure(what, f.String(), "mend it; docs/configuration.md explains every setting"))
	}
	return found
}

var secretReference = regexp.MustCompile(`(?m)^[^#\n]*:\s*["']?file:([^"'\s#]+)`)

// secretFiles lists the files that hold secrets: those that the configuration
// names as file:PATH, and itself when a secret stands in it.
func secretFiles(path string, c config.Config) []fileFacts {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil // everything came from the environment
	}
	var files []fileFacts
	if holdsSecret(string(text), c) {
		files = append(files, modeOf(path))
	}
	for _, m := range secretReference.FindAllStringSubmatch(string(text), -1) {
		files = append(files, modeOf(beside(path, m[1])))
	}
	return files
}

func holdsSecret(text string, c config.Config) bool {
	address := c.Database.URL.Reveal()
	if strings.Contains(text, "PRIVATE KEY-----") || strings.Contains(address, "@") && strings.Contains(text, address) {
		return true
	}
	for _, secret := range []config.Secret{c.Mail.Password, c.Notifications.MasterKey, c.Notifications.PreviousMasterKey} {
		if s := secret.Reveal(); s != "" && strings.Contains(text, s) {
			return true
		}
	}
	return false
}

func checkSecrets(files []fileFacts) Findings {
	var found Findings
	for _, f := range files {
		found = append(found, checkMode("secrets", f)...)
	}
	return found
}

// checkMode warns of a file with a secret that others may read. A file that
// cannot be looked at is told by whoever reads it.
func checkMode(what string, f fileFacts) Findings {
	const others = 0o077
	if f.err != nil || f.mode&others == 0 {
		return nil
	}
	name := filepath.Base(f.path)
	return Findings{warning(what, fmt.Sprintf("%s may be read or written by others (mode %04o)", name, f.mode.Perm()), "chmod 600 "+f.path)}
}

// checkProviders warns of stand-ins, loudly, and of a server that can ask
// nobody for money.
func checkProviders(all []config.Provider) Findings {
	const what = "providers"
	if len(all) == 0 {
		return Findings{warning(what, "none is configured: nothing can be paid", "list the banks and card acquirers under providers")}
	}
	var found Findings
	for _, p := range all {
		if p.Protocol == config.ProtocolDemo {
			found = append(found, warning(what, fmt.Sprintf("%s is a stand-in: NO REAL MONEY MOVES, and requests become paid all the same", p.Code), "take it out of an installation that serves real payers"))
			continue
		}
		found = append(found, fine(what, "%s, %s", p.Code, p.Protocol))
	}
	return found
}

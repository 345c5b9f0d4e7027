package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// demoConfigFile is a configuration with which the operator's tools look at the
// demonstration.
const demoConfigFile = "mm.yaml"

// writeConfig writes the configuration, in one piece, by rename. It holds what
// the tools need; the demonstration itself does not read it.
func (d *Demo) writeConfig() error {
	var b bytes.Buffer
	b.WriteString("# Written by `mm demo` for the operator's tools: mm request show --config FILE …\n")
	for _, row := range []struct{ at, value string }{
		{"database: {url: %s}\n", d.database()},
		{"web: {publicUrl: %s}\n", d.places.urls["web"]},
		{"services:\n  clientAuthorities: [%s]\n", d.files.ca.Certificate()},
		{"  revocationLists: [%s]\n", d.files.ca.RevocationList()},
		{"  tls: {certificate: %s, ", d.files.server.Certificate},
		{"key: %s}\n", d.files.server.Key},
		{"documents: {key: %s}\n", "file:" + filepath.Join(d.options.Data, "documents.key")},
		{"notifications: {masterKey: %s}\n", "file:" + filepath.Join(d.options.Data, demoNoticesKey)},
		{"providers:\n  - {code: DEMO0000, protocol: demo, url: %s, ", d.places.urls["sandbox"] + "/bank"},
		{"merchant: %s, ", demoMerchant},
		{"bank: %s, ", demoBank},
		{"key: %s, ", "file:" + d.files.mmPath},
		{"bankKey: %s}\n", d.files.bankPath},
	} {
		fmt.Fprintf(&b, row.at, strconv.Quote(row.value)) // Go's quotes are YAML's, too
	}
	path := filepath.Join(d.options.Data, demoConfigFile)
	if err := os.WriteFile(path+".new", b.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

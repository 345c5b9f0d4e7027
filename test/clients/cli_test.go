package clients_test

import (
	"os"
	"path/filepath"
	"testing"
)

// config writes a configuration with which the operator's tools find the
// demo's database, and gives its path.
func (d *demo) config(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mm.yaml")
	certificates := filepath.Dir(d.CA)
	text := "database:\n  url: \"" + d.Database + "\"\n" +
		"web:\n  publicUrl: " + d.Web + "\n" +
		"services:\n  tls:\n    certificate: " + filepath.Join(certificates, "server.pem") +
		"\n    key: " + filepath.Join(certificates, "server-key.pem") +
		"\n  clientAuthorities: [" + d.CA + "]\n" +
		"documents:\n  key: file:" + filepath.Join(filepath.Dir(certificates), "documents.key") + "\n" +
		"notifications:\n  masterKey: file:" + filepath.Join(filepath.Dir(certificates), "notices.key") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mm runs an operator's tool beside the running demo.
func (d *demo) mm(t testing.TB, arguments ...string) string {
	t.Helper()
	return mustRun(t, program(t), append(arguments, "--config", d.config(t))...)
}

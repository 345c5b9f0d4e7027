package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// demoEnvironmentFile is demo.json for a shell.
const demoEnvironmentFile = "demo.env"

// writeEnvironment writes the texts of demo.json as assignments that a POSIX
// shell reads: payment_soap becomes DEMO_PAYMENT_SOAP.
func (d *Demo) writeEnvironment() error {
	text, err := json.Marshal(d.Facts)
	if err != nil {
		return err
	}
	var facts map[string]any
	if err := json.Unmarshal(text, &facts); err != nil {
		return err
	}
	var lines []string
	for key, value := range facts {
		if s, ok := value.(string); ok {
			quoted := "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
			lines = append(lines, "DEMO_"+strings.ToUpper(key)+"="+quoted+"\n")
		}
	}
	slices.Sort(lines)
	return os.WriteFile(filepath.Join(d.options.Data, demoEnvironmentFile), []byte(strings.Join(lines, "")), 0o600)
}

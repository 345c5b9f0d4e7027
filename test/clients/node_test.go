package clients_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// node runs a script that may import what test/package.json lists.
func node(t *testing.T, arguments ...string) string {
	t.Helper()
	if _, err := os.Stat("../node_modules/soap"); err != nil {
		t.Fatal("the npm package soap is missing: scripts/setup installs it, or npm ci in test/")
	}
	return mustRun(t, tool(t, "node"), arguments...)
}

// fault is what a Node program sees of a refusal.
type fault struct {
	HTTP      int
	FaultCode string
	Code      string
	Message   string
	Answered  any
}

func TestNodeSOAP(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	foreign := d.other.save(t, sale{step: "PT201", lines: []line{{"Quantity", "1", "1"}}})
	for _, query := range []string{"singleWsdl", "wsdl"} {
		t.Run(query, func(t *testing.T) {
			said := node(t, "testdata/node/client.mjs", filepath.Join(d.dir, "demo.json"), query, foreign)
			var got struct {
				ID, URL, Status, Alias string
				Foreign, Step          fault
			}
			if err := json.Unmarshal([]byte(said), &got); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			if len(got.ID) != len(nobody) || !strings.HasSuffix(got.URL, "?id="+got.ID) {
				t.Errorf("saved as %q with address %q", got.ID, got.URL)
			}
			if got.Status != "P" || got.Alias != "P" {
				t.Errorf("status %q, by its other name %q, want P", got.Status, got.Alias)
			}
			if f := got.Foreign; f.HTTP != 500 || f.Code != "MM301" || f.Message == "" || f.FaultCode != "s:Client" {
				t.Errorf("of another institution's request: %+v", f)
			}
			if f := got.Step; f.Code != "MM103" || !strings.Contains(f.Message, "ServiceStep") {
				t.Errorf("with an unknown step: %+v", f)
			}
		})
	}
}

package main

import (
	"testing"

	"github.com/alecthomas/kong"
)

// What the documents tell operators to type is understood.
func TestToolsCommandLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"certificate authority", []string{"certificate", "authority", "--dir", "ca", "--name", "MM test authority"}},
		{"certificate client", []string{"certificate", "client", "--dir", "ca", "--name", "VRAA", "--organization", "VRAA", "--registration-no", "90001733697", "--password", "demo", "--days", "30", "--yes"}},
		{"certificate server", []string{"certificate", "server", "--dir", "ca", "--host", "mm.example.org", "--host", "10.0.0.1"}},
		{"certificate revoke", []string{"certificate", "revoke", "--dir", "ca"}},
		{"certificate revoke <FILE>", []string{"certificate", "revoke", "--dir", "ca", "ca/vraa.pem", "--yes"}},
		{"certificate show <FILE>", []string{"certificate", "show", "ca/vraa.pem", "ca/ca.pem"}},
		{"catalogue check <FILE>", []string{"catalogue", "check", "catalogue.yaml"}},
		{"catalogue import <FILE>", []string{"catalogue", "import", "--config", "mm.yaml", "catalogue.yaml", "--by", "operator", "--yes"}},
		{"catalogue export", []string{"catalogue", "export", "--version", "2", "--out", "next.yaml"}},
		{"catalogue versions", []string{"catalogue", "versions", "-c", "mm.yaml"}},
		{"doctor", []string{"doctor", "-c", "mm.yaml", "--json", "--certificate", "a.pem", "--certificate", "b.pem"}},
	} {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			parser, err := kong.New(&commands{})
			if err != nil {
				t.Fatal(err)
			}
			chosen, err := parser.Parse(tt.args)
			if err != nil {
				t.Fatal(err)
			}
			if got := chosen.Command(); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.args, got, tt.want)
			}
		})
	}
}

package api_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"viss.gov.lv/mm/api"
)

func TestOpenAPINamesTheInstallation(t *testing.T) {
	t.Parallel()
	text, err := api.OpenAPI("https://services.example.org:8443/")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("url: https://services.example.org:8443/api/v2\n")) || bytes.Contains(text, []byte("localhost")) {
		t.Error("the address of the installation is not in it, or that of the file still is")
	}
	for _, bad := range []string{"https://a b", "https://{x}", "https://a#"} {
		if _, err := api.OpenAPI(bad); err == nil {
			t.Errorf("%q was put into the contract", bad)
		}
	}
}

// Every reference of the contract leads to something.
func TestOpenAPIReferences(t *testing.T) {
	t.Parallel()
	text, err := api.OpenAPI("https://services.example.org")
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := yaml.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	count := 0
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				count++
				if at(whole, strings.TrimPrefix(ref, "#/")) == nil {
					t.Errorf("%s leads nowhere", ref)
				}
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(whole)
	if count < 100 {
		t.Errorf("found only %d references", count)
	}
}

func at(v any, path string) any {
	for name := range strings.SplitSeq(path, "/") {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

package apiv2

import (
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/api"
)

// What is routed and what the contract says are the same, names and bodies too.
func TestRoutesAreTheContract(t *testing.T) {
	t.Parallel()
	text, err := api.OpenAPI("")
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Paths map[string]map[string]any
	}
	if err := yaml.Unmarshal(text, &contract); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	row := func(method, path, name string, body bool) string {
		if body {
			name += " with a body"
		}
		return strings.ToUpper(method) + " /" + path + " " + name
	}
	for path, methods := range contract.Paths {
		for method, operation := range methods {
			if o, ok := operation.(map[string]any); ok {
				want = append(want, row(method, strings.TrimPrefix(path, "/"), o["operationId"].(string), o["requestBody"] != nil))
			}
		}
	}
	for _, r := range (&Handler{}).table(nil) {
		got = append(got, row(r.method, r.path, r.name, r.body == jsonObject))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-contract +table):\n%s", diff)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		pattern, path string
		value         string
		ok            bool
	}{
		{"payments", "payments", "", true},
		{"payments/{number}", "payments/A", "A", true},
		{"payments/{number}", "payments", "", false},
		{"payments/{number}", "payments/", "", false},
		{"payments/{number}", "payments/A/b", "", false},
		{"documents/{number}/pdf", "documents/A/pdf", "A", true},
		{"documents/{number}/pdf", "documents/A/xml", "", false},
		{"", "", "", true},
		{"", "x", "", false},
	} {
		values, ok := match(row.pattern, row.path)
		if ok != row.ok || values["number"] != row.value {
			t.Errorf("%s on %s gave %v, %t", row.pattern, row.path, values, ok)
		}
	}
}

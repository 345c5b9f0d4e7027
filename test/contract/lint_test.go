package contract_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viss.gov.lv/mm/api"
)

// published is the contract as an installation hands it out.
func published(t testing.TB) []byte {
	t.Helper()
	text, err := api.OpenAPI("https://services.example.org")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The linter knows the rules of OpenAPI 3.1 better than we do: structure,
// references, schemas, and that every example is one.
func TestTheLinterHasNothingToSay(t *testing.T) {
	t.Parallel()
	const linter = "../node_modules/@redocly/cli/bin/cli.js"
	if _, err := os.Stat(linter); err != nil {
		t.Fatal("the npm package @redocly/cli is missing: scripts/setup installs it, or npm ci in test/")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing: scripts/setup installs it")
	}
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(file, published(t), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, linter, "lint", "--config", "testdata/redocly.yaml", "--format", "codeframe", file)
	// It is to stay on this machine.
	command.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// What the linter does not ask for.
func TestTheContractIsWhole(t *testing.T) {
	t.Parallel()
	c := readContract(t, published(t))
	for _, o := range c.operations {
		if word(o.node["summary"]) == "" || word(o.node["description"]) == "" || word(o.node["operationId"]) == "" {
			t.Errorf("%s: a summary, a description or an operationId is missing", o)
		}
		for _, p := range o.parameters {
			if word(p["description"]) == "" {
				t.Errorf("%s: parameter %s has no description", o, p["name"])
			}
		}
		if o.method == "POST" && !slices.ContainsFunc(o.parameters, func(p object) bool { return p["name"] == "Idempotency-Key" }) {
			t.Errorf("%s takes no Idempotency-Key", o)
		}
		responses := o.node["responses"].(object)
		if _, public := o.node["security"]; !public {
			for _, status := range []string{"400", "401", "403", "429", "500", "503"} {
				asksNothing := status == "500" && o.String() == "GET /notification-keys" // nothing of ours can fail
				if responses[status] == nil && !asksNothing {
					t.Errorf("%s: %s is not documented", o, status)
				}
			}
		}
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			c.whole(t, o, status, c.resolve(responses[status]))
		}
	}
}

// whole looks at one answer: it names the call, and a refusal is a problem.
func (c *contract) whole(t *testing.T, o *operation, status string, r object) {
	t.Helper()
	headers, _ := r["headers"].(object)
	if headers["X-Request-Id"] == nil {
		t.Errorf("%s %s: no X-Request-Id", o, status)
	}
	content, _ := r["content"].(object)
	for media, form := range content {
		if refusal := status >= "400"; refusal != (media == "application/problem+json") {
			t.Errorf("%s %s: a body of type %s", o, status, media)
		}
		if f := form.(object); strings.HasSuffix(media, "json") && f["schema"] == nil {
			t.Errorf("%s %s: %s has no schema", o, status, media)
		}
	}
	if headers["Retry-After"] == nil && (status == "429" || status == "503") {
		t.Errorf("%s %s: no Retry-After", o, status)
	}
}

// An example that has a member which its schema does not name is a lie, though
// the schema of an answer may be open.
func TestExamplesAreAsTheirSchemasSay(t *testing.T) {
	t.Parallel()
	c := readContract(t, published(t))
	count := 0
	c.eachForm(func(place string, form object) {
		examples, _ := form["examples"].(object)
		for name, e := range examples {
			count++
			if err := c.check(form["schema"], c.resolve(e)["value"], true); err != nil {
				t.Errorf("%s: example %s: %v", place, name, err)
			}
		}
		if e, ok := form["example"]; ok {
			count++
			if err := c.check(form["schema"], e, true); err != nil {
				t.Errorf("%s: %v", place, err)
			}
		}
	})
	for name, node := range c.root["components"].(object)["schemas"].(object) {
		for _, e := range list(node.(object)["examples"]) {
			count++
			if err := c.check(node, e, true); err != nil {
				t.Errorf("schema %s: %v", name, err)
			}
		}
	}
	if count < 50 {
		t.Errorf("found only %d examples", count)
	}
}

// eachForm visits every message of the contract in every form.
func (c *contract) eachForm(visit func(place string, form object)) {
	forms := func(place string, r object) {
		content, _ := r["content"].(object)
		for media, form := range content {
			visit(place+" "+media, form.(object))
		}
	}
	for _, o := range c.operations {
		if o.node["requestBody"] != nil {
			forms(o.String(), c.resolve(o.node["requestBody"]))
		}
		for status, r := range o.node["responses"].(object) {
			forms(o.String()+" "+status, c.resolve(r))
		}
	}
	for name, hook := range c.root["webhooks"].(object) {
		forms("webhook "+name, c.resolve(hook.(object)["post"].(object)["requestBody"]))
	}
}

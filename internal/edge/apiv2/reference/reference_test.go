package reference_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"viss.gov.lv/mm/internal/edge/apiv2/reference"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func sample(t testing.TB) ([]byte, *reference.Reference) {
	t.Helper()
	contract, err := os.ReadFile("testdata/contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made, err := reference.New(reference.Config{
		Contract: contract, Origin: "https://pay.example.lv",
		Codes: []reference.Code{
			{Name: "L404", English: "There is no such book.", Latvian: "Tādas grāmatas nav."},
			{Name: "L500", Called: "OOPS", English: "Our fault.", Latvian: "Mūsu vaina."},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return contract, made
}

func TestPageAndJSONAreAsTheyWere(t *testing.T) {
	t.Parallel()
	_, made := sample(t)
	// The style has a test of its own: the eye.
	_, body, _ := bytes.Cut(made.HTML, []byte("</style>"))
	for name, got := range map[string][]byte{"page.html": body, "openapi.json": made.JSON} {
		file := filepath.Join("testdata", "golden", name)
		if *update {
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestJSONSaysTheSameAsYAML(t *testing.T) {
	t.Parallel()
	contract, made := sample(t)
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(contract, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(made.JSON, &fromJSON); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(fromYAML)
	if err != nil {
		t.Fatal(err)
	}
	var again any
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(again, fromJSON); diff != "" {
		t.Error(diff)
	}
	if !bytes.Equal(made.YAML, contract) {
		t.Error("the YAML is not the contract word for word")
	}
}

func TestThePageIsWholeAndKeepsToItself(t *testing.T) {
	t.Parallel()
	_, made := sample(t)
	whole(t, made.HTML)
}

// whole looks for what no page may have: scripts, things that are loaded, links
// that lead nowhere, and anchors that come twice.
func whole(t *testing.T, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, wanted := map[string]bool{}, []string{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if strings.Contains(" script img iframe object embed form ", " "+n.Data+" ") {
			t.Errorf("the page has a %s", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style":
				t.Errorf("%s has %s", n.Data, a.Key)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("the anchor %s comes twice", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				wanted = append(wanted, a.Val[1:])
			case a.Key == "href" && !regexp.MustCompile(`^(https://|/|data:,$)`).MatchString(a.Val):
				t.Errorf("a link leads to %s", a.Val)
			case a.Key == "aria-labelledby":
				wanted = append(wanted, a.Val)
			}
		}
	}
	for _, id := range wanted {
		if !ids[id] {
			t.Errorf("a link leads to #%s, which is not there", id)
		}
	}
}

func TestWhatIsNoContractIsRefused(t *testing.T) {
	t.Parallel()
	for name, contract := range map[string]string{
		"no YAML":           "a: [",
		"older OpenAPI":     "openapi: 3.0.3",
		"reference to none": "openapi: 3.1.1\npaths: {/a: {get: {responses: {\"200\": {$ref: '#/components/responses/None'}}}}}",
		"reference outside": "openapi: 3.1.1\npaths: {/a: {get: {parameters: [{$ref: 'other.yaml#/a'}], responses: {}}}}",
		"reference to itself": "openapi: 3.1.1\npaths: {/a: {get: {responses: {\"200\": {$ref: '#/components/responses/A'}}}}}\n" +
			"components: {responses: {A: {$ref: '#/components/responses/A'}}}",
	} {
		if _, err := reference.New(reference.Config{Contract: []byte(contract)}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestWhoHasADocumentIsToldSo(t *testing.T) {
	t.Parallel()
	_, made := sample(t)
	for name, handler := range made.Handlers() {
		first := httptest.NewRecorder()
		handler.ServeHTTP(first, httptest.NewRequest(http.MethodGet, "/api/v2/"+name, nil))
		if first.Code != http.StatusOK || first.Body.Len() == 0 || first.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%q: %d, %v", name, first.Code, first.Header())
		}
		again := httptest.NewRequest(http.MethodGet, "/api/v2/"+name, nil)
		again.Header.Set("If-None-Match", first.Header().Get("ETag"))
		second := httptest.NewRecorder()
		handler.ServeHTTP(second, again)
		if second.Code != http.StatusNotModified || second.Body.Len() != 0 {
			t.Errorf("%q once more: %d with %d bytes", name, second.Code, second.Body.Len())
		}
	}
}

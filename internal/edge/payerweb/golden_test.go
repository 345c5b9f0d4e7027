package payerweb

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "write the golden files anew")

var styles = regexp.MustCompile(`(?s)<style>.*?</style>`)

var hashes = regexp.MustCompile(`(/static/mm\.|/static/logo/\w+/)[0-9a-f]+\.|sha256-[A-Za-z0-9+/=&#;]+|data-state="[0-9a-f]{16}"`)

// checkFacts are what the last run of make a11y found.
var checkFacts = regexp.MustCompile(`<p>(Pēdējā pārbaude:|Last check:)[^<]*`)

// normalised is a page with what changes with every edit of the style taken out.
func normalised(page string) string {
	page = hashes.ReplaceAllStringFunc(page, func(s string) string {
		switch {
		case strings.HasPrefix(s, "sha256-"):
			return "sha256-…"
		case strings.HasPrefix(s, "data-state"):
			return `data-state="…"`
		}
		return s[:strings.LastIndexAny(s[:len(s)-1], "./")+1] + "…."
	})
	page = styles.ReplaceAllString(page, "<style>…</style>")
	page = checkFacts.ReplaceAllString(page, "<p>$1 …")
	return strings.ReplaceAll(page, "\u00a0", "&nbsp;")
}

func TestPagesAreGolden(t *testing.T) {
	t.Parallel()
	for _, s := range stage.Scenes() {
		for _, l := range locale.Languages() {
			name := s.Name + "." + string(l)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := httptest.NewRecorder()
				newCounterOf(t, s.Desk, func(c *Config) { c.Demo = true }).ServeHTTP(w, s.Call("&language="+locale.Published(l)))
				got := normalised(w.Body.String())
				checkPage(t, got, l)
				checkHeaders(t, w)
				file := filepath.Join("testdata", "golden", name+".html")
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("differs (-want +got); if it should, run the test with -update:\n%s", diff)
				}
			})
		}
	}
}

// checkPage holds what must be true of every page.
func checkPage(t *testing.T, page string, l pay.Language) {
	t.Helper()
	for _, bad := range []string{"⟦", "ZgotmplZ", "<no value>", "style=", "31129900000", "Paraudziņš", "e@p.lv", " onclick"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(page, `<html lang="`+string(l)+`"`) {
		t.Errorf("the page is not marked as %s", l)
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, counts := map[string]int{}, map[string]int{}
	var referred []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		counts[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "for", a.Key == "aria-labelledby", a.Key == "aria-describedby":
				referred = append(referred, strings.Fields(a.Val)...)
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				referred = append(referred, a.Val[1:])
			}
		}
		if n.Data == "script" && n.FirstChild != nil {
			t.Error("a script stands in the page")
		}
	}
	for _, element := range []string{"h1", "main", "title", "header", "footer"} {
		if counts[element] != 1 {
			t.Errorf("%d elements %s, want one", counts[element], element)
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %q is given %d times", id, n)
		}
	}
	for _, id := range referred {
		if ids[id] == 0 {
			t.Errorf("something refers to the id %q, which is not there", id)
		}
	}
}

func checkHeaders(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	for name, part := range map[string]string{
		"Content-Security-Policy": "default-src 'none'",
		"Cache-Control":           "no-store",
		"X-Content-Type-Options":  "nosniff",
		"X-Robots-Tag":            "noindex",
		"Content-Type":            "text/html; charset=utf-8",
		"X-Frame-Options":         "DENY",
	} {
		if !strings.Contains(w.Header().Get(name), part) {
			t.Errorf("%s is %q, want %q in it", name, w.Header().Get(name), part)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("policy %q", csp)
	}
}

func TestEveryKindOfErrorHasAPage(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, k := range pay.Kinds() {
		a := answerToKind(k)
		if a.status < 400 || a.heading == "" || len(a.text) == 0 {
			t.Errorf("kind %d: %+v", k, a)
		}
		if k != pay.Internal && a.status == http.StatusInternalServerError {
			t.Errorf("kind %d is shown as our own fault", k)
		}
		seen[a.status] = true
	}
	if len(seen) < 7 {
		t.Errorf("the table tells only %d statuses apart", len(seen))
	}
}

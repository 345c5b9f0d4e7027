package a11y_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// view is one page in one mode and language.
type view struct {
	place    place
	mode     mode
	language string
}

// verdict is what is wrong with a view.
type verdict struct {
	Rules   []string `json:"rules"`   // of axe-core, with the elements that break them
	Small   []string `json:"small"`   // targets that are too small
	Wide    bool     `json:"wide"`    // the page must be scrolled sideways
	Clipped []string `json:"clipped"` // texts that do not fit into what holds them
}

// judge looks at the page that is open. Everything that can be opened is open.
// Links within a sentence may be smaller than 24 pixels (WCAG 2.2, 2.5.8).
const judge = `(async function () {
	const wide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
	let sideways = wide();
	document.querySelectorAll("details").forEach(d => { d.open = true; });
	sideways = sideways || wide();
	const name = e => e.outerHTML.replace(/\s+/g, " ").slice(0, 160);
	const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
	const small = [];
	document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea").forEach(e => {
		const box = (e.closest("label") || e).getBoundingClientRect();
		const parent = e.parentElement;
		const inline = e.tagName === "A" && parent.tagName === "P" && parent.textContent.trim() !== e.textContent.trim();
		if (seen(e) && !inline && !e.classList.contains("skip") && (box.width < 24 || box.height < 24)) { small.push(name(e)); }
	});
	const clipped = [];
	document.querySelectorAll("main *, header *, footer *").forEach(e => {
		const style = getComputedStyle(e);
		if (seen(e) && style.overflowX === "hidden" && style.position !== "absolute" && e.scrollWidth > e.clientWidth + 1) { clipped.push(name(e)); }
	});
	const result = await axe.run(document, {
		preload: false, resultTypes: ["violations"], rules: {"target-size": {enabled: true}},
	});
	const rules = result.violations.map(v => v.id + ": " + v.nodes.map(n => n.html + " " + n.failureSummary.replace(/\s+/g, " ")).join(" | "));
	return {rules: rules, small: small, wide: sideways, clipped: clipped};
}())`

// see opens a view and judges it.
func (b *tab) see(t testing.TB, v view, axe string) (verdict, error) {
	t.Helper()
	if err := b.open(v.place.at(t, v.mode, v.language), v.mode); err != nil {
		return verdict{}, err
	}
	if _, err := ask[int](b, axe+";1"); err != nil {
		return verdict{}, fmt.Errorf("axe-core: %w", err)
	}
	return ask[verdict](b, judge)
}

func (f verdict) faults() []string {
	var all []string
	all = append(all, f.Rules...)
	for _, e := range f.Small {
		all = append(all, "is smaller than 24 pixels: "+e)
	}
	for _, e := range f.Clipped {
		all = append(all, "is cut off: "+e)
	}
	if f.Wide {
		all = append(all, "must be scrolled sideways")
	}
	return all
}

// Every page keeps the rules in every mode.
func TestEveryPageIsAccessible(t *testing.T) {
	judging(t)
	t.Parallel()
	rules, engine := axe(t)
	demo := startDemo(t)
	places := slices.Concat(scenePlaces(t), demo.places(t))
	var pages, views, violations atomic.Int64
	began := time.Now()
	t.Cleanup(func() {
		found := facts{
			Day: time.Now().Format(time.DateOnly), Engine: engine, Browser: browserName(t),
			Pages: int(pages.Load()), Views: int(views.Load()), Violations: int(violations.Load()),
		}
		t.Logf("%d pages, %d views, %d violations, in %s", found.Pages, found.Views, found.Violations, time.Since(began).Round(time.Second))
		if *all && found.Pages == len(places) {
			writeFacts(t, found)
		}
	})
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			pages.Add(1)
			b := newTab(t)
			if err := b.standStill(); err != nil {
				t.Fatal(err)
			}
			for _, language := range []string{"LAT", "ENG"} {
				for _, m := range modes() {
					found, err := b.see(t, view{p, m, language}, rules)
					if err != nil {
						t.Fatalf("%s %s: %v", language, m, err)
					}
					views.Add(1)
					for _, fault := range found.faults() {
						violations.Add(1)
						t.Errorf("%s %s: %s", language, m, fault)
					}
				}
			}
		})
	}
}

// A judge that finds nothing would please everybody.
func TestTheJudgeFindsFaults(t *testing.T) {
	t.Parallel()
	const bad = `<!doctype html><html><title>x</title><body style="margin:0;background:#fff;color:#bbb"><main>
		<h1>Low contrast</h1><p style="width:2000px">wide</p><img src="data:,"><a href="#" style="font-size:8px;display:inline-block">a</a>
		<p style="width:20px;overflow:hidden;white-space:nowrap">cut off, whatever it says</p></main>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		_, _ = io.WriteString(w, bad)
	}))
	t.Cleanup(server.Close)
	rules, _ := axe(t)
	for _, scripts := range []bool{true, false} {
		m := mode{Size: sizes()[0], Width: 320, Scripts: scripts}
		found, err := newTab(t).see(t, view{place{"bad", server.URL + "/?"}, m, "LAT"}, rules)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(found.Rules, "\n")
		for _, rule := range []string{"html-has-lang", "color-contrast", "image-alt"} {
			if !strings.Contains(all, rule+":") {
				t.Errorf("scripts %v: %s is not found:\n%s", scripts, rule, all)
			}
		}
		if len(found.Small) != 1 || !found.Wide || len(found.Clipped) != 1 {
			t.Errorf("scripts %v: %+v", scripts, found)
		}
	}
}

// facts are what the accessibility statement says of the last whole run.
type facts struct {
	Day        string `json:"day"`
	Engine     string `json:"engine"`
	Browser    string `json:"browser"`
	Pages      int    `json:"pages"`
	Views      int    `json:"views"`
	Violations int    `json:"violations"`
}

func writeFacts(t *testing.T, f facts) {
	t.Helper()
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../internal/edge/payerweb/accessibility.json"
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("wrote %s", strings.TrimPrefix(file, "../../"))
}

// Package a11y_test leads a real browser through every page that a payer may
// meet, in every state, language, text size, contrast and width, with scripts
// and without, and judges it as people need it: by the rules of axe-core, by
// what a screen reader is told, and by paying with nothing but a keyboard.
//
// The pages are brought into their states by real requests to the real
// handlers, over the scenes of payerwebtest; the walks, and the pages of the
// stand-ins, are those of a whole demonstration.
//
// Plain `go test` sees each page in each language in modes that cover all pairs
// of choices; with -all (make a11y) it sees all, and writes down what it found
// for the accessibility statement. With -shots it only takes pictures.
package a11y_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var (
	all    = flag.Bool("all", false, "see every page in every mode, and write down what was found")
	shots  = flag.String("shots", "", "only take pictures of all pages, into this `folder`")
	update = flag.Bool("update", false, "write the golden files anew")
)

// chromium is the one browser of all tests.
var chromium context.Context

func TestMain(m *testing.M) {
	flag.Parse()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	allocated, closeBrowser := chromedp.NewExecAllocator(context.Background(), options...)
	var stop context.CancelFunc
	chromium, stop = chromedp.NewContext(allocated)
	if err := chromedp.Do(chromium); err != nil {
		fmt.Fprintln(os.Stderr, "no browser; scripts/setup installs one:", err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	closeBrowser()
	os.Exit(code)
}

// judging leaves a test out when only pictures or golden files are wanted.
func judging(t *testing.T) {
	t.Helper()
	if *shots != "" || *update {
		t.Skip("only pictures or golden files")
	}
}

// patience is how long the test waits for what should come at once.
const patience = 60 * time.Second

// tab is a tab of a payer of its own: it shares nothing with others.
type tab struct {
	ctx   context.Context
	mode  mode // of the page that is open
	plain bool // scripts are off
}

func newTab(t testing.TB) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

// call sends a command to the tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) (R, error) {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Call(ctx, command, params)
}

// still keeps what would happen by itself from happening: the way on to the
// bank, the way back to the service, and asking for news. A page that stands
// still can be judged.
const still = `(function () {
	var real = window.setTimeout;
	window.setTimeout = function (f, pause) { return pause >= 500 ? 0 : real(f, pause); };
	window.setInterval = function () { return 0; };
}());`

// standStill makes every page of the tab stand still.
func (b *tab) standStill() error {
	_, err := call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: still})
	return err
}

// look sets the window and what the browser tells of its user.
func (b *tab) look(m mode) error {
	was := b.mode
	b.mode = m
	if was.Width == m.Width && was.Dark == m.Dark {
		return nil
	}
	size := emulation.SetDeviceMetricsOverrideParams{Width: m.Width, Height: 900, DeviceScaleFactor: 1, Mobile: m.Width < 600}
	if _, err := call(b, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	scheme := "light"
	if m.Dark {
		scheme = "dark"
	}
	_, err := call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	return err
}

// scripts switches scripts on or off for the pages to come.
func (b *tab) scripts(on bool) error {
	if b.plain == !on {
		return nil
	}
	b.plain = !on
	_, err := call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}

// open opens a page in a mode. A page that was loaded without scripts can be
// asked questions afterwards.
func (b *tab) open(address string, m mode) error {
	if err := b.look(m); err != nil {
		return err
	}
	if err := b.scripts(m.Scripts); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return fmt.Errorf("open %s: %w", address, err)
	}
	return b.scripts(true)
}

// ask evaluates an expression in the page, past its content security policy.
func ask[T any](b *tab, expression string) (T, error) {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// axe is the rules, as scripts/setup installs them.
func axe(t testing.TB) (source, version string) {
	t.Helper()
	const folder = "../node_modules/axe-core/"
	text, err := os.ReadFile(folder + "axe.min.js")
	if err != nil {
		t.Fatalf("scripts/setup installs it: %v", err)
	}
	about, err := os.ReadFile(folder + "package.json")
	if err != nil {
		t.Fatal(err)
	}
	var of struct{ Version string }
	if err := json.Unmarshal(about, &of); err != nil {
		t.Fatal(err)
	}
	return string(text), "axe-core " + of.Version
}

// browserName is the browser as people call it: Chromium 156.
func browserName(t testing.TB) string {
	t.Helper()
	v, err := chromedp.CallBrowser(chromium, browser.GetVersion, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	_, version, _ := strings.Cut(v.Product, "/")
	major, _, _ := strings.Cut(version, ".")
	return "Chromium " + major
}

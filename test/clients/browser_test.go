package clients_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// startBrowser starts Chromium. Its tabs are made with tab.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(tool(t, "chromium", "chromium-browser", "google-chrome")),
		chromedp.NoSandbox, // tests run as root in containers
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("lang", "lv"),
	)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// The first start on a cold machine takes its time.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// tab is a page of the browser.
type tab struct {
	ctx     context.Context
	scripts bool
}

// newTab opens a page with cookies of its own.
func newTab(browser context.Context, t *testing.T, scripts bool) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return openTab(ctx, t, scripts)
}

// another opens a page that shares the cookies of this one.
func (p *tab) another(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithExistingBrowserContext(chromedp.FromContext(p.ctx).BrowserContextID))
	t.Cleanup(cancel)
	return openTab(ctx, t, p.scripts)
}

func openTab(ctx context.Context, t *testing.T, scripts bool) *tab {
	t.Helper()
	p := &tab{ctx: ctx, scripts: scripts}
	// The tab lives as long as the context of its first step.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	if !scripts {
		if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// do runs steps that must succeed.
func (p *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%v\non the page %s", err, p.shows())
	}
}

// open goes to an address.
func (p *tab) open(t *testing.T, address string) {
	t.Helper()
	p.do(t, chromedp.Navigate(address))
}

// press clicks on what a person sees, with the mouse.
func (p *tab) press(t *testing.T, css string) {
	t.Helper()
	p.do(t, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// ask evaluates an expression on the page; while pages change it gives what
// the type has for nothing.
func ask[T any](p *tab, expression string) T {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	value, _ := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	return value
}

// heading is the page's h1.
func (p *tab) heading() string {
	return strings.TrimSpace(ask[string](p, `document.querySelector('h1')?.textContent ?? ''`))
}

// text is the page's whole text.
func (p *tab) text() string { return ask[string](p, `document.body?.innerText ?? ''`) }

// count is how many elements there are.
func (p *tab) count(css string) int {
	return ask[int](p, `document.querySelectorAll("`+css+`").length`)
}

func (p *tab) address() string { return ask[string](p, `document.location.href`) }

// shows says where the page stands, for failures.
func (p *tab) shows() string {
	return p.address() + " “" + p.heading() + "”: " + strings.Join(strings.Fields(p.text()), " ")
}

// sees waits for a page with one of the headings.
func (p *tab) sees(t *testing.T, headings ...string) {
	t.Helper()
	p.waits(t, strings.Join(headings, " or "), func() bool { return slices.Contains(headings, p.heading()) })
}

// waits until something is so on the page.
func (p *tab) waits(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for began := time.Now(); !so(); <-look.C {
		if time.Since(began) > patience/2 {
			t.Fatalf("waited for “%s” in vain, the page is %s", what, p.shows())
		}
	}
}

// Headings of MM's and the bank's pages, and of the sample e-service.
type headings struct{ choose, handover, confirm, receipt, paid, already, running, declined, returned string }

func latvian() headings {
	return headings{
		"Pakalpojuma apmaksa", "Pāreja uz apmaksas vietni", "Maksājuma apstiprināšana", "Maksājums izpildīts",
		"Maksājums saņemts", "Šis pieprasījums jau ir apmaksāts", "Maksājums jau ir sākts", "Maksājums noraidīts",
		"Maksātājs ir atgriezies",
	}
}

func english() headings {
	return headings{
		"Pay for a service", "Going to the payment site", "Confirm the payment", "Payment made",
		"Payment received", "This request has already been paid", "A payment has already been started", "Payment declined",
		"Maksātājs ir atgriezies", // the e-service has no page in English unless it is asked for
	}
}

// toBank chooses the demo bank on MM's page and goes there. Scripts follow the
// hand-over by themselves.
func (p *tab) toBank(t *testing.T, say headings) {
	t.Helper()
	p.press(t, `input[name=method][value=DEMO0000]`)
	p.press(t, `form[action*=choose] button.primary`)
	if !p.scripts {
		p.sees(t, say.handover)
		p.press(t, `form[data-leave] button.primary`)
	}
	p.sees(t, say.confirm)
}

// atBank chooses what happens and comes back: by the bank's receipt where it was
// paid, else at once.
func (p *tab) atBank(t *testing.T, say headings, outcome string) {
	t.Helper()
	p.press(t, `button[name=outcome][value=`+outcome+`]`)
	if outcome == "approve" {
		p.sees(t, say.receipt)
		p.press(t, `#return`)
	}
}

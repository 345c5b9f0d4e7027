package sandbox_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"viss.gov.lv/mm/pay"
)

// browse opens a browser for the test.
func browse(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, closeBrowser := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(closeBrowser)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	return ctx
}

// addresses are the pages of the stand-ins, with a payment under way.
func (p *place) addresses(t *testing.T) map[string]string {
	t.Helper()
	order := func() string {
		p.mm.serial++
		id := p.id
		id[15] = byte(p.mm.serial)
		r := p.mm.add(id, 1200)
		attempt, err := p.mm.Begin(t.Context(), id, pay.Choice{Payment: r.Payments[0].Number, Provider: "DEMO0000"})
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{}
		for _, f := range attempt.Handover.Fields {
			form.Set(f.Name, f.Value)
		}
		return posted(t, attempt.Handover.URL, form)
	}
	paid, late := order(), order()
	posted(t, paid, url.Values{"outcome": {"approve"}})
	posted(t, late, url.Values{"outcome": {"late"}})
	if response, err := http.Get(p.eservice + "/callback?id=" + p.id.String()); err == nil {
		_ = response.Body.Close()
	}
	p.receiveMail(t)
	return map[string]string{
		"inbox": p.mail + "/", "message": p.mail + "/messages/1", "unknown message": p.mail + "/messages/0",
		"sandbox": p.sandbox + "/", "bank": bare(order()), "receipt": bare(paid), "late": bare(late), "unknown order": p.sandbox + "/bank/orders/0",
		"e-service": p.eservice + "/", "request": p.eservice + "/requests/" + p.id.String(), "unknown request": p.eservice + "/requests/0",
	}
}

// receiveMail puts a message into the inbox.
func (p *place) receiveMail(t *testing.T) {
	t.Helper()
	message := "Subject: =?UTF-8?q?Maks=C4=81jums_sa=C5=86emts?=\r\nFrom: Maksajumi <pay@example.lv>\r\n\r\nLabdien!\r\n" +
		"https://pay.example.lv/MM/WebUI2/Payments/?id=019cadfd-8902-7000-8000-000000000002&language=LAT\r\n"
	if err := smtp.SendMail(p.smtp, nil, "pay@example.lv", []string{"ernests.paraudzins@example.lv"}, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

func bare(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// posted posts a form and tells where it led.
func posted(t *testing.T, address string, form url.Values) string {
	t.Helper()
	response, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.Request.URL.String()
}

// Every page keeps the rules of accessibility in each contrast, and fits a
// narrow screen with large letters.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("../../test/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("scripts/setup installs it: %v", err)
	}
	p, ctx := open(t), browse(t)
	for name, address := range p.addresses(t) {
		for _, look := range looks(name) {
			faults, wide, err := judge(ctx, address+"?"+look.query, look.width, string(axe))
			if err != nil {
				t.Fatalf("%s?%s: %v", name, look.query, err)
			}
			for _, fault := range faults {
				t.Errorf("%s?%s: %s", name, look.query, fault)
			}
			if wide {
				t.Errorf("%s?%s must be scrolled sideways at %d pixels", name, look.query, look.width)
			}
		}
	}
}

// look is a way to read a page.
type look struct {
	query string
	width int64
}

// looks are the ways in which a page is judged. The colours of black on yellow
// are the same on all pages, so one of them stands for all.
func looks(name string) []look {
	all := []look{{"language=LAT", 1280}, {"language=ENG&fs=font-size-150&bm=yellow-on-black", 320}}
	if name == "bank" {
		all = append(all, look{"language=LAT&fs=font-size-150&bm=black-on-yellow", 320})
	}
	return all
}

// judge opens a page and tells what breaks the rules, and whether it is wider
// than the window. Evaluating goes past the page's content security policy.
func judge(ctx context.Context, address string, width int64, axe string) (faults []string, wide bool, err error) {
	size := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		return nil, false, err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return nil, false, err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](axe+";1")); err != nil {
		return nil, false, err
	}
	faults, err = chromedp.Run(ctx, chromedp.Evaluate[[]string](
		`axe.run().then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ")))`, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, false, err
	}
	wide, err = chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > window.innerWidth`))
	return faults, wide, err
}

// A person pays in a browser: from MM's page through the bank and back.
func TestAPersonPays(t *testing.T) {
	t.Parallel()
	p, ctx := open(t), browse(t)
	p.mm.add(p.id, 1200)
	press := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
	}
	err := chromedp.Do(ctx,
		chromedp.Navigate(fmt.Sprintf("%s/MM_WebUI/WebUI2/Payments/?id=%s&language=ENG", p.mm.web, p.id)),
		press(`input[name=method][value=DEMO0000]`),
		press(`form[action*=choose] button`),
		press(`form[action$="/bank/pay"] button`),
		press(`button[name=outcome][value=auto]`),
		press(`#return`),
		chromedp.WaitVisible(chromedp.CSS(`.heading.paid h1`)),
	)
	if err != nil || p.letter() != pay.LetterExecuted {
		t.Errorf("letter %s, %v", p.letter(), err)
	}
}

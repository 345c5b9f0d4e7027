package clients_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// page is the address that the request's payer is sent to.
func (d *demo) page(id string) string { return d.Web + "/MM/WebUI2/Payments/?id=" + id }

// attempts is how often it was tried to pay a request.
func (d *demo) attempts(t *testing.T, id string) int {
	t.Helper()
	shown := d.mm(t, "request", "show", id)
	return len(regexp.MustCompile(`(?m)attempt begun`).FindAllString(shown, -1))
}

func TestPayingInABrowser(t *testing.T) {
	t.Parallel()
	d, browser := startDemo(t, ""), startBrowser(t)
	for _, c := range []struct {
		name    string
		scripts bool
		more    string
		say     headings
		lang    string
		class   string
	}{
		{"Latvian", true, "", latvian(), "lv", "font-size-100"},
		{"Latvian without scripts", false, "&language=LAT&fs=font-size-125", latvian(), "lv", "font-size-125"},
		{"English in large letters, yellow on black", true, "&language=ENG&fs=font-size-150&bm=yellow-on-black", english(), "en", "font-size-150 yellow-on-black"},
		{"English without scripts, black on yellow", false, "&language=ENG&fs=font-size-100&bm=black-on-yellow", english(), "en", "font-size-100 black-on-yellow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			id := d.own.save(t, d.sale())
			p := newTab(browser, t, c.scripts)
			p.open(t, d.page(id)+c.more)
			p.sees(t, c.say.choose)
			p.isShown(t, c.lang, c.class)
			for _, text := range []string{"02Y70 payment", "19", "12", "E*** P***", "311299-*****"} {
				if !strings.Contains(p.text(), text) {
					t.Errorf("the page does not say %q: %s", text, p.shows())
				}
			}
			// Whoever has the link may pay, and need not know who asked for it.
			for _, word := range personal() {
				if strings.Contains(ask[string](p, `document.documentElement.outerHTML`), word) {
					t.Errorf("the page says %q", word)
				}
			}
			p.toBank(t, c.say)
			p.atBank(t, c.say, "approve")
			p.sees(t, c.say.paid)
			p.isShown(t, c.lang, c.class)
			// A proxy may pass on only the path that the payer was sent to.
			if !strings.HasPrefix(p.address(), d.page(id)) {
				t.Errorf("after the bank the payer is at %s, was sent to %s", p.address(), d.page(id))
			}
			if l := d.own.letter(t, id); l != "E" {
				t.Errorf("letter %s, want E", l)
			}
			p.press(t, `a.button[rel=noreferrer]`)
			p.sees(t, c.say.returned)
			if !strings.HasPrefix(p.address(), d.ResponseURL+id) {
				t.Errorf("the payer ended at %s", p.address())
			}
			if letter := ask[string](p, `document.querySelector('#letter')?.textContent ?? ''`); letter != "E" {
				t.Errorf("the e-service shows letter %q", letter)
			}
			eventually(t, "the callback", patience, func() bool { return d.callbacks(t, id) == 1 })
		})
	}
}

// isShown checks language and display of MM's page.
func (p *tab) isShown(t *testing.T, lang, class string) {
	t.Helper()
	if got := ask[string](p, `document.documentElement.lang`); got != lang {
		t.Errorf("the page is in %q, want %q", got, lang)
	}
	if got := ask[string](p, `document.documentElement.className`); got != class {
		t.Errorf("the page is shown as %q, want %q", got, class)
	}
}

// What people do with browsers must never cost them money twice.
func TestBrowserHabits(t *testing.T) {
	t.Parallel()
	d, browser := startDemo(t, ""), startBrowser(t)
	say := latvian()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Run("back and refresh after payment", func(t *testing.T) {
				id := d.own.save(t, d.sale())
				p := newTab(browser, t, scripts)
				p.open(t, d.page(id))
				p.toBank(t, say)
				p.atBank(t, say, "approve")
				p.sees(t, say.paid)
				p.do(t, chromedp.Reload())
				p.isPaid(t, say)
				p.backToTheFirstPage(t)
				if !scripts && p.heading() == say.choose {
					p.pressKept(t, `form[action*=choose] button.primary`)
				}
				p.isPaid(t, say)
				d.isPaidOnce(t, id)
			})
			t.Run("back from the bank and again", func(t *testing.T) {
				id := d.own.save(t, d.sale())
				p := newTab(browser, t, scripts)
				p.open(t, d.page(id))
				p.toBank(t, say)
				p.backToTheFirstPage(t)
				if !scripts && p.heading() == say.choose {
					p.pressKept(t, `form[action*=choose] button.primary`)
				} else {
					p.sees(t, say.running)
					p.press(t, `a.button.primary`) // continue
				}
				if !scripts {
					p.sees(t, say.handover)
					p.press(t, `form[data-leave] button.primary`)
				}
				p.sees(t, say.confirm)
				p.atBank(t, say, "approve")
				p.sees(t, say.paid)
				d.isPaidOnce(t, id)
			})
			t.Run("a second tab", func(t *testing.T) {
				id := d.own.save(t, d.sale())
				first := newTab(browser, t, scripts)
				first.open(t, d.page(id))
				second := first.another(t)
				second.open(t, d.page(id)) // has the form, too
				first.toBank(t, say)
				second.press(t, `input[name=method][value=DEMO0000]`)
				second.press(t, `form[action*=choose] button.primary`)
				second.waits(t, "another page than the form", func() bool { return second.heading() != say.choose })
				first.atBank(t, say, "approve")
				first.sees(t, say.paid)
				second.open(t, d.page(id))
				second.isPaid(t, say)
				d.isPaidOnce(t, id)
			})
			t.Run("a double click", func(t *testing.T) {
				id := d.own.save(t, d.sale())
				p := newTab(browser, t, scripts)
				p.open(t, d.page(id))
				p.press(t, `input[name=method][value=DEMO0000]`)
				p.do(t, chromedp.DoubleClick(chromedp.CSS(`form[action*=choose] button.primary`)))
				if !scripts {
					p.sees(t, say.handover)
					p.press(t, `form[data-leave] button.primary`)
				}
				p.sees(t, say.confirm)
				p.atBank(t, say, "approve")
				p.sees(t, say.paid)
				d.isPaidOnce(t, id)
			})
			t.Run("declined, then paid", func(t *testing.T) {
				id := d.own.save(t, d.sale())
				p := newTab(browser, t, scripts)
				p.open(t, d.page(id))
				p.toBank(t, say)
				p.atBank(t, say, "decline")
				p.sees(t, say.declined)
				p.toBank(t, say)
				p.atBank(t, say, "approve")
				p.sees(t, say.paid)
				if n := d.attempts(t, id); n != 2 {
					t.Errorf("%d attempts, want 2", n)
				}
			})
			t.Run("two payments", func(t *testing.T) {
				s := sale{step: "03G11", lines: []line{{"Quantity", "1", "1"}, {"Quantity", "1", "2"}}, response: d.ResponseURL}
				id := d.own.save(t, s)
				p := newTab(browser, t, scripts)
				p.open(t, d.page(id))
				for _, progress := range []string{"Maksājums 1 no 2", "Maksājums 2 no 2"} {
					p.waits(t, progress, func() bool { return strings.Contains(p.text(), progress) })
					p.toBank(t, say)
					p.atBank(t, say, "approve")
				}
				p.sees(t, say.paid)
				if l := d.own.letter(t, id); l != "E" {
					t.Errorf("letter %s, want E", l)
				}
			})
		})
	}
	if n := d.metric(t, "mm_attention_open"); n != 0 {
		t.Errorf("%v attention items, want none", n)
	}
}

// backToTheFirstPage presses Back until the first page of the tab's history
// that is MM's is shown.
func (p *tab) backToTheFirstPage(t *testing.T) {
	t.Helper()
	history, err := chromedp.Run(p.ctx, chromedp.NavigationEntries())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range history.Entries {
		if strings.Contains(entry.URL, "/WebUI2/Payments/") {
			// A page that the browser kept is shown without being loaded.
			to := page.NavigateToHistoryEntryParams{EntryID: entry.ID}
			if _, err := chromedp.Call(p.ctx, page.NavigateToHistoryEntry, to); err != nil {
				t.Fatal(err)
			}
			p.waits(t, entry.URL, func() bool { return p.address() == entry.URL })
			return
		}
	}
	t.Fatalf("MM's page is not in the history: %+v", history.Entries)
}

// pressKept clicks on a page that the browser kept in memory. Only a script can
// renew such a page; without one its form must lead nowhere new.
func (p *tab) pressKept(t *testing.T, css string) {
	t.Helper()
	if !ask[bool](p, `(function () { document.querySelector("`+css+`").click(); return true })()`) {
		t.Fatalf("there is no %s on the page %s", css, p.shows())
	}
}

// isPaid expects a page that says so and offers no other payment.
func (p *tab) isPaid(t *testing.T, say headings) {
	t.Helper()
	p.sees(t, say.paid, say.already)
	if n := p.count("input[name=method]"); n != 0 {
		t.Errorf("it can be paid again: %s", p.shows())
	}
}

// isPaidOnce expects that a request is paid by one attempt.
func (d *demo) isPaidOnce(t *testing.T, id string) {
	t.Helper()
	if l := d.own.letter(t, id); l != "E" {
		t.Errorf("letter %s, want E", l)
	}
	if n := d.attempts(t, id); n != 1 {
		t.Errorf("%d attempts, want one", n)
	}
}

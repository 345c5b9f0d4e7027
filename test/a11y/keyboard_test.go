package a11y_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
)

// hands are a payer who has a keyboard and a screen reader and nothing else:
// they know a page by roles and names, and move by keys.
type hands struct {
	testing.TB
	*tab
}

func (h *hands) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// The keys that they need.
func tabKey() input.DispatchKeyEventParams {
	return input.DispatchKeyEventParams{Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9}
}

func enterKey() input.DispatchKeyEventParams {
	return input.DispatchKeyEventParams{Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
}

func spaceKey() input.DispatchKeyEventParams {
	return input.DispatchKeyEventParams{Key: " ", Code: "Space", WindowsVirtualKeyCode: 32, Text: " "}
}

// press presses a key and lets it go.
func (h *hands) press(key input.DispatchKeyEventParams) {
	h.Helper()
	key.Type = "keyDown"
	_, err := call(h.tab, input.DispatchKeyEvent, key)
	h.must(err)
	key.Type, key.Text = "keyUp", ""
	_, err = call(h.tab, input.DispatchKeyEvent, key)
	h.must(err)
}

// focus is what has the focus; nothing when the page itself has.
func (h *hands) focus() node {
	h.Helper()
	nodes, err := h.tree()
	h.must(err)
	var found node
	for _, n := range nodes {
		if n.focused && n.role != "RootWebArea" {
			found = n
		}
	}
	return found
}

// mostTabs bounds the way to anything on a page.
const mostTabs = 40

// to moves on with Tab until something with a role and a beginning of its name
// has the focus. Whatever has it on the way must be seen to have it.
func (h *hands) to(role, name string) {
	h.Helper()
	var way []string
	for range mostTabs {
		h.press(tabKey())
		at := h.focus()
		if at.role == role && strings.HasPrefix(at.name, name) {
			h.seen(at)
			return
		}
		way = append(way, at.String())
	}
	h.Fatalf("Tab never leads to %s %q; it leads over\n%s", role, name, strings.Join(way, "\n"))
}

// seen makes sure that the focus can be seen; it asks a script.
func (h *hands) seen(at node) {
	h.Helper()
	if !h.mode.Scripts {
		return
	}
	outline, err := ask[string](h.tab, `(function () {
		const s = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
		const inside = box.top >= 0 && box.left >= 0 && box.top < innerHeight && box.left < innerWidth;
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && inside ? "" : s.outline + " " + JSON.stringify(box);
	}())`)
	h.must(err)
	if outline != "" {
		h.Errorf("%s has the focus, and nobody can see it: %s", at, outline)
	}
}

// arrive waits for a page with a heading.
func (h *hands) arrive(heading string) {
	h.Helper()
	var last []node
	for end := time.Now().Add(patience); time.Now().Before(end); {
		nodes, err := h.tree()
		if err == nil {
			last = nodes
			for _, n := range nodes {
				if n.role == "heading" && n.name == heading {
					return
				}
			}
		}
	}
	h.Fatalf("no page with the heading %q comes; there is\n%s", heading, written(last))
}

// gets waits until something has got the focus by itself.
func (h *hands) gets(role, name string) {
	h.Helper()
	var at node
	for end := time.Now().Add(patience / 4); time.Now().Before(end); {
		if at = h.focus(); at.role == role && strings.HasPrefix(at.name, name) {
			return
		}
	}
	h.Errorf("%s has the focus, want %s %q", at, role, name)
}

// says tells whether the page says a text.
func (h *hands) says(text string) bool {
	h.Helper()
	nodes, err := h.tree()
	h.must(err)
	return strings.Contains(written(nodes), text)
}

// A whole payment with the keyboard alone, from MM's page through the bank and
// back to the service, with scripts and without.
func TestPayingWithTheKeyboardAlone(t *testing.T) {
	judging(t)
	t.Parallel()
	demo := startDemo(t)
	for _, m := range []mode{
		{Size: "font-size-150", Contrast: "yellow-on-black", Width: 320, Scripts: true},
		{Size: "font-size-100", Width: 1280, Scripts: false},
	} {
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			h := &hands{t, newTab(t)}
			h.must(h.open(demo.page(demo.order(t, "03G10", "172"))+m.display("LAT"), m))
			h.must(h.scripts(m.Scripts))
			h.pay()
		})
	}
}

func (h *hands) pay() {
	h.Helper()
	h.arrive("Pakalpojuma apmaksa")
	h.press(tabKey())
	if at := h.focus(); at.name != "Pārlekt uz galveno saturu" {
		h.Errorf("the first thing is %s, want the way past the header", at)
	}
	h.press(enterKey())
	h.press(tabKey())
	if at := h.focus(); at.name == "Latviešu" || at.name == "Attēlojums" {
		h.Errorf("the way past the header leads to %s", at)
	}
	h.to("radio", "Demonstrācijas banka")
	h.press(spaceKey())
	h.to("button", "Apmaksāt 15,00")
	h.press(enterKey())
	if !h.mode.Scripts {
		h.arrive("Pāreja uz apmaksas vietni")
		h.to("button", "Turpināt")
		h.press(enterKey())
	}
	h.arrive("Maksājuma apstiprināšana")
	h.to("button", "Apstiprināt")
	h.press(enterKey())
	h.arrive("Maksājums izpildīts")
	h.to("button", "Atgriezties pie tirgotāja")
	h.press(enterKey())
	h.arrive("Maksājums saņemts")
	if h.mode.Scripts {
		h.stay()
	} else {
		h.to("link", "Atgriezties e-pakalpojumā")
	}
	h.press(enterKey())
	h.arrive("Maksātājs ir atgriezies")
}

// stay stops the countdown. The focus goes on to the way back.
func (h *hands) stay() {
	h.Helper()
	h.to("button", "Palikt šeit")
	h.press(enterKey())
	h.gets("link", "Atgriezties e-pakalpojumā")
	if !h.says("Automātiskā atgriešanās ir apturēta.") {
		h.Error("nobody says that the countdown was stopped")
	}
}

// A form without a choice: the summary of what is wrong has the focus and leads
// to the first method.
func TestErrorSummaryHasTheFocus(t *testing.T) {
	judging(t)
	t.Parallel()
	for _, p := range scenePlaces(t) {
		if p.name != "choose-split" {
			continue
		}
		m := mode{Size: "font-size-125", Width: 320, Scripts: true}
		h := &hands{t, newTab(t)}
		h.must(h.open(p.at(t, m, "ENG"), m))
		h.to("button", "Pay EUR 10.00")
		h.press(enterKey())
		h.arrive("There is a problem")
		h.gets("alert", "There is a problem")
		h.to("link", "Choose how to pay")
		h.press(enterKey())
		h.gets("radio", "Swedbank")
		return
	}
	t.Fatal("there is no scene for this")
}

package payerweb

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

var logoAddress = regexp.MustCompile(`/static/logo/paraugs/[0-9a-f]{12}\.png`)

func TestLogoComesFromOurOrigin(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view(branded))
	address := logoAddress.FindString(c.get(home).Body.String())
	w := c.get(address)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("%s: %d %v", address, w.Code, w.Header())
	}
	const old = "/static/logo/paraugs/000000000000.png"
	if w := c.get(old); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("%s, of another version of the catalogue: %d %v", old, w.Code, w.Header())
	}
	if w := c.get("/static/logo/other/000000000000.png"); w.Code != http.StatusNotFound {
		t.Errorf("a logo of nobody: %d", w.Code)
	}
}

// In the two-coloured modes there is no third colour and no picture.
func TestBrandIsLeftOutWhereTwoColoursWereChosen(t *testing.T) {
	t.Parallel()
	for _, mode := range contrasts() {
		page := newCounter(t).with(view(branded)).get(home + "&bm=" + mode).Body.String()
		if got, want := strings.Contains(page, "#1f4e8c"), mode == normalContrast; got != want {
			t.Errorf("%s: accent %v, want %v", mode, got, want)
		}
		if got, want := strings.Contains(page, `alt="Paraugu aģentūra"`), mode == normalContrast; got != want {
			t.Errorf("%s: logo %v, want %v", mode, got, want)
		}
	}
}

var colours = regexp.MustCompile(`--(act|act-over|act-ink|link|band): (#[0-9a-f]{6});`)

// Every colour that an institution may give can be read, in light and in dark.
func TestAccentsCanBeRead(t *testing.T) {
	t.Parallel()
	checked := 0
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				accent := pay.Colour{R: uint8(r), G: uint8(g), B: uint8(b)}
				css := accentStyle(&accent)
				if (css != "") != (accent.Contrast(pay.White()) >= pay.ReadableContrast) {
					t.Fatalf("%s: %q", accent, css)
				}
				if css != "" {
					checked++
					checkAccent(t, accent, css)
				}
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d colours were checked", checked)
	}
	if accentStyle(nil) != "" {
		t.Error("no colour makes a style sheet")
	}
}

func checkAccent(t *testing.T, accent pay.Colour, css string) {
	t.Helper()
	light, dark, _ := strings.Cut(css, "@media (prefers-color-scheme: dark)")
	for part, grounds := range map[string][]pay.Colour{light: lightGround(), dark: darkGround()} {
		is := map[string]pay.Colour{}
		for _, m := range colours.FindAllStringSubmatch(part, -1) {
			is[m[1]], _ = pay.ParseColour(m[2])
		}
		if len(is) != 5 || !readableOn(is["link"], grounds) || !readableOn(is["act-ink"], []pay.Colour{is["act"], is["act-over"]}) {
			t.Fatalf("%s cannot be read:\n%s", accent, css)
		}
		for _, ground := range grounds { // borders and marks: WCAG 2.2, 1.4.11
			if is["act"].Contrast(ground) < 3 {
				t.Fatalf("%s cannot be seen on %s:\n%s", accent, ground, css)
			}
		}
	}
}

// The grounds that accents are judged on are those of the style sheet.
func TestGroundsAreThoseOfTheStyleSheet(t *testing.T) {
	t.Parallel()
	files, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(files.Style.Text), "@media (prefers-color-scheme: dark)")
	for part, want := range map[string][]string{
		light: {"--page: " + lightGround()[0].String(), "--card: #fff;"},
		dark:  {"--page: " + darkGround()[0].String(), "--card: " + darkGround()[1].String(), "--act-ink: " + darkInk().String()},
	} {
		for _, text := range want {
			if !strings.Contains(part, text) {
				t.Errorf("the style sheet has no %q", text)
			}
		}
	}
}

package payerweb

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"viss.gov.lv/mm/pay"
)

// brand is how a page is recognised as its institution's. The logo comes from
// our own origin, under an address that changes with its content.
type brand struct {
	Style *style // nil: MM's own colours
	Logo  string // address of the picture; empty: none
	Name  phrase // says in words what the picture shows
}

// brandOf makes the brand of an institution, nil when it has none, and where
// the payer chose two colours: there is no third one, and no picture.
func brandOf(i *pay.Institution, d display, l pay.Language) *brand {
	if i == nil || d.Contrast != normalContrast {
		return nil
	}
	b := &brand{Name: say(i.Name, l)}
	if css := accentStyle(i.Brand.Accent); css != "" {
		sheet := newStyle(css)
		b.Style = &sheet
	}
	if i.Brand.Logo != nil {
		b.Logo = "/static/logo/" + url.PathEscape(strings.ToLower(string(i.Code))) + "/" + logoName(i.Brand.Logo)
	}
	if b.Style == nil && b.Logo == "" {
		return nil
	}
	return b
}

func logoName(l *pay.Logo) string { return hex.EncodeToString(l.Digest[:6]) + ".png" }

// logo serves an institution's logo. Where the catalogue has changed since the
// page was made, the present one is better than none, but is not to be kept.
func (s *site) logo(w http.ResponseWriter, r *http.Request) {
	code, name := r.PathValue("institution"), r.PathValue("name")
	var found *pay.Logo
	for _, i := range s.Institutions() {
		if i.Brand.Logo == nil || !strings.EqualFold(string(i.Code), code) { // paths are matched without regard to case
			continue
		}
		if found == nil || logoName(i.Brand.Logo) == name {
			found = i.Brand.Logo
		}
	}
	if found == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	if logoName(found) == name {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(found.PNG)
}

// What stands under and on an accent colour, in light and in dark; a test
// compares them with the style sheet.
func lightGround() []pay.Colour { return []pay.Colour{{R: 0xf3, G: 0xf1, B: 0xec}, pay.White()} }

func darkGround() []pay.Colour {
	return []pay.Colour{{R: 0x15, G: 0x18, B: 0x17}, {R: 0x1e, G: 0x22, B: 0x21}}
}
func darkInk() pay.Colour { return pay.Colour{R: 0x0d, G: 0x1a, B: 0x17} }

// accentStyle is the style sheet of an accent colour; empty for none, and for
// one on which white letters cannot be read, which an old catalogue may hold.
// Links are the colour darkened, and on dark screens all is the colour
// lightened, as far as reading needs it.
func accentStyle(accent *pay.Colour) string {
	if accent == nil || accent.Contrast(pay.White()) < pay.ReadableContrast {
		return ""
	}
	black := pay.Colour{}
	link := towards(*accent, black, lightGround())
	bright := towards(*accent, pay.White(), append(darkGround(), darkInk()))
	return "@media screen {\n" +
		rule(*accent, accent.Mix(black, 0.25), pay.White(), link) +
		"@media (prefers-color-scheme: dark) {\n" +
		rule(bright, bright.Mix(pay.White(), 0.4), darkInk(), bright) +
		"}\n}\n"
}

func rule(act, over, ink, link pay.Colour) string {
	return fmt.Sprintf(":root { --act: %s; --act-over: %s; --act-ink: %s; --link: %s; --band: %s; }\n", act, over, ink, link, act)
}

// towards moves a colour towards black or white until it can be read on every
// ground.
func towards(c, end pay.Colour, grounds []pay.Colour) pay.Colour {
	for part := 0.0; part < 1; part += 0.04 {
		if mixed := c.Mix(end, part); readableOn(mixed, grounds) {
			return mixed
		}
	}
	return end
}

func readableOn(c pay.Colour, grounds []pay.Colour) bool {
	for _, g := range grounds {
		if c.Contrast(g) < pay.ReadableContrast {
			return false
		}
	}
	return true
}

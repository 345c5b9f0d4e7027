package payerweb

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"viss.gov.lv/mm/pay"
)

// brand is how a page is recognised as its institution's. Its files come from
// our own origin, under addresses that change with their content.
type brand struct {
	Style string // address of the style sheet; empty: MM's own colours
	Logo  string // address of the picture; empty: none
	Name  phrase // says in words what the picture shows
}

// brandOf makes the brand of an institution, nil when it has none. Where the
// payer chose two colours there is no third one.
func brandOf(i *pay.Institution, d display, l pay.Language) *brand {
	if i == nil {
		return nil
	}
	b := &brand{Name: say(i.Name, l)}
	if css := accentStyle(i.Brand.Accent); css != "" && d.Contrast == normalContrast {
		b.Style = brandAddress(i.Code, accentName(css))
	}
	if i.Brand.Logo != nil {
		b.Logo = brandAddress(i.Code, logoName(i.Brand.Logo))
	}
	if b.Style == "" && b.Logo == "" {
		return nil
	}
	return b
}

func brandAddress(i pay.InstitutionCode, name string) string {
	return "/static/brand/" + url.PathEscape(strings.ToLower(string(i))) + "/" + name
}

func logoName(l *pay.Logo) string { return "logo." + hex.EncodeToString(l.Digest[:6]) + ".png" }

func accentName(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "accent." + hex.EncodeToString(sum[:6]) + ".css"
}

// brandFile serves an institution's style sheet or logo. Where the catalogue
// has changed since the page was made, the present one is better than none, but
// is not to be kept.
func (s *site) brandFile(w http.ResponseWriter, r *http.Request) {
	code, name := r.PathValue("institution"), r.PathValue("name")
	var found file
	for _, i := range s.Institutions() {
		if !strings.EqualFold(string(i.Code), code) { // paths are matched without regard to case
			continue
		}
		if f := brandFileOf(i, name); f.Address == name || found.content == nil {
			found = f
		}
	}
	if found.content == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", found.media)
	if found.Address == name {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(found.content)
}

// brandFileOf is the file of an institution that has the kind of the name; its
// Address is the last part of its present one.
func brandFileOf(i *pay.Institution, name string) file {
	switch {
	case strings.HasPrefix(name, "logo.") && i.Brand.Logo != nil:
		return file{Address: logoName(i.Brand.Logo), media: "image/png", content: i.Brand.Logo.PNG}
	case strings.HasPrefix(name, "accent."):
		if css := accentStyle(i.Brand.Accent); css != "" {
			return file{Address: accentName(css), media: "text/css; charset=utf-8", content: []byte(css)}
		}
	}
	return file{}
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

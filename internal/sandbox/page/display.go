package page

import (
	"net/url"
	"slices"
	"strings"
)

// Display is how somebody reads: the published parameters fs, bm and language
// (document 002, section on synchronous payment).
type Display struct {
	Language string // "lv" or "en"
	Font     string // font-size-100, font-size-125, font-size-150
	Contrast string // empty, black-on-yellow or yellow-on-black
}

// Plain is how a page looks when nobody has chosen.
func Plain() Display { return Display{Language: "lv", Font: "font-size-100"} }

// With changes what valid values ask for and leaves the rest. Names and values
// are read without regard to case; the first valid value counts.
func (d Display) With(language, font, contrast []string) Display {
	for _, v := range slices.Backward(language) {
		switch strings.ToUpper(strings.TrimSpace(v)) {
		case "LAT", "LV":
			d.Language = "lv"
		case "ENG", "EN":
			d.Language = "en"
		}
	}
	for _, v := range slices.Backward(font) {
		if v = strings.ToLower(strings.TrimSpace(v)); slices.Contains(Fonts(), v) {
			d.Font = v
		}
	}
	for _, v := range slices.Backward(contrast) {
		v = strings.ToLower(strings.TrimSpace(v))
		if v == "normal" || v == "none" {
			d.Contrast = ""
		}
		if slices.Contains(Contrasts(), v) {
			d.Contrast = v
		}
	}
	return d
}

// WithQuery reads the parameters of an address.
func (d Display) WithQuery(q url.Values) Display {
	var language, font, contrast []string
	for name, values := range q {
		switch strings.ToLower(name) {
		case "language":
			language = append(language, values...)
		case "fs":
			font = append(font, values...)
		case "bm":
			contrast = append(contrast, values...)
		}
	}
	return d.With(language, font, contrast)
}

// Fonts are the sizes of letters.
func Fonts() []string { return []string{"font-size-100", "font-size-125", "font-size-150"} }

// Contrasts are the contrast modes beside the usual one.
func Contrasts() []string { return []string{"black-on-yellow", "yellow-on-black"} }

// Class is the class attribute of the page.
func (d Display) Class() string { return strings.TrimSpace(d.Font + " " + d.Contrast) }

// Code is the language as the published parameter writes it.
func (d Display) Code() string {
	if d.Language == "en" {
		return "ENG"
	}
	return "LAT"
}

// Say is the text in the reader's language.
func (d Display) Say(lv, en string) string {
	if d.Language == "en" && en != "" {
		return en
	}
	return lv
}

// Query is the choice as parameters, to be carried to the next page.
func (d Display) Query() string {
	q := url.Values{"language": {d.Code()}}
	if d.Font != "" && d.Font != "font-size-100" {
		q.Set("fs", d.Font)
	}
	if d.Contrast != "" {
		q.Set("bm", d.Contrast)
	}
	return q.Encode()
}

// At is the address of a page with the choice carried to it. The path must have
// no parameters of its own.
func (d Display) At(path string) string { return path + "?" + d.Query() }

// Link is a choice of display that the reader may make.
type Link struct {
	Text    string // what is shown
	Name    string // what is read out
	Address string
	Current bool
}

// Links are the choices in three groups: language, letters, contrast. Keep are
// other parameters of the page's address.
func (d Display) Links(keep url.Values) [][]Link {
	at := func(x Display) string {
		q := x.Query()
		if len(keep) > 0 {
			q += "&" + keep.Encode()
		}
		if x.Contrast == "" && d.Contrast != "" {
			q += "&bm=normal"
		}
		if x.Font == "font-size-100" && d.Font != x.Font {
			q += "&fs=font-size-100"
		}
		return "?" + q
	}
	language, font, contrast := d, d, d
	var links [3][]Link
	for _, l := range []struct{ code, text, name string }{{"lv", "LV", "Latviski"}, {"en", "EN", "English"}} {
		language.Language = l.code
		links[0] = append(links[0], Link{l.text, l.name, at(language), l.code == d.Language})
	}
	for i, f := range Fonts() {
		font.Font = f
		name := d.Say("Burtu izmērs ", "Text size ") + strings.TrimPrefix(f, "font-size-") + "\u00a0%"
		links[1] = append(links[1], Link{[]string{"A", "A+", "A++"}[i], name, at(font), f == d.Font})
	}
	for _, c := range []struct{ mode, text, lv, en string }{
		{"", "K", "Parastais skats", "Normal contrast"},
		{"black-on-yellow", "K", "Melns uz dzeltena", "Black on yellow"},
		{"yellow-on-black", "K", "Dzeltens uz melna", "Yellow on black"},
	} {
		contrast.Contrast = c.mode
		links[2] = append(links[2], Link{c.text, d.Say(c.lv, c.en), at(contrast), c.mode == d.Contrast})
	}
	return links[:]
}

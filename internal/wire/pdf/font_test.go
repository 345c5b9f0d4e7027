package pdf

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFontHasTheLetters(t *testing.T) {
	t.Parallel()
	f := prepare(t)
	for _, font := range []*Font{f.regular, f.bold} {
		for _, c := range "AZaz09" + letters + "ĄČĘĖĮŠŲŪŽÄÖÕÜÅÆØąčęėįšųūžäöõüåæøŁłŃńŚśŹźŻżȘșȚț«»‘’“”…•–—\u00a0−" {
			if !font.Has(c) {
				t.Errorf("%s lacks %q", font.name, c)
			}
		}
		if font.Has('漢') {
			t.Error("it says it has what it has not")
		}
		if g := font.glyph('漢'); g == 0 || g != font.glyph('\ufffd') {
			t.Error("what it has not is shown as .notdef")
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	f := prepare(t).regular
	if got := f.Width("00", 10); got != 2*f.Width("8", 10) || got < 10 || got > 13 {
		t.Errorf("figures are not all as wide: %v", got)
	}
	if f.Width("", 10) != 0 {
		t.Error("nothing is wide")
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	f := prepare(t).regular
	for _, c := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"nothing", "", 50, []string{""}},
		{"fits", "viens divi", 200, []string{"viens divi"}},
		{"at spaces", "viens divi trīs", 50, []string{"viens divi ", "trīs"}},
		{"no-break spaces hold", "1\u00a0234,56\u00a0EUR kopā", 80, []string{"1\u00a0234,56\u00a0EUR ", "kopā"}},
		{"a word that is too wide", "Bezatpakaļsaistījumiem", 60, []string{"Bezatpakaļs", "aistījumiem"}},
		{"after a hyphen", "Liepiņa-Bērziņa-Kalniņa", 90, []string{"Liepiņa-Bērziņa-", "Kalniņa"}},
		{"no room at all", "ab", 0, []string{"a", "b"}},
	} {
		if got := f.Wrap(c.text, 10, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// However a text is broken, nothing is lost and every line fits.
func TestWrapKeepsTheText(t *testing.T) {
	t.Parallel()
	f := prepare(t).regular
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zāēū0-9 \-/]{0,80}`).Draw(t, "text")
		width := rapid.Float64Range(20, 200).Draw(t, "width")
		lines := f.Wrap(text, 10, width)
		if got, want := strings.Join(lines, ""), strings.Join(strings.Fields(text), " "); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, l := range lines {
			if f.Width(strings.TrimRight(l, " "), 10) > width+1e-6 {
				t.Fatalf("%q is wider than %v", l, width)
			}
		}
	})
}

func TestParseFontRefuses(t *testing.T) {
	t.Parallel()
	file := bytes.Clone(prepare(t).regular.file)
	for _, cut := range []int{0, 3, 12, 100, 300, len(file) / 2} {
		if _, err := ParseFont("X", file[:cut], false); err == nil {
			t.Errorf("accepted %d bytes of a font", cut)
		}
	}
}

func FuzzParseFont(f *testing.F) {
	f.Add(prepare(f).regular.file)
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = ParseFont("X", file, false) })
}

package locale

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// inPlurals collects the plural choices of a text with their forms.
func inPlurals(m message, forms map[string][]form) {
	for _, p := range m {
		for f, inner := range p.forms {
			forms[p.param] = append(forms[p.param], f)
			inPlurals(inner, forms)
		}
	}
}

func TestEveryTextIsInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range catalogue() {
		if seen[e.key] {
			t.Errorf("%s: given twice", e.key)
		}
		seen[e.key] = true
		lv, err := parseMessage(e.lv)
		if err != nil {
			t.Errorf("%s: Latvian: %v", e.key, err)
		}
		en, err := parseMessage(e.en)
		if err != nil {
			t.Errorf("%s: English: %v", e.key, err)
		}
		if diff := cmp.Diff(lv.params(), en.params()); diff != "" {
			t.Errorf("%s: other parameters in Latvian (-) than in English (+):\n%s", e.key, diff)
		}
		for language, m := range map[Language]message{Latvian: lv, English: en} {
			if len(m) == 0 {
				t.Errorf("%s: empty in %s", e.key, language)
			}
			plurals := map[string][]form{}
			inPlurals(m, plurals)
			for param, got := range plurals {
				slices.Sort(got)
				if want := slices.Sorted(slices.Values(formsOf(language))); !slices.Equal(got, want) {
					t.Errorf("%s: {%s} has the forms %v in %s, want %v", e.key, param, got, language, want)
				}
			}
		}
	}
}

func TestTextsAreWrittenWithCare(t *testing.T) {
	t.Parallel()
	for _, e := range catalogue() {
		for _, text := range []string{e.lv, e.en} {
			switch {
			case text != strings.TrimSpace(text), strings.Contains(text, "  "):
				t.Errorf("%s: superfluous space in %q", e.key, text)
			case strings.ContainsAny(text, `<>&"`):
				t.Errorf("%s: markup or straight quotes in %q", e.key, text)
			case strings.Contains(text, " - "):
				t.Errorf("%s: a hyphen where a dash belongs in %q", e.key, text)
			}
		}
		if strings.Contains(e.lv, "Lūdzu") || strings.Contains(e.lv, "jūs ") {
			t.Errorf("%s: the style is “Jūs” and no “Lūdzu”: %q", e.key, e.lv)
		}
		for _, r := range e.en {
			if r > unicode.MaxASCII && !strings.ContainsRune("–’×“”…", r) {
				t.Errorf("%s: %q in the English text %q", e.key, r, e.en)
			}
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		language Language
		key      string
		pairs    []any
		want     string
	}{
		"plain":                           {Latvian, "paid.title", nil, "Maksājums saņemts"},
		"with parameters":                 {Latvian, "choose.progress", []any{"n", 1, "count", 2}, "Maksājums 1 no 2"},
		"plural":                          {Latvian, "choose.split", []any{"count", 21}, "Šis pieprasījums jāapmaksā ar 21 atsevišķu maksājumu, jo nauda jāieskaita dažādos kontos vai ar dažādiem mērķiem."},
		"English plural":                  {English, "choose.split", []any{"count", 2}, "This request is paid in 2 separate payments, because the money goes to different accounts or for different purposes."},
		"braces in a value are only text": {English, "redirect.bank", []any{"name", "{name} # <b>"}, "You are being taken to {name} # <b>."},
		"an unknown key shows":            {English, "no.such", nil, "⟦no.such⟧"},
		"a forgotten parameter shows":     {English, "redirect.bank", nil, "You are being taken to ⟦name⟧."},
		"an unknown language is Latvian":  {Language("fi"), "continue", nil, "Turpināt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := In(c.language).Text(c.key, c.pairs...); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestPluralForms(t *testing.T) {
	t.Parallel()
	for language, forms := range map[Language]map[form][]int{
		Latvian: {
			formZero:  {0, 10, 11, 12, 19, 20, 30, 100, 111, 119, 1000},
			formOne:   {1, 21, 31, 101, 121, -1},
			formOther: {2, 9, 22, 29, 102, 122},
		},
		English: {formOne: {1, -1}, formOther: {0, 2, 11, 21, 101}},
	} {
		for want, numbers := range forms {
			for _, n := range numbers {
				if got := In(language).form(n); got != want {
					t.Errorf("%s %d: form %s, want %s", language, n, got, want)
				}
			}
		}
	}
}

func TestParseMessageRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"{", "}", "{}", "{a b}", "{n, plural}", "{n, plural, one {#}}", "{n, plural, few {#} other {#}}", "{n, plural, other #}", "{n, plural, other {{}}"} {
		if m, err := parseMessage(s); err == nil {
			t.Errorf("%q: read as %v, want an error", s, m)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	for _, e := range catalogue() {
		f.Add(e.lv, 2)
		f.Add(e.en, 11)
	}
	f.Add("{n, plural, zero {# {x}} one {#} other {}}", 21)
	f.Fuzz(func(t *testing.T, s string, n int) {
		m, err := parseMessage(s)
		if err != nil {
			return
		}
		args := map[string]any{}
		for _, p := range m.params() {
			args[p] = n
		}
		var b strings.Builder
		m.write(&b, In(Latvian), args)
		if strings.Contains(b.String(), "⟦") && !strings.Contains(s, "⟦") {
			t.Errorf("%q: a parameter that params() does not name: %q", s, b.String())
		}
	})
}

func TestPublishedLanguages(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Language{"LAT": Latvian, " lat ": Latvian, "Eng": English} {
		got, ok := ParsePublished(s)
		if !ok || got != want {
			t.Errorf("ParsePublished(%q) = %q, %v; want %q", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "lv", "RUS", "LATENG"} {
		if got, ok := ParsePublished(s); ok {
			t.Errorf("ParsePublished(%q) = %q, want unknown", s, got)
		}
	}
	for _, l := range Languages() {
		if got, ok := ParsePublished(Published(l)); !ok || got != l {
			t.Errorf("%s does not survive its published name", l)
		}
	}
}

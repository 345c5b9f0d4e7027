package pay_test

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"e@p.lv":                               "e@p.lv", // of the published samples
		"  Jana.Berzina@Inbox.LV\t":            "Jana.Berzina@inbox.lv",
		"a+b'c=d_e{f}@sub.example.org":         "a+b'c=d_e{f}@sub.example.org",
		"x@ķīlis.lv":                           "x@ķīlis.lv",
		"x@XN--KLIS-3UA9S.LV":                  "x@xn--klis-3ua9s.lv",
		"":                                     "",
		"e":                                    "",
		"e@":                                   "",
		"@p.lv":                                "",
		"e@p":                                  "",
		"e@@p.lv":                              "",
		"e@p..lv":                              "",
		"e@.p.lv":                              "",
		"e@p.lv.":                              "",
		"e@-p.lv":                              "",
		"e@p-.lv":                              "",
		"e@p.l":                                "",
		"e@127.0.0.1":                          "",
		"e@[127.0.0.1]":                        "",
		".e@p.lv":                              "",
		"e.@p.lv":                              "",
		"e..e@p.lv":                            "",
		"jāna@p.lv":                            "", // mostly a slip, and most servers refuse it
		"e e@p.lv":                             "",
		"e@p p.lv":                             "",
		"e@p_p.lv":                             "",
		`"e e"@p.lv`:                           "",
		"Jana <e@p.lv>":                        "",
		"e@p.lv,f@p.lv":                        "",
		"e@p.lv;f@p.lv":                        "",
		"e@p.lv\r\nBcc: f@p.lv":                "",
		"e\r\nBcc:f@p.lv":                      "",
		"e@p.lv\nX":                            "",
		"e\x00@p.lv":                           "",
		"e@p\u2028.lv":                         "",
		"\xff@p.lv":                            "",
		"e@p.\xfflv":                           "",
		strings.Repeat("e", 65) + "@p.lv":      "",
		"e@" + strings.Repeat("p", 64) + ".lv": "",
		"e@" + strings.Repeat(strings.Repeat("p", 60)+".", 5) + "lv":    "",
		strings.Repeat("e", 64) + "@" + strings.Repeat("p", 63) + ".lv": strings.Repeat("e", 64) + "@" + strings.Repeat("p", 63) + ".lv",
	} {
		got, ok := pay.ParseEmail(s)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", s, got, ok, want)
		}
	}
}

func TestHintEmail(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"j@gmial.com":       "j@gmail.com",
		"j@gmal.com":        "j@gmail.com",
		"j@gmaill.com":      "j@gmail.com",
		"J.B@GMAIL.CON":     "J.B@gmail.com",
		"j@gmail.co":        "j@gmail.com",
		"j@gmail.lv":        "j@gmail.com", // there is no such
		"j@gmial.cmo":       "j@gmail.com", // a slip in each half
		"j@inbx.lv":         "j@inbox.lv",
		"j@inbox.vl":        "j@inbox.lv",
		"j@imbox.lv":        "j@inbox.lv",
		"j@hotnail.com":     "j@hotmail.com",
		"j@hotmail.con":     "j@hotmail.com",
		"j@outlok.com":      "j@outlook.com",
		"j@yaho.com":        "j@yahoo.com",
		"j@iclod.com":       "j@icloud.com",
		"j@apolo.lv":        "j@apollo.lv",
		"j@tvne.lv":         "j@tvnet.lv",
		"j@gmail.com":       "",
		"j@inbox.lv":        "",
		"j@inbox.lt":        "", // real ones that look alike
		"j@mail.com":        "",
		"j@email.com":       "",
		"j@live.lv":         "",
		"j@p.lv":            "",
		"j@vraa.gov.lv":     "",
		"j@five.com":        "", // short names resemble too much
		"j@example.org":     "",
		"j@gmial.example":   "",
		"nothing":           "",
		"j@gmial.com\r\nX:": "",
	} {
		if got := pay.HintEmail(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestMaskEmail(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"e@p.lv": "e***@p.lv", "ernests@p.lv": "e***@p.lv", "": "***", "ernests": "***", "a@b@c": "***",
	} {
		if got := pay.MaskEmail(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Whatever is taken for an address can stand in a header and in a command of
// SMTP as it is, and its hint is an address again.
func FuzzEmail(f *testing.F) {
	for _, s := range []string{"e@p.lv", "j@gmial.com", "x@ķīlis.lv", "e@p.lv\r\nBcc: x@y.lv", "a b@c.d", `"q"@p.lv`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		address, ok := pay.ParseEmail(s)
		if !ok {
			return
		}
		if strings.ContainsAny(address, " \t\r\n<>,;:\"\\()[]\x00") || strings.Count(address, "@") != 1 {
			t.Errorf("%q was taken for %q", s, address)
		}
		if again, ok := pay.ParseEmail(address); !ok || again != address {
			t.Errorf("%q reads as %q the second time", address, again)
		}
		if hint := pay.HintEmail(address); hint != "" {
			if _, ok := pay.ParseEmail(hint); !ok || pay.HintEmail(hint) != "" {
				t.Errorf("the hint %q for %q is no address, or needs a hint", hint, address)
			}
		}
	})
}

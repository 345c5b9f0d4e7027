package locale_test

import (
	"testing"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

func TestAccepted(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]pay.Language{
		"":                        "otherwise",
		"lv":                      pay.Latvian,
		"en-GB,lv;q=0.8":          pay.English,
		"en;q=0.5, lv;q=0.9":      pay.Latvian,
		"de, en;q=0.1":            pay.English,
		"de":                      "otherwise",
		"*":                       "otherwise",
		"lv;q=zero":               "otherwise",
		"\xff, en":                "otherwise",
		"ru-LV, lv-LV;q=0.3":      pay.Latvian,
		"en-US,en;q=0.9,lv;q=0.8": pay.English,
	} {
		if got := locale.Accepted(header, "otherwise"); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

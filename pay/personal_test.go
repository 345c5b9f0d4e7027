package pay_test

import (
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestPlausibleCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"31129900000":   false, // of the published samples: wrong check digit
		"311299-00000":  false,
		"07018710513":   true, // of the published samples
		"32000000000":   true, // new kind, without a date
		"320000-00000":  true,
		"39999999999":   true,
		"31000000000":   false,
		"40003278467":   true, // registration number of the published sample
		"90001733697":   true,
		"40003278468":   false,
		"123":           false,
		"":              false,
		"1611751097x":   false,
		"٣٢٠٠٠٠٠٠٠٠٠":   false,
		"320000000000":  false,
		"30029912345":   false, // 30 February
		"LV40003278467": false,
	} {
		if got := pay.PlausibleCode(code); got != want {
			t.Errorf("PlausibleCode(%q) = %v", code, got)
		}
	}
}

func TestOldPersonalCodesCarryACheckDigit(t *testing.T) {
	t.Parallel()
	passing := 0
	for k := '0'; k <= '9'; k++ {
		if pay.PlausibleCode("010190-1000" + string(k)) {
			passing++
		}
	}
	if passing != 1 {
		t.Errorf("%d check digits of ten pass for one code", passing)
	}
}

func TestPlausibleIBANs(t *testing.T) {
	t.Parallel()
	for iban, want := range map[string]bool{
		"LV80BANK0000435195001":                true, // of the registry's example
		"LV80 BANK 0000 4351 9500 1":           true,
		"LV31TREL1060141001522":                false,
		"LV48AHAB0551014343801":                false, // of the published samples
		"GB29NWBK60161331926819":               true,
		"lv80bank0000435195001":                false,
		"LV80":                                 false,
		"":                                     false,
		"LV80BANK000043519500!":                false,
		"LV80BANK0000435195001000000000000000": false,
	} {
		if got := pay.PlausibleIBAN(iban); got != want {
			t.Errorf("PlausibleIBAN(%q) = %v", iban, got)
		}
	}
}

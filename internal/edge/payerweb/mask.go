package payerweb

import (
	"strings"

	"viss.gov.lv/mm/pay"
)

// payerShown is the payer as far as a page may show them: whoever holds the
// link sees enough to know whose debt it is and too little to learn anything.
type payerShown struct {
	Name  string
	Code  string
	Label string // key of what Code is
}

// showPayer masks a payer. A company is no person: its registration number,
// which is public, and its name are shown in full.
func showPayer(p pay.Payer) payerShown {
	digits := strings.NewReplacer("-", "", " ", "").Replace(p.Code)
	if !elevenDigits(digits) {
		shown := payerShown{Name: maskName(p.FirstName, p.Name), Label: "sum.payercode"}
		if digits != "" {
			shown.Code = "*****"
		}
		return shown
	}
	// Personal codes begin with a day of the month or, since 2017, with 32–39.
	if digits[0] >= '4' {
		return payerShown{Name: strings.TrimSpace(p.FirstName + " " + p.Name), Code: digits, Label: "sum.registration"}
	}
	return payerShown{Name: maskName(p.FirstName, p.Name), Code: digits[:6] + "-*****", Label: "sum.code"}
}

func elevenDigits(s string) bool {
	return len(s) == 11 && strings.Trim(s, "0123456789") == ""
}

// maskName leaves the first letter of each name, and hides how long it is.
func maskName(names ...string) string {
	var shown []string
	for _, name := range names {
		for word := range strings.FieldsSeq(name) {
			shown = append(shown, string([]rune(word)[:1])+"***")
		}
	}
	return strings.Join(shown, " ")
}

package locale

import (
	"golang.org/x/text/language"

	"viss.gov.lv/mm/pay"
)

// Accepted is the language that a caller's Accept-Language (RFC 9110, 12.5.4)
// asks for first, of those that MM has; otherwise when it asks for none of them.
func Accepted(header string, otherwise pay.Language) pay.Language {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return otherwise
	}
	for _, tag := range tags {
		switch base, _ := tag.Base(); base.String() {
		case "lv":
			return pay.Latvian
		case "en":
			return pay.English
		}
	}
	return otherwise
}

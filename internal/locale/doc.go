// Package locale holds every word that people see, in Latvian and English, and
// the forms of both languages: plurals, money, dates and times. It knows no
// HTML, does no I/O and is safe for concurrent use; the same arguments always
// give the same text.
package locale

import (
	"strings"

	"viss.gov.lv/mm/pay"
)

// Language is one of the two languages. It is pay.Language under a second name,
// for packages that may not know the domain.
type Language = pay.Language

// The languages.
const (
	Latvian = pay.Latvian
	English = pay.English
)

// Languages lists both, Latvian first.
func Languages() []Language { return []Language{Latvian, English} }

// The published names of the languages (spec 002, chapter 2.2: the parameter
// "language" of the payer's page).
const (
	publishedLatvian = "LAT"
	publishedEnglish = "ENG"
)

// Published is the name of a language in addresses: LAT or ENG.
func Published(l Language) string {
	if l == English {
		return publishedEnglish
	}
	return publishedLatvian
}

// Endonym is the name of a language in that language, as switches show it.
func Endonym(l Language) string {
	if l == English {
		return "English"
	}
	return "Latviešu"
}

// ParsePublished reads LAT or ENG, in either case and with space around it.
func ParsePublished(s string) (Language, bool) {
	switch strings.ToUpper(strings.TrimSpace(s)) {
	case publishedLatvian:
		return Latvian, true
	case publishedEnglish:
		return English, true
	}
	return "", false
}

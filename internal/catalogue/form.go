package catalogue

import (
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// form says what is wanted instead of a value; nothing when the value is right.
type form func(string) (want string)

const (
	digits  = "0123456789"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters = capital + "abcdefghijklmnopqrstuvwxyz"
)

// Lengths in characters. FiDaViSta takes 105 of a payee's name (BenName) and
// 140 of a purpose (PmtInfo).
const (
	longName    = 250
	longPayee   = 105
	longPurpose = 140
	longCode    = 20
)

// line is a text for people, in one line.
func line(most int) form {
	return func(s string) string {
		bad := strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) || c == utf8.RuneError })
		if s == "" || bad || utf8.RuneCountInString(s) > most {
			return fmt.Sprintf("a text of one line and at most %d characters", most)
		}
		return ""
	}
}

func made(s, set string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, set) == ""
}

// code is a name for programs. Callers send step and position codes, and
// people read them out.
func code(s string) string {
	if made(s, letters+digits+"._-", 1, longCode) {
		return ""
	}
	return "a code of at most 20 letters, digits, dots, hyphens and underscores"
}

// provider is a BIC, or a name in its manner: FIRSTDATA.
func provider(s string) string {
	if made(s, capital+digits, 1, longCode) {
		return ""
	}
	return "a code of at most 20 capital letters and digits, as in HABALV22"
}

func classification(s string) string {
	if made(s, letters+digits+".-", 1, longCode) {
		return ""
	}
	return "a classification code, as in 9.1.9.9 or 10152"
}

func registration(s string) string {
	if made(s, digits, 11, 11) {
		return ""
	}
	return "a registration number of 11 digits"
}

func bic(s string) string {
	if (len(s) == 8 || len(s) == 11) && made(s[:6], capital, 6, 6) && made(s, capital+digits, 8, 11) {
		return ""
	}
	return "a BIC, as in TRELLV22"
}

// iban checks the form only; see checksum.
func iban(s string) string {
	const want = "an IBAN, as in LV21TREL1060000000001"
	if !made(s, capital+digits, 15, 34) || !made(s[:2], capital, 2, 2) || !made(s[2:4], digits, 2, 2) {
		return want
	}
	if strings.HasPrefix(s, "LV") && (len(s) != 21 || !made(s[4:8], capital, 4, 4)) {
		return want
	}
	return ""
}

// checksum tells whether an IBAN's check digits are right (ISO 13616: modulo
// 97 is 1).
func checksum(s string) bool {
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest == 1
}

func email(s string) string {
	if a, err := mail.ParseAddress(s); err == nil && a.Address == s {
		return ""
	}
	return "an e-mail address"
}

func phone(s string) string {
	if made(s, digits+"+ ()-", 3, 30) {
		return ""
	}
	return "a telephone number, as in +371 67000000"
}

func web(s string) string {
	u, err := url.Parse(s)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= longName {
		return ""
	}
	return "a complete https address"
}

// template is a purpose: it may hold the variables of pay.PurposeVariables.
func template(s string) string {
	if want := line(longPurpose)(s); want != "" {
		return want
	}
	plain := s
	for _, variable := range pay.PurposeVariables() {
		plain = strings.ReplaceAll(plain, variable, "")
	}
	if strings.ContainsAny(plain, "{}") {
		return "no braces but those of " + strings.Join(pay.PurposeVariables(), ", ")
	}
	return ""
}

// money is an amount in euro: more than zero, at most pay.MaxMinor, two
// decimal places at most.
func money(s string) (cents int64, want string) {
	cents, err := pay.ParseDecimal(s, 2)
	if err != nil || cents <= 0 || cents > pay.MaxMinor || strings.Trim(s, digits+".") != "" {
		return 0, "an amount in euro, as in 12.10, from 0.01 to " + pay.EUR(pay.MaxMinor).String()
	}
	return cents, ""
}

const (
	day        = 24 * time.Hour
	longExpiry = 3660 * day
)

// expiry is a whole number of days, hours or minutes: 10d, 48h, 30m.
func expiry(s string) (d time.Duration, want string) {
	units := map[string]time.Duration{"d": day, "h": time.Hour, "m": time.Minute}
	if s != "" {
		unit := units[s[len(s)-1:]]
		n, err := strconv.ParseUint(s[:len(s)-1], 10, 32)
		if err == nil && unit > 0 && n > 0 && n <= uint64(longExpiry/unit) {
			return time.Duration(n) * unit, ""
		}
	}
	return 0, "a number of days, hours or minutes, as in 10d, 48h or 30m, at most 3660d"
}

// vat is "none" or a percentage.
func vat(s string) (v pay.VAT, want string) {
	if s == "none" {
		return pay.VAT{}, ""
	}
	percent, err := strconv.ParseUint(s, 10, 8)
	if err != nil || percent > 99 {
		return pay.VAT{}, "none (not subject to VAT) or a percentage, as in 21 or 0"
	}
	return pay.VAT{Subject: true, Percent: int(percent)}, ""
}

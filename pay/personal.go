package pay

import (
	"strconv"
	"strings"
	"time"
)

// warnings names the members that look wrong but are accepted: the published
// samples themselves fail these checks.
func (d *Draft) warnings() []string {
	var odd []string
	if d.Payer.Code != "" && !PlausibleCode(d.Payer.Code) {
		odd = append(odd, path("ClientInfo/ClientCode"))
	}
	if _, ok := ParseEmail(d.Payer.Email); d.Payer.Email != "" && !ok {
		odd = append(odd, path("ClientInfo/ClientEMail"))
	}
	return odd
}

// PlausibleCode tells whether a text can be a Latvian personal code, of the old
// or the new kind, or a registration number.
func PlausibleCode(s string) bool {
	digits := strings.NewReplacer("-", "", " ", "").Replace(s)
	if len(digits) != 11 || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	if digits[0] == '3' && digits[1] >= '2' { // since July 2017: no date, no check digit
		return true
	}
	return oldPersonalCode(digits) || registrationNumber(digits)
}

// oldPersonalCode checks ddmmyy-Cnnnk, C the century, k the check digit.
func oldPersonalCode(d string) bool {
	century := map[byte]string{'0': "18", '1': "19", '2': "20"}[d[6]]
	if century == "" {
		return false
	}
	if _, err := time.Parse("02012006", d[0:4]+century+d[4:6]); err != nil {
		return false
	}
	sum := weighted(d[:10], []int{1, 6, 3, 7, 9, 10, 5, 8, 4, 2})
	return strconv.Itoa((1101-sum)%11) == d[10:]
}

// registrationNumber checks the eleven digits of the unified registration
// number, which begins with 4, 5 or 9: the weighted sum leaves 3 modulo 11.
func registrationNumber(d string) bool {
	return d[0] >= '4' && weighted(d, []int{9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1})%11 == 3
}

func weighted(digits string, weights []int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum
}

// PlausibleIBAN tells whether the check digits of an IBAN are right.
func PlausibleIBAN(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

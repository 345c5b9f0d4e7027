package pay

import (
	"slices"
	"strings"
)

// HintEmail is the address that a person probably meant, "jana@gmail.com" for
// "jana@gmial.com"; empty when there is nothing to ask about. It is a question
// for the person and never a correction: the odd domain may be theirs.
func HintEmail(address string) string {
	address, ok := ParseEmail(address)
	if !ok {
		return ""
	}
	at := strings.LastIndexByte(address, '@') + 1
	domain := address[at:]
	if slices.Contains(mailDomains(), domain) || slices.Contains(lookalikeDomains(), domain) {
		return ""
	}
	for _, meant := range mailDomains() {
		if resembles(domain, meant) {
			return address[:at] + meant
		}
	}
	return ""
}

// mailDomains are the domains at which people in Latvia have their mail, the
// most frequent first.
func mailDomains() []string {
	return []string{
		"gmail.com", "inbox.lv", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "apollo.lv", "tvnet.lv",
		"live.com", "googlemail.com", "protonmail.com", "proton.me",
	}
}

// lookalikeDomains are real ones that resemble those.
func lookalikeDomains() []string {
	return []string{
		"mail.com", "email.com", "ymail.com", "inbox.com", "inbox.lt", "inbox.eu", "hotmail.co.uk", "yahoo.co.uk", "live.lv",
		"apollo.io", "gmx.com",
	}
}

// onlyCom are providers whose domain exists in one form: whatever stands after
// the name is a slip.
func onlyCom() []string { return []string{"gmail.com", "icloud.com"} }

// resembles tells whether a domain is one slip in the name, one in the ending,
// or one in each away from a known one. Short names resemble too much.
func resembles(domain, meant string) bool {
	const shortest = 5
	name, ending := cutDomain(domain)
	meantName, meantEnding := cutDomain(meant)
	if name == meantName && slices.Contains(onlyCom(), meant) {
		return true
	}
	if len(meantName) < shortest {
		return name == meantName && oneSlip(ending, meantEnding)
	}
	return oneSlip(name, meantName) && oneSlip(ending, meantEnding)
}

// cutDomain cuts a domain at its first dot: the ending of "inbox.lv" is "lv".
func cutDomain(domain string) (name, ending string) {
	name, ending, _ = strings.Cut(domain, ".")
	return name, ending
}

// oneSlip tells whether a text is another one, or that with one letter too
// many, too few, wrong, or two neighbours exchanged.
func oneSlip(is, meant string) bool {
	if is == meant {
		return true
	}
	a, b := []rune(is), []rune(meant)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch len(a) - len(b) {
	case 1:
		return slices.Equal(a[1:], b)
	case -1:
		return slices.Equal(a, b[1:])
	case 0:
		exchanged := len(a) > 1 && a[0] == b[1] && a[1] == b[0] && slices.Equal(a[2:], b[2:])
		return exchanged || slices.Equal(a[1:], b[1:])
	}
	return false
}

package catalogue

import (
	"fmt"
	"net/url"
	"strconv"

	"viss.gov.lv/mm/pay"
)

// Bounds of what signs a notice: while one key takes the place of another there
// are two, and no service changes its key a thousand times.
const (
	mostKeys   = 2
	highestKey = 999
)

// notices reads how a service is told of news; nil when it is called as the
// published interface says.
func (r *reader) notices(m *members) *pay.Notices {
	n := m.optional("notices")
	if n == nil {
		return nil
	}
	at := r.members(n, m.path("notices"))
	told := &pay.Notices{Address: at.maybe("address", noticeAddress)}
	told.Scheme, _ = parsed(r, at.mandatory("scheme"), at.path("scheme"), noticeScheme)
	told.Keys = r.noticeKeys(at)
	at.done()
	return told
}

// noticeKeys reads the numbers of the keys that sign: the first when none is
// given.
func (r *reader) noticeKeys(m *members) []int {
	n := m.optional("keys")
	if n == nil {
		return []int{1}
	}
	var keys []int
	seen := make(map[string]int)
	m.list(n, "keys", func(item *node, at string) {
		number, ok := parsed(r, item, at, keyNumber)
		if !ok {
			return
		}
		if _, twice := seen[item.text]; twice {
			r.fault(item.line, at, "%d is given twice", number)
			return
		}
		seen[item.text] = item.line
		keys = append(keys, number)
	})
	if n.kind == list && (len(n.items) == 0 || len(n.items) > mostKeys) {
		r.fault(n.line, m.path("keys"), "want the number of one key, or of two while one takes the other's place")
	}
	return keys
}

func noticeScheme(s string) (scheme pay.NoticeScheme, want string) {
	switch scheme = pay.NoticeScheme(s); scheme {
	case pay.NoticeHMAC, pay.NoticeEd25519:
		return scheme, ""
	}
	return "", fmt.Sprintf("%s (a shared secret) or %s (a public key)", pay.NoticeHMAC, pay.NoticeEd25519)
}

// keyNumber is the number of a key, written without leading zeros.
func keyNumber(s string) (number int, want string) {
	number, err := strconv.Atoi(s)
	if err != nil || number < 1 || number > highestKey || s != strconv.Itoa(number) {
		return 0, fmt.Sprintf("the number of a key, from 1 to %d", highestKey)
	}
	return number, ""
}

// noticeAddress is where notices go. What they say is not for everybody on the
// way, so it is an https address; where the network is private, or a test, each
// request's ServerResponseUrl may be another.
func noticeAddress(s string) string {
	u, err := url.Parse(s)
	if err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.Fragment == "" && len(s) <= longName {
		return ""
	}
	return "a complete https address without a user name or fragment, of at most 250 characters"
}

// noticesNode is how a service is told, as the document has it.
func noticesNode(told *pay.Notices) *node {
	n := &node{kind: object}
	n.add("scheme", textNode(string(told.Scheme)))
	keys := &node{kind: list}
	for _, number := range told.Keys {
		keys.items = append(keys.items, numberNode(strconv.Itoa(number)))
	}
	n.add("keys", keys)
	n.addText("address", told.Address)
	return n
}

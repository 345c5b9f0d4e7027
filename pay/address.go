package pay

import (
	"net/url"
	"strings"
)

// address checks ResponseUrl or ServerResponseUrl: absent, or a complete http
// or https address. The host is not looked up: those of the published samples
// do not exist.
func address(member, s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if len(s) > MaxURL {
		return "", fault(CodeTooLong, member, "", atMost(MaxURL))
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return "", fault(CodeAddress, member, "", Want{})
	}
	if scheme := strings.ToLower(u.Scheme); scheme != "http" && scheme != "https" {
		return "", fault(CodeAddress, member, u.Scheme, Want{})
	}
	for _, c := range s {
		if c <= ' ' || c == 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' {
			return "", fault(CodeAddress, member, "", Want{})
		}
	}
	return s, nil
}

// AddressWithID adds the request's identifier to an address of the caller so
// that nothing breaks: an address that ends in "=" or "/" gets it as it is (the
// samples end in "?id="), any other gets a parameter id, before a fragment.
func AddressWithID(address string, id ID) string {
	if strings.HasSuffix(address, "=") || strings.HasSuffix(address, "/") {
		return address + id.String()
	}
	head, fragment, hasFragment := strings.Cut(address, "#")
	separator := "?"
	switch {
	case strings.HasSuffix(head, "?"), strings.HasSuffix(head, "&"):
		separator = ""
	case strings.Contains(head, "?"):
		separator = "&"
	}
	head += separator + "id=" + id.String()
	if hasFragment {
		head += "#" + fragment
	}
	return head
}

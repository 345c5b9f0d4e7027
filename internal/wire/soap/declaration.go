package soap

import "strings"

// declaration is what an XML declaration says.
type declaration struct {
	version, encoding, standalone string
}

// parseDeclaration reads what stands between <?xml and ?>, XML 1.0 section
// 2.8: version, then perhaps encoding, then perhaps standalone.
func parseDeclaration(s string) (declaration, *Error) {
	var d declaration
	order := []struct {
		name  string
		value *string
	}{{"version", &d.version}, {"encoding", &d.encoding}, {"standalone", &d.standalone}}
	for strings.TrimLeft(s, " \t\r\n") != "" {
		name, value, rest, ok := pseudoAttribute(s)
		for ok && len(order) > 0 && order[0].name != name {
			order = order[1:]
		}
		if !ok || len(order) == 0 {
			return d, refuse(NotWellFormed, "the XML declaration is broken", "")
		}
		*order[0].value, order, s = value, order[1:], rest
	}
	if d.version != "1.0" {
		return d, refuse(NotWellFormed, "only XML version 1.0 is supported", "")
	}
	return d, nil
}

// pseudoAttribute reads white space and one name="value".
func pseudoAttribute(s string) (name, value, rest string, ok bool) {
	trimmed := strings.TrimLeft(s, " \t\r\n")
	if len(trimmed) == len(s) {
		return "", "", "", false
	}
	name, rest, ok = strings.Cut(trimmed, "=")
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return "", "", "", false
	}
	value, rest, ok = strings.Cut(rest[1:], rest[:1])
	return strings.TrimRight(name, " \t\r\n"), value, rest, ok
}

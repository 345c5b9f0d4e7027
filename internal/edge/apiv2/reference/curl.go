package reference

import (
	"net/url"
	"strings"
)

// curl is a call as it is tried out first. It has what is mandatory, and
// headers for which the contract has an example.
func curl(o operation, parameters []node, base string) string {
	lines := []string{"curl --cert client.crt --key client.key"}
	if o.Method != "GET" {
		lines[0] += " -X " + o.Method
	}
	path := o.Path
	query := url.Values{}
	for _, p := range parameters {
		name, value := p.text("name"), exampleOf(p)
		switch in := p.text("in"); {
		case in == "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case in == "query" && p.required():
			query.Set(name, value)
		case in == "header" && (p.required() || p.get("example").is()):
			lines = append(lines, "-H "+quoted(name+": "+value))
		}
	}
	if o.Body != nil && len(o.Body.Media) > 0 {
		m := o.Body.Media[0]
		lines = append(lines, "-H "+quoted("Content-Type: "+m.Type))
		if len(m.Examples) > 0 {
			lines = append(lines, "-d "+quoted(m.Examples[0].raw))
		}
	}
	address := base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return strings.Join(append(lines, quoted(address)), " \\\n  ")
}

// quoted is one word of a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

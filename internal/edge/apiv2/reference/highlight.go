package reference

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// token is what a reader's eye tells apart in JSON: a name, a text, a number or
// a word.
var token = regexp.MustCompile(`("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b`)

// highlight colours JSON.
func highlight(text string) template.HTML {
	var b strings.Builder
	at := 0
	for _, m := range token.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(html.EscapeString(text[at:m[0]]))
		class, end := "n", m[1]
		switch {
		case m[4] >= 0:
			class, end = "k", m[3] // the colon stays outside
		case m[2] >= 0:
			class = "s"
		}
		b.WriteString(`<b class="` + class + `">` + html.EscapeString(text[m[0]:end]) + "</b>")
		at = end
	}
	b.WriteString(html.EscapeString(text[at:]))
	return template.HTML(b.String()) //nolint:gosec // every text in it was escaped
}

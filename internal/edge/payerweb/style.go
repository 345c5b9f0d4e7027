package payerweb

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
)

// style is a style sheet that stands in the page itself, so that the first view
// comes in one round trip; the policy allows it by its digest and no other.
type style struct {
	Text   template.CSS
	source string // as the content security policy names it
}

// newStyle takes our own text: nothing in it comes from a request.
func newStyle(css string) style {
	sum := sha256.Sum256([]byte(css))
	return style{
		Text:   template.CSS(css), //nolint:gosec // ours
		source: "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
	}
}

// sources are what the policy says of style sheets.
func sources(styles []style) string {
	if len(styles) == 0 {
		return "'none'"
	}
	var all []string
	for _, s := range styles {
		all = append(all, s.source)
	}
	return strings.Join(all, " ")
}

package catalogue

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"viss.gov.lv/mm/pay"
)

// Export writes a catalogue as a YAML file that Parse reads back to the same
// catalogue. Comments and the names of accounts of the file that was imported
// are not kept; accounts are named by their IBAN.
func Export(c *pay.Catalogue) []byte {
	var out bytes.Buffer
	out.WriteString("# The catalogue of MM; api/catalogue.schema.json says what may stand here.\n")
	printFields(&out, toNode(c), "")
	return out.Bytes()
}

// encode is the form in which a version is stored: JSON, since it reads twenty
// times faster than YAML.
func encode(c *pay.Catalogue) []byte {
	var out bytes.Buffer
	printJSON(&out, toNode(c))
	return out.Bytes()
}

func printJSON(out *bytes.Buffer, n *node) {
	switch n.kind {
	case nothing:
		out.WriteString("null")
	case number, boolean:
		out.WriteString(n.text)
	case text:
		out.WriteString(quoted(n.text))
	case list:
		out.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				out.WriteByte(',')
			}
			printJSON(out, item)
		}
		out.WriteByte(']')
	case object:
		out.WriteByte('{')
		for i, f := range n.fields {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(quoted(f.key))
			out.WriteByte(':')
			printJSON(out, f.value)
		}
		out.WriteByte('}')
	}
}

func printFields(out *bytes.Buffer, n *node, indent string) {
	for i, f := range n.fields {
		if i > 0 {
			out.WriteString(indent)
		}
		out.WriteString(plain(f.key) + ":")
		printBelow(out, f.value, indent+"  ")
	}
}

// printBelow prints a value after its key.
func printBelow(out *bytes.Buffer, n *node, indent string) {
	switch {
	case n.kind == object && len(n.fields) > 0:
		out.WriteString("\n" + indent)
		printFields(out, n, indent)
	case n.kind == list && len(n.items) > 0:
		out.WriteByte('\n')
		for _, item := range n.items {
			out.WriteString(indent + "- ")
			if item.kind == object && len(item.fields) > 0 {
				printFields(out, item, indent+"  ")
				continue
			}
			printLeaf(out, item)
		}
	default:
		out.WriteByte(' ')
		printLeaf(out, n)
	}
}

func printLeaf(out *bytes.Buffer, n *node) {
	if n.kind == text {
		out.WriteString(plain(n.text))
	} else {
		printJSON(out, n)
	}
	out.WriteByte('\n')
}

// plain writes a text without quotation marks where YAML cannot mistake it for
// anything else. Otherwise it is quoted as in JSON, which YAML reads too.
func plain(s string) string {
	if s == "" || !unicode.IsLetter([]rune(s)[0]) || strings.TrimSpace(s) != s {
		return quoted(s)
	}
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune(" .,-_/()", c) {
			return quoted(s)
		}
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return quoted(s)
	}
	return s
}

func quoted(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil { // a string always encodes
		return `""`
	}
	return strings.TrimSuffix(out.String(), "\n")
}

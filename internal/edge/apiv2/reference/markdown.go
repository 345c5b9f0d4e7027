package reference

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// markdown makes HTML of the part of CommonMark that the contract uses:
// paragraphs, headings, lists of one level, tables, fenced code, and in lines
// code, strong and emphasised text and links. All else is text as it stands, so
// that nothing of a description can become markup.
func markdown(text string) template.HTML {
	var b strings.Builder
	for _, block := range blocks(text) {
		writeBlock(&b, block)
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it was escaped
}

// inline is a text of one line.
func inline(text string) template.HTML {
	return template.HTML(spans(text)) //nolint:gosec // every text in it was escaped
}

const fence = "```"

// blocks parts a text at empty lines, but not within fenced code, and makes a
// block of its own of each heading and fence.
func blocks(text string) [][]string {
	var (
		found [][]string
		block []string
		code  bool
	)
	end := func() {
		if len(block) > 0 {
			found = append(found, block)
		}
		block = nil
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		fenced := strings.HasPrefix(line, fence)
		switch {
		case code:
			block = append(block, line)
			if fenced {
				code = false
				end()
			}
		case fenced:
			end()
			block, code = []string{line}, true
		case strings.TrimSpace(line) == "":
			end()
		case strings.HasPrefix(line, "#"):
			end()
			found = append(found, []string{line})
		case len(block) > 0 && item.MatchString(line) && !item.MatchString(block[0]):
			end() // a list right after a paragraph
			block = []string{line}
		default:
			block = append(block, line)
		}
	}
	end()
	return found
}

var item = regexp.MustCompile(`^\s*([-*]|\d+\.)\s+`)

func writeBlock(b *strings.Builder, block []string) {
	first := block[0]
	switch {
	case strings.HasPrefix(first, fence):
		code := strings.Join(block[1:max(len(block)-1, 1)], "\n")
		b.WriteString(`<pre tabindex="0"><code>` + html.EscapeString(code) + "</code></pre>")
	case strings.HasPrefix(first, "#"):
		b.WriteString("<h4>" + spans(strings.TrimLeft(first, "# ")) + "</h4>")
	case item.MatchString(first):
		writeList(b, block)
	case strings.HasPrefix(first, "|") && len(block) > 2:
		writeTable(b, block)
	default:
		b.WriteString("<p>" + spans(strings.Join(block, " ")) + "</p>")
	}
}

// writeList writes a list; lines that begin no item go on with the one before.
func writeList(b *strings.Builder, lines []string) {
	kind := "ol"
	if strings.ContainsAny(strings.TrimSpace(lines[0])[:1], "-*") {
		kind = "ul"
	}
	var items []string
	for _, line := range lines {
		if mark := item.FindString(line); mark != "" || len(items) == 0 {
			items = append(items, line[len(mark):])
			continue
		}
		items[len(items)-1] += " " + strings.TrimSpace(line)
	}
	b.WriteString("<" + kind + ">")
	for _, text := range items {
		b.WriteString("<li>" + spans(text) + "</li>")
	}
	b.WriteString("</" + kind + ">")
}

func writeTable(b *strings.Builder, lines []string) {
	b.WriteString(`<div class="wide" tabindex="0"><table><thead>`)
	writeRow(b, lines[0], "th")
	b.WriteString("</thead><tbody>")
	for _, line := range lines[2:] { // the second one is the rule
		writeRow(b, line, "td")
	}
	b.WriteString("</tbody></table></div>")
}

func writeRow(b *strings.Builder, line, cell string) {
	b.WriteString("<tr>")
	for text := range strings.SplitSeq(strings.Trim(strings.TrimSpace(line), "|"), "|") {
		b.WriteString("<" + cell + ">" + spans(strings.TrimSpace(text)) + "</" + cell + ">")
	}
	b.WriteString("</tr>")
}

var (
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	em     = regexp.MustCompile(`\*([^*\s][^*]*)\*`)
	link   = regexp.MustCompile(`\[([^\]]+)\]\(((?:https?://|/|#)[^)\s]*)\)`)
)

// spans is a line with its marks; what stands in code has none.
func spans(text string) string {
	parts := strings.Split(text, "`")
	var b strings.Builder
	for i, part := range parts {
		part = html.EscapeString(part)
		if i%2 == 1 && i < len(parts)-1 {
			b.WriteString("<code>" + part + "</code>")
			continue
		}
		if i%2 == 1 {
			b.WriteByte('`') // one that is never closed
		}
		part = link.ReplaceAllString(part, `<a href="$2">$1</a>`)
		part = strong.ReplaceAllString(part, "<strong>$1</strong>")
		b.WriteString(em.ReplaceAllString(part, "<em>$1</em>"))
	}
	return b.String()
}

package pdf

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// Font is a TrueType font, ready to measure and to embed. It never changes.
type Font struct {
	name    string // PostScript name with its subset tag
	file    []byte
	outline *outline
	bold    bool
	glyphs  [0x2200]uint16 // of the characters that are common, 0 where the map must be asked
}

// ParseFont reads a TrueType file. Name is its PostScript name.
func ParseFont(name string, file []byte, bold bool) (*Font, error) {
	o, err := parseOutline(file)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	f := &Font{name: subsetTag(file) + "+" + name, file: file, outline: o, bold: bold}
	for c, g := range o.glyphs {
		if int(c) < len(f.glyphs) {
			f.glyphs[c] = g
		}
	}
	if f.glyphs['?'] == 0 || f.glyphs[' '] == 0 {
		return nil, fmt.Errorf("font %s: %w: it has no question mark or no space", name, errFont)
	}
	return f, nil
}

// subsetTag is six letters that name the subset (ISO 32000-1, 9.6.4).
func subsetTag(file []byte) string {
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// stand are characters that look like another and take its place where the
// font lacks them.
func stand(c rune) rune {
	switch c {
	case '\u2212': // minus
		return '–'
	case '\u2007', '\u2009', '\u202f', '\t': // figure, thin, narrow space
		return '\u00a0'
	case '\u02bc', '\u2019':
		return '\''
	case '\ufffd':
		return '?'
	}
	return '\ufffd'
}

// glyph is that of a character; of the replacement character for what the font
// does not have, so that no text shows .notdef, which PDF/A forbids.
func (f *Font) glyph(c rune) uint16 {
	for range 3 {
		if int(c) < len(f.glyphs) && f.glyphs[c] != 0 {
			return f.glyphs[c]
		}
		if g, ok := f.outline.glyphs[c]; ok {
			return g
		}
		c = stand(c)
	}
	return f.glyphs['?']
}

// Has tells whether the font has a character, or one that stands for it.
func (f *Font) Has(c rune) bool {
	return f.outline.glyphs[c] != 0 || f.outline.glyphs[stand(c)] != 0 && stand(c) != '\ufffd'
}

// Width is how wide a text is when set in a size.
func (f *Font) Width(text string, size float64) float64 {
	units := 0
	for _, c := range text {
		units += int(f.outline.advances[f.glyph(c)])
	}
	return float64(units) * size / float64(f.outline.unitsPerEm)
}

// Wrap breaks a text into lines not wider than width, at spaces; a word that
// is wider than a line is broken where the line ends. There is always a line.
// A line that was broken at a space keeps it at its end, so that the text reads
// and copies as it was written; the space may stand beyond the width.
func (f *Font) Wrap(text string, size, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }) {
		switch {
		case line == "":
			line = word
		case f.Width(line+" "+word, size) <= width:
			line += " " + word
		default:
			lines = append(lines, line+" ")
			line = word
		}
		for f.Width(line, size) > width {
			head, rest := f.cut(line, size, width)
			if rest == "" {
				break
			}
			lines, line = append(lines, head), rest
		}
	}
	return append(lines, line)
}

// cut takes as many characters as fit, at least one, and if it can ends after a
// hyphen or a slash.
func (f *Font) cut(word string, size, width float64) (head, rest string) {
	used, joint := 0.0, 0
	for i, c := range word {
		used += float64(f.outline.advances[f.glyph(c)]) * size / float64(f.outline.unitsPerEm)
		if used > width && i > 0 {
			if joint > 0 {
				i = joint
			}
			return word[:i], word[i:]
		}
		if c == '-' || c == '/' {
			joint = i + 1
		}
	}
	return word, ""
}

// thousandths scales a length of the font to 1/1000 of its size.
func (f *Font) thousandths(v int) int { return v * 1000 / f.outline.unitsPerEm }

// objects are the five objects of the font, numbered from first; the last one
// is what pages refer to (ISO 32000-1, 9.7: Type 0 with CIDFontType2).
func (f *Font) objects(first ref, c *compressor) [][]byte {
	fileRef, descriptor, cid, unicode := first, first+1, first+2, first+3
	weight := 80
	if f.bold {
		weight = 140
	}
	box := f.outline.box
	return [][]byte{
		c.stream(fmt.Sprintf("/Length1 %d", len(f.file)), f.file),
		fmt.Appendf(nil, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 714/StemV %d/FontFile2 %s>>",
			f.name, f.thousandths(box[0]), f.thousandths(box[1]), f.thousandths(box[2]), f.thousandths(box[3]),
			f.thousandths(f.outline.ascent), f.thousandths(f.outline.descent), weight, fileRef),
		fmt.Appendf(nil, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/DW %d/W[0[%s]]/CIDToGIDMap/Identity>>",
			f.name, descriptor, f.thousandths(int(f.outline.advances[0])), f.widths()),
		c.stream("", f.toUnicode()),
		fmt.Appendf(nil, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", f.name, cid, unicode),
	}
}

func (f *Font) widths() string {
	var b strings.Builder
	for i, a := range f.outline.advances {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d", f.thousandths(int(a)))
	}
	return b.String()
}

// toUnicode maps glyphs back to characters, so that text can be copied, found
// and read aloud. A glyph of several characters means the first of them.
func (f *Font) toUnicode() []byte {
	of := map[uint16]rune{}
	for c, g := range f.outline.glyphs {
		if known, ok := of[g]; !ok || c < known {
			of[g] = c
		}
	}
	glyphs := make([]uint16, 0, len(of))
	for g := range of {
		glyphs = append(glyphs, g)
	}
	slices.Sort(glyphs)
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(glyphs, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", g, of[g])
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}

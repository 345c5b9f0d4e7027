package pdf

import (
	"strconv"
	"strings"
)

// The size of A4 (ISO 216) in points.
const (
	Width  = 595.276
	Height = 841.89
	// Millimetre is a millimetre in points.
	Millimetre = 72 / 25.4
)

// Color is a colour of sRGB, 0xRRGGBB.
type Color uint32

// Style is how a text is set.
type Style struct {
	Font  *Font
	Size  float64
	Color Color
}

// Page is one page. What is drawn with an element is that element's content;
// what is drawn with none is decoration or repetition, which is not read aloud.
type Page struct {
	document    *Document
	index       int
	content     []byte
	marked      []*Element // whose content each piece is
	annotations []*annotation
	number      ref
}

// annotation is a link on a page.
type annotation struct {
	element *Element
	box     [4]float64
	address string
	says    string
	number  ref
	key     int // in the parent tree
}

// begin opens a piece of content.
func (p *Page) begin(e *Element) {
	if e == nil {
		p.content = append(p.content, "/Artifact BMC "...)
		return
	}
	p.content = append(p.content, '/')
	p.content = append(p.content, e.tag...)
	p.content = append(p.content, "<</MCID "...)
	p.content = strconv.AppendInt(p.content, int64(len(p.marked)), 10)
	p.content = append(p.content, ">>BDC "...)
	e.kids = append(e.kids, kid{page: p, content: len(p.marked)})
	p.marked = append(p.marked, e)
}

func (p *Page) end() { p.content = append(p.content, "EMC\n"...) }

func (p *Page) numbers(values ...float64) {
	for _, v := range values {
		p.content = appendNumber(p.content, v)
		p.content = append(p.content, ' ')
	}
}

// fill chooses the colour.
func (p *Page) fill(c Color) {
	p.numbers(float64(c>>16&0xff)/255, float64(c>>8&0xff)/255, float64(c&0xff)/255)
	p.content = append(p.content, "rg "...)
}

// Text sets one line. The font must be one of the press's.
func (p *Page) Text(e *Element, x, y float64, s Style, text string) {
	p.begin(e)
	p.fill(s.Color)
	p.content = append(p.content, "BT/F"...)
	p.content = strconv.AppendInt(p.content, int64(p.document.press.fonts[s.Font]), 10)
	p.content = append(p.content, ' ')
	p.numbers(s.Size)
	p.content = append(p.content, "Tf "...)
	p.numbers(x, Height-y)
	p.content = append(p.content, "Td<"...)
	const digits = "0123456789ABCDEF"
	for _, c := range text {
		g := s.Font.glyph(c)
		p.content = append(p.content, digits[g>>12], digits[g>>8&15], digits[g>>4&15], digits[g&15])
	}
	p.content = append(p.content, ">Tj ET "...)
	p.end()
}

// TextRight sets one line that ends at x; space at its end does not count.
func (p *Page) TextRight(e *Element, x, y float64, s Style, text string) {
	p.Text(e, x-s.Font.Width(strings.TrimRight(text, " "), s.Size), y, s, text)
}

// Rect fills a rectangle as decoration; y is its upper edge.
func (p *Page) Rect(x, y, width, height float64, c Color) {
	p.begin(nil)
	p.fill(c)
	p.numbers(x, Height-y-height, width, height)
	p.content = append(p.content, "re f "...)
	p.end()
}

// Modules fills the dark ones of count × count squares within a square of the
// page, of which x, y is the upper left corner: a QR code.
func (p *Page) Modules(e *Element, x, y, size float64, count int, dark func(x, y int) bool) {
	if e != nil {
		b := []byte("/A<</O/Layout/Placement/Block/BBox[")
		for i, v := range []float64{x, Height - y - size, x + size, Height - y} {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendNumber(b, v)
		}
		e.attributes += string(append(b, "]>>"...))
	}
	p.begin(e)
	p.content = append(p.content, "q "...)
	p.fill(0)
	scale := size / float64(count)
	p.content = strconv.AppendFloat(p.content, scale, 'f', 6, 64)
	p.content = append(p.content, " 0 0 "...)
	p.content = strconv.AppendFloat(p.content, scale, 'f', 6, 64)
	p.content = append(p.content, ' ')
	p.numbers(x, Height-y-size)
	p.content = append(p.content, "cm "...)
	for row := range count {
		for from := 0; from < count; from++ {
			to := from
			for to < count && dark(to, row) {
				to++
			}
			if to > from {
				p.numbers(float64(from), float64(count-1-row), float64(to-from))
				p.content = append(p.content, "1 re "...)
				from = to
			}
		}
	}
	p.content = append(p.content, "f Q "...)
	p.end()
}

// Link makes a rectangle of the page lead to an address; y is its upper edge.
// The element should be a Link that also holds the text.
func (p *Page) Link(e *Element, x, y, width, height float64, address, says string) {
	a := &annotation{element: e, box: [4]float64{x, Height - y - height, x + width, Height - y}, address: address, says: says}
	p.annotations = append(p.annotations, a)
	e.kids = append(e.kids, kid{page: p, annotation: a})
}

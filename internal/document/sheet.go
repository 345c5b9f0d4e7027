package document

import (
	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

// Measures of the page, in points.
const (
	left   = 20 * pdf.Millimetre
	right  = pdf.Width - left
	width  = right - left
	bottom = pdf.Height - 22*pdf.Millimetre // where content ends
	gutter = 7 * pdf.Millimetre             // between two columns
)

// Colours. Text on white and on the tint has a contrast of at least 7 to 1.
const (
	ink    pdf.Color = 0x1a1a1a
	muted  pdf.Color = 0x4d4d4d
	accent pdf.Color = 0x0b3c49
	tint   pdf.Color = 0xeef4f5
	rule   pdf.Color = 0xc5d2d5
)

// sheet draws one document from top to bottom.
type sheet struct {
	*Printer
	d      *pay.Document
	words  *labels
	locale *locale.Words
	shares []vatShare
	file   *pdf.Document
	page   *pdf.Page
	y      float64 // where the next thing begins
}

func (s *sheet) style(font *pdf.Font, size float64, c pdf.Color) pdf.Style {
	return pdf.Style{Font: font, Size: size, Color: c}
}

func (s *sheet) body() pdf.Style  { return s.style(s.regular, 9.5, ink) }
func (s *sheet) label() pdf.Style { return s.style(s.regular, 8.5, muted) }
func (s *sheet) small() pdf.Style { return s.style(s.regular, 8, muted) }
func (s *sheet) strong() pdf.Style {
	return s.style(s.bold, 9.5, ink)
}

// leading is the distance between the baselines of a style.
func leading(st pdf.Style) float64 { return st.Size * 1.36 }

// ascent is the distance from the top of a line to its baseline.
func ascent(st pdf.Style) float64 { return st.Size * 1.07 }

// wrap breaks a text.
func wrap(st pdf.Style, text string, w float64) []string {
	return st.Font.Wrap(shown(text), st.Size, w)
}

// lines sets lines below each other from top and tells where they end.
func (s *sheet) lines(e *pdf.Element, x, top float64, st pdf.Style, lines []string) float64 {
	for _, l := range lines {
		s.page.Text(e, x, top+ascent(st), st, l)
		top += leading(st)
	}
	return top
}

// linesRight does the same for lines that end at x.
func (s *sheet) linesRight(e *pdf.Element, x, top float64, st pdf.Style, lines []string) float64 {
	for _, l := range lines {
		s.page.TextRight(e, x, top+ascent(st), st, l)
		top += leading(st)
	}
	return top
}

// text sets a text, wrapped, and tells where it ends.
func (s *sheet) text(e *pdf.Element, x, top, w float64, st pdf.Style, text string) float64 {
	return s.lines(e, x, top, st, wrap(st, text, w))
}

// named sets a text that the catalogue has in one language or both: where it is
// not in the language of the page, that is marked for those who hear it.
func (s *sheet) named(e *pdf.Element, t pay.Text) string {
	text, language := t.In(s.words.language)
	if language != s.words.language {
		e.InLanguage(wordsIn(language).tag)
	}
	return text
}

// room begins a new page if less than height is left, and gives the page on
// which there is room.
func (s *sheet) room(height float64) *pdf.Page {
	if s.y+height > bottom {
		s.turn()
	}
	return s.page
}

// turn begins a page. Later pages repeat at their head what document this is;
// readers by ear are spared that.
func (s *sheet) turn() {
	s.page = s.file.AddPage()
	s.page.Rect(0, 0, pdf.Width, 2*pdf.Millimetre, accent)
	s.y = 14 * pdf.Millimetre
	if len(s.file.Pages()) == 1 {
		return
	}
	s.page.Text(nil, left, s.y+ascent(s.small()), s.small(), s.words.types[s.d.Type])
	s.page.TextRight(nil, right, s.y+ascent(s.small()), s.small(), s.words.number+" "+string(s.d.Number))
	s.y += 16
	s.page.Rect(left, s.y, width, 0.5, rule)
	s.y += 14
}

// heading sets a heading of the second level with room for what follows it.
func (s *sheet) heading(parent *pdf.Element, text string, follows float64) {
	st := s.style(s.bold, 11.5, accent)
	s.y += 8
	s.room(leading(st) + 6 + follows)
	s.y = s.text(parent.Add("H2"), left, s.y, width, st, text) + 5
}

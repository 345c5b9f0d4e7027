package document

import (
	"fmt"
	"slices"
	"strconv"

	"viss.gov.lv/mm/internal/wire/pdf"
	"viss.gov.lv/mm/pay"
)

// column of the table of lines.
type column struct {
	title  string
	width  float64
	number bool // set to the right
	value  func(l *pay.Line) string
}

// cellPad is the room at both sides of a cell.
const cellPad = 5

// columns are those that the lines need: quantities and prices only where a
// line has them, VAT only where a line is subject to it. Each is as wide as its
// widest value; the name takes what the others leave.
func (s *sheet) columns() []column {
	columns := []column{
		{title: s.words.position, value: func(l *pay.Line) string { return string(l.Position) }},
		{title: s.words.name},
	}
	if slices.ContainsFunc(s.d.Lines, func(l pay.Line) bool { return l.Quantity != 0 }) {
		columns = append(columns,
			column{title: s.words.quantity, number: true, value: func(l *pay.Line) string {
				return orDash(l.Quantity != 0, s.locale.Quantity(l.Quantity))
			}},
			column{title: s.words.price, number: true, value: func(l *pay.Line) string {
				return orDash(l.Quantity != 0, s.locale.Money(s.d.Money(l.Price)))
			}})
	}
	if taxed(s.d.Lines) {
		columns = append(columns, column{title: s.words.vat, number: true, value: func(l *pay.Line) string { return s.rate(l.VAT) }})
	}
	columns = append(columns, column{title: s.words.amount, number: true, value: func(l *pay.Line) string { return s.locale.Money(s.d.Money(l.Amount)) }})
	rest := width
	for i := range columns {
		s.measure(&columns[i])
		rest -= columns[i].width
	}
	columns[1].width = rest
	return columns
}

// measure makes a column wide enough for its title and, up to a bound that
// leaves the name its room, for its values.
func (s *sheet) measure(c *column) {
	const most = 110
	if c.value == nil {
		return
	}
	widest := s.bold.Width(c.title, s.tableTitle().Size)
	for i := range s.d.Lines {
		widest = max(widest, s.regular.Width(c.value(&s.d.Lines[i]), s.body().Size))
	}
	c.width = min(widest, most) + 2*cellPad + 4
}

// orDash is a value, or a dash where there is none.
func orDash(is bool, value string) string {
	if !is {
		return "–"
	}
	return value
}

// rate is a VAT rate: "21 %", or a dash where VAT does not apply.
func (s *sheet) rate(v pay.VAT) string {
	switch {
	case !v.Subject:
		return "–"
	case s.words.language == pay.English:
		return strconv.Itoa(v.Percent) + "%"
	}
	return strconv.Itoa(v.Percent) + "\u00a0%"
}

// table sets the lines. On each page it begins with its header; the first one
// belongs to the table, the others are repetition.
func (s *sheet) table(root *pdf.Element) {
	title := map[pay.DocumentType]string{
		pay.DocumentConfirmation: s.words.what, pay.DocumentInvoice: s.words.whatToPay, pay.DocumentRefund: s.words.whatRefunded,
	}[s.d.Type]
	s.heading(root, title, 60)
	columns := s.columns()
	table := root.Add("Table")
	s.tableHead(table.Add("THead").Add("TR"), columns)
	rows := table.Add("TBody")
	for i := range s.d.Lines {
		s.row(rows.Add("TR"), columns, &s.d.Lines[i])
	}
}

func (s *sheet) tableTitle() pdf.Style { return s.style(s.bold, 8.5, accent) }

// tableHead sets the titles; without an element they are repetition.
func (s *sheet) tableHead(row *pdf.Element, columns []column) {
	st := s.tableTitle()
	s.page.Rect(left, s.y, width, leading(st)+6, tint)
	x := left
	for _, c := range columns {
		var e *pdf.Element
		if row != nil {
			e = row.AddHeader()
		}
		s.cell(e, x, s.y+3, c, st, []string{c.title})
		x += c.width
	}
	s.y += leading(st) + 6
}

func (s *sheet) cell(e *pdf.Element, x, top float64, c column, st pdf.Style, lines []string) {
	if c.number {
		s.linesRight(e, x+c.width-cellPad, top, st, lines)
		return
	}
	s.lines(e, x+cellPad, top, st, lines)
}

// row sets one line; a name that needs several lines of text gets them.
func (s *sheet) row(row *pdf.Element, columns []column, l *pay.Line) {
	st := s.body()
	texts := make([][]string, len(columns))
	cells := make([]*pdf.Element, len(columns))
	most := 1
	for i, c := range columns {
		cells[i] = row.Add("TD")
		var text string
		if c.value == nil {
			text = s.named(cells[i], l.Name)
		} else {
			text = c.value(l)
		}
		texts[i] = wrap(st, text, c.width-2*cellPad)
		most = max(most, len(texts[i]))
	}
	height := leading(st)*float64(most) + 7
	if s.y+height > bottom {
		s.turn()
		s.tableHead(nil, columns)
	}
	x := left
	for i, c := range columns {
		s.cell(cells[i], x, s.y+3.5, c, st, texts[i])
		x += c.width
	}
	s.y += height
	s.page.Rect(left, s.y-0.5, width, 0.5, rule)
}

// sum is one row of the totals.
type sum struct {
	label string
	minor int64
}

// sums are the rows above the total: what VAT there is.
func (s *sheet) sums() []sum {
	if !taxed(s.d.Lines) {
		return nil
	}
	var rows []sum
	for _, share := range s.shares {
		if !share.vat.Subject {
			rows = append(rows, sum{s.words.notSubject, share.gross})
			continue
		}
		rows = append(rows, sum{fmt.Sprintf(s.words.taxableAt, s.rate(share.vat)), share.net})
		if share.vat.Percent > 0 {
			rows = append(rows, sum{fmt.Sprintf(s.words.vatAt, s.rate(share.vat)), share.tax})
		}
	}
	if r := roundingOf(s.shares); r != 0 {
		rows = append(rows, sum{s.words.rounding, r})
	}
	return rows
}

// totals sets the sums to the right, kept together on one page.
func (s *sheet) totals(root *pdf.Element) {
	rows := s.sums()
	total := s.style(s.bold, 11.5, ink)
	s.room(float64(len(rows))*leading(s.body()) + leading(total) + 16)
	table := root.Add("Table")
	s.y += 5
	for _, r := range rows {
		row := table.Add("TR")
		s.linesRight(row.AddRowHeader(), right-cellPad-100, s.y, s.style(s.regular, 9.5, muted), []string{r.label})
		s.y = s.linesRight(row.Add("TD"), right-cellPad, s.y, s.body(), []string{s.locale.Money(s.d.Money(r.minor))})
	}
	row := table.Add("TR")
	s.y += 3
	s.linesRight(row.AddRowHeader(), right-cellPad-100, s.y, total, []string{s.words.total})
	s.y = s.linesRight(row.Add("TD"), right-cellPad, s.y, total, []string{s.locale.Money(s.d.Money(s.d.Total))})
	if !taxed(s.d.Lines) {
		s.y = s.linesRight(root.Add("P"), right-cellPad, s.y, s.label(), []string{s.words.noVAT})
	}
}

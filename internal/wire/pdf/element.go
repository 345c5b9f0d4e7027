package pdf

import "strconv"

// Element is a node of the structure tree: what a part of the page is, in the
// order in which it is read (ISO 32000-1, 14.7 and 14.8).
type Element struct {
	tag        string
	attributes string // of the dictionary, as it is written
	parent     *Element
	kids       []kid
	number     ref
}

// kid is an element, a piece of a page's content, or an annotation.
type kid struct {
	element    *Element
	page       *Page
	content    int // number of the marked content on the page
	annotation *annotation
}

// Add adds an element of a standard type: H1, H2, P, L, LI, Table, TR, TD.
func (e *Element) Add(tag string) *Element {
	child := &Element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{element: child})
	return child
}

// AddHeader adds a header cell of a table; it speaks for its column.
func (e *Element) AddHeader() *Element {
	child := e.Add("TH")
	child.attributes = "/A<</O/Table/Scope/Column>>"
	return child
}

// AddRowHeader adds a header cell of a table; it speaks for its row.
func (e *Element) AddRowHeader() *Element {
	child := e.Add("TH")
	child.attributes = "/A<</O/Table/Scope/Row>>"
	return child
}

// AddSpanning adds a cell of a table that is as wide as several columns.
func (e *Element) AddSpanning(columns int) *Element {
	child := e.Add("TD")
	child.attributes = "/A<</O/Table/ColSpan " + strconv.Itoa(columns) + ">>"
	return child
}

// AddFigure adds a picture with the text that says what it shows.
func (e *Element) AddFigure(alternative string) *Element {
	child := e.Add("Figure")
	child.attributes = "/Alt" + textString(alternative)
	return child
}

// InLanguage says that the element is in another language than the document.
func (e *Element) InLanguage(tag string) *Element {
	e.attributes += "/Lang" + literal(tag)
	return e
}

// walk visits the element and all below it, in reading order.
func (e *Element) walk(visit func(*Element)) {
	visit(e)
	for _, k := range e.kids {
		if k.element != nil {
			k.element.walk(visit)
		}
	}
}

// body is the element as a dictionary.
func (e *Element) body(parent ref) []byte {
	b := append([]byte("<</S/"), e.tag...)
	b = append(b, "/P "...)
	b = appendRef(b, parent)
	b = append(b, e.attributes...)
	if len(e.kids) == 0 {
		return append(b, ">>"...)
	}
	page := e.page()
	if page != nil {
		b = append(b, "/Pg "...)
		b = appendRef(b, page.number)
	}
	b = append(b, "/K["...)
	for i, k := range e.kids {
		if i > 0 {
			b = append(b, ' ')
		}
		b = k.append(b, page)
	}
	return append(b, "]>>"...)
}

// page is where the element's first own content is.
func (e *Element) page() *Page {
	for _, k := range e.kids {
		if k.page != nil {
			return k.page
		}
	}
	return nil
}

// append writes the kid; content of the element's own page is only a number.
func (k kid) append(b []byte, page *Page) []byte {
	switch {
	case k.element != nil:
		return appendRef(b, k.element.number)
	case k.annotation != nil:
		b = append(b, "<</Type/OBJR/Pg "...)
		b = appendRef(b, k.page.number)
		b = append(b, "/Obj "...)
		b = appendRef(b, k.annotation.number)
		return append(b, ">>"...)
	case k.page == page:
		return strconv.AppendInt(b, int64(k.content), 10)
	}
	b = append(b, "<</Type/MCR/Pg "...)
	b = appendRef(b, k.page.number)
	b = append(b, "/MCID "...)
	b = strconv.AppendInt(b, int64(k.content), 10)
	return append(b, ">>"...)
}

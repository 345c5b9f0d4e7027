package pdf

import "time"

// Info is what a document says about itself.
type Info struct {
	Title    string
	Author   string
	Subject  string
	Language string // BCP 47: "lv-LV"
	Producer string
	Created  time.Time // shown in UTC, to the second
}

// Attachment is a file within the document (ISO 32000-2, 14.13; PDF/A-3 asks
// for the relationship).
type Attachment struct {
	Name         string // of the file, ASCII
	MediaType    string // "text/xml"
	Relationship string // Source, Data, Alternative, Supplement or Unspecified
	Description  string
	Modified     time.Time
	Data         []byte
}

// Document is one file in the making. It is not safe for concurrent use.
type Document struct {
	press       *Press
	info        Info
	root        *Element
	pages       []*Page
	attachments []Attachment
}

// Root is the element that holds all others.
func (d *Document) Root() *Element { return d.root }

// AddPage adds an empty page of A4. Earlier pages can still be drawn upon.
func (d *Document) AddPage() *Page {
	p := &Page{document: d, index: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// Pages are the pages so far.
func (d *Document) Pages() []*Page { return d.pages }

// Attach puts a file into the document.
func (d *Document) Attach(a Attachment) { d.attachments = append(d.attachments, a) }

package apiv2

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/pay"
)

// documentView is Document of the contract. It is a function of the document
// alone, which never changes. It says nothing of the party: the document does.
type documentView struct {
	documentName
	Repository    int64              `json:"repositoryNumber"`
	Request       pay.ID             `json:"paymentRequest"`
	RequestNumber pay.Number         `json:"requestNumber"`
	Date          pay.Day            `json:"date"`
	Total         string             `json:"total"`
	Currency      pay.Currency       `json:"currency"`
	Partial       bool               `json:"partial"`
	Replaces      pay.DocumentNumber `json:"replaces,omitempty"`
	Refunds       pay.DocumentNumber `json:"refunds,omitempty"`
	Verification  string             `json:"verificationUrl,omitempty"`
}

func showDocument(d *pay.Document) documentView {
	return documentView{
		documentName: nameOf(d), Repository: d.Repository, Request: d.Request, RequestNumber: d.RequestNumber, Date: d.Date,
		Total: d.Money(d.Total).String(), Currency: d.Currency, Partial: d.Partial,
		Replaces: d.Replaces, Refunds: d.Refunds, Verification: d.Verification.Link,
	}
}

// documents lists the institution's documents, newest first.
func (h *Handler) documents(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	return h.listDocuments(ctx, c, q, pay.DocumentFilter{Issued: q.span("issuedFrom", "issuedTill")})
}

// documentsOf lists the documents of a request.
func (h *Handler) documentsOf(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	id, err := c.requestID()
	if err != nil {
		return err
	}
	return h.listDocuments(ctx, c, q, pay.DocumentFilter{Request: id})
}

func (h *Handler) listDocuments(ctx context.Context, c *call, q *query, f pay.DocumentFilter) error {
	return list(ctx, h, c, q, source[pay.Document, documentView]{
		rows: func(ctx context.Context, after pay.Place, limit int) ([]pay.Document, error) {
			f.Older, f.Limit = after.Serial, limit
			return h.Cashier.OwnDocuments(ctx, c.caller, f)
		},
		place: func(d *pay.Document) pay.Place { return pay.Place{At: d.Issued, Serial: d.Repository} },
		show:  showDocument,
	})
}

// found is the document that the path names. Numbers are upper case; paths are
// served in any.
func (h *Handler) found(ctx context.Context, c *call) (*pay.Document, error) {
	number, err := pay.ParseDocumentNumber(strings.ToUpper(c.values["number"]))
	if err != nil {
		return nil, noDocument(err)
	}
	d, err := h.Cashier.OwnDocument(ctx, c.caller, number)
	if pay.CodeOf(err) == pay.CodeNotFound {
		err = noDocument(err)
	}
	return d, err
}

func noDocument(cause error) error {
	return &pay.Error{Code: pay.CodeNotFound, Err: cause, Want: pay.Want{
		LV: "Jums nav dokumenta ar šādu numuru.", EN: "You have no document with this number.",
	}}
}

// document answers with what a document is.
func (h *Handler) document(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	d, err := h.found(ctx, c)
	if err != nil {
		return err
	}
	return c.answer(showDocument(d))
}

// pdf answers with a document as PDF.
func (h *Handler) pdf(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	l := pay.Latvian
	if q.oneOf("language", string(pay.Latvian), string(pay.English)) == string(pay.English) {
		l = pay.English
	}
	if err := q.rest(); err != nil {
		return err
	}
	return h.content(ctx, c, "application/pdf", ".pdf", func(d *pay.Document) ([]byte, error) { return h.Printer.PDF(d, l) })
}

// xml answers with a document as XML.
func (h *Handler) xml(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	return h.content(ctx, c, "application/xml", ".xml", func(d *pay.Document) ([]byte, error) { return document.XML(d), nil })
}

// ubl answers with a document as e-invoice, the PDF in it.
func (h *Handler) ubl(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	return h.content(ctx, c, "application/xml", "-ubl.xml", func(d *pay.Document) ([]byte, error) {
		pdf, err := h.Printer.PDF(d, pay.Latvian)
		if err != nil {
			return nil, err
		}
		invoice, err := document.UBL(d, pdf)
		if err != nil {
			return nil, &pay.Error{Code: pay.CodeNotPossible, Err: err, Want: pay.Want{
				LV: "Šo dokumentu nevar izteikt kā e-rēķinu.", EN: "This document has no form as an e-invoice.",
			}}
		}
		return invoice, nil
	})
}

// content hands a document out. The same document gives the same bytes, so
// their digest names them.
func (h *Handler) content(ctx context.Context, c *call, mediaType, suffix string, write func(*pay.Document) ([]byte, error)) error {
	d, err := h.found(ctx, c)
	if err != nil {
		return err
	}
	b, err := write(d)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	if c.unchanged(`"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`) {
		return nil
	}
	c.w.Header().Set("Content-Disposition", `inline; filename="`+string(d.Number)+suffix+`"`)
	c.write(http.StatusOK, mediaType, b)
	return nil
}

// issue issues a document on the name of a person or company (the published
// CreateInvoice).
func (h *Handler) issue(ctx context.Context, c *call) error {
	id, err := c.requestID()
	if err != nil {
		return err
	}
	name, code, address := c.body.needed("name", pay.MaxText), c.body.plain("code", pay.MaxText), c.body.plain("address", pay.MaxText)
	c.body.rest()
	if err := c.faults.refusal(); err != nil {
		return err
	}
	party, err := pay.ParseDocumentPayer(name, code, address)
	if err != nil {
		return placed(err, nil)
	}
	ordered, err := h.Cashier.IssueDocument(ctx, c.caller, id, party, c.once)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if ordered.New {
		status = http.StatusCreated
	}
	body, err := encode(showDocument(ordered.Document))
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", Path+"documents/"+string(ordered.Document.Number))
	c.reply(pay.Answer{Status: status, Body: body, Again: ordered.Again})
	return nil
}

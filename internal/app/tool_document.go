package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/pay"
)

// ListDocuments prints issued documents, newest first; institution and request
// narrow the list when they are not empty.
func (o *Operator) ListDocuments(ctx context.Context, w io.Writer, institution, request string, limit int) error {
	f := pay.DocumentFilter{Institution: pay.InstitutionCode(institution), Limit: limit}
	if request != "" {
		id, err := o.Find(ctx, request)
		if err != nil {
			return err
		}
		f.Request = id
	}
	found, err := o.db.Documents(ctx, f)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		_, err := fmt.Fprintln(w, "There are no such documents.")
		return err
	}
	return printDocuments(w, found)
}

func printDocuments(w io.Writer, all []pay.Document) error {
	t := table(w)
	fmt.Fprintln(t, "ISSUED\tNUMBER\tTYPE\tAMOUNT\tREQUEST\tINSTEAD OF\tREPOSITORY")
	for i := range all {
		d := &all[i]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n", moment(d.Issued), d.Number, d.Type, pay.EUR(d.Total), d.RequestNumber, orDash(d.Replaces), d.Repository)
	}
	return t.Flush()
}

// ShowDocument prints a document by its number. The payer is not shown: an
// operator does not need to know who it is.
func (o *Operator) ShowDocument(ctx context.Context, w io.Writer, name string) error {
	number, err := pay.ParseDocumentNumber(name)
	if err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	found, err := o.db.Documents(ctx, pay.DocumentFilter{Number: number})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("no document has the number %s", number)
	}
	for i := range found {
		latest, err := o.db.LatestDocument(ctx, found[i].Request)
		if err != nil {
			return err
		}
		o.printDocument(w, &found[i], latest)
	}
	return nil
}

func (o *Operator) printDocument(w io.Writer, d, latest *pay.Document) {
	genuine := "yes"
	if _, err := o.documents.keys.Document(d); err != nil {
		genuine = "NO: " + err.Error()
	}
	counts := "yes"
	if latest.ID != d.ID {
		counts = "no, " + string(latest.Number) + " does"
	}
	t := table(w)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(t, "%s\t%s\n", name, value)
		}
	}
	row("Number", string(d.Number))
	row("Type", string(d.Type))
	row("Institution", string(d.Institution))
	row("Issued", moment(d.Issued))
	row("Date", string(d.Date))
	row("Amount", d.Money(d.Total).String()+" "+string(d.Currency))
	row("Request", d.Request.String()+" · "+string(d.RequestNumber))
	row("Repository", strconv.FormatInt(d.Repository, 10))
	row("Instead of", string(d.Replaces))
	row("Counts", counts)
	row("As it was signed", genuine)
	row("Code", document.GroupedCode(d.Verification.Code))
	row("Check", d.Verification.Link)
	_ = t.Flush()
}

// IssueDocument issues the confirmation that a request should have and has not.
// Without yes it only says what it would do.
func (o *Operator) IssueDocument(ctx context.Context, w io.Writer, name, actor string, yes bool) error {
	id, err := o.Find(ctx, name)
	if err != nil {
		return err
	}
	if !yes {
		r, err := o.db.Request(ctx, id)
		if errors.Is(err, pay.ErrNotFound) {
			return fmt.Errorf("there is no request %s", id)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "Would issue a confirmation of request %s (%s, paid %s), unless it has one. Add --yes to do it.\n", r.Number, r.State, pay.EUR(r.Paid()))
		return err
	}
	d, err := o.cashier.IssueMissing(ctx, actor, id)
	if pay.CodeOf(err) == pay.CodeNotPossible {
		return errors.New("the request has the document that it should have; `mm document list --request` shows it")
	}
	if err != nil {
		return readable(err)
	}
	_, err = fmt.Fprintf(w, "Issued %s.\n", d.Number)
	return err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"viss.gov.lv/mm/pay"
)

// moment is how tools print times: in Riga, to the second.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(pay.Riga()).Format("2006-01-02 15:04:05")
}

// table starts a table with aligned columns.
func table(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 4, 2, ' ', 0) }

// ListAttention prints the open attention items, newest first; kind and
// institution narrow the list when they are not empty.
func (o *Operator) ListAttention(ctx context.Context, w io.Writer, kind, institution string, limit int) error {
	if kind != "" && !slices.Contains(pay.AttentionKinds(), pay.AttentionKind(kind)) {
		return fmt.Errorf("there is no attention item of kind %q: the kinds are %q", kind, pay.AttentionKinds())
	}
	items, err := o.db.AttentionItems(ctx, pay.AttentionFilter{
		Kind: pay.AttentionKind(kind), Institution: pay.InstitutionCode(institution), Limit: limit,
	})
	if err != nil {
		return err
	}
	if len(items) == 0 {
		_, err := fmt.Fprintln(w, "Nothing needs attention.")
		return err
	}
	t := table(w)
	fmt.Fprintln(t, "SINCE\tKIND\tINSTITUTION\tREQUEST\tPAYMENT\tAMOUNT\tNOTE")
	for _, a := range items {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", moment(a.Created), a.Kind, a.Institution, orDash(a.Number), orDash(a.Payment), pay.EUR(a.Amount), a.Note)
	}
	return t.Flush()
}

func orDash[S ~string](s S) string {
	if s == "" {
		return "-"
	}
	return string(s)
}

// Find resolves what a person writes: the identifier of a request, or the
// number of a request, a payment or an attempt.
func (o *Operator) Find(ctx context.Context, name string) (pay.ID, error) {
	if id, err := pay.ParseID(name); err == nil {
		return id, nil
	}
	number, err := pay.ParseNumber(name)
	if err != nil {
		return pay.ID{}, fmt.Errorf("%q is neither an identifier nor a number: a number has nine characters, the last a check character", name)
	}
	id, err := o.db.FindRequest(ctx, number)
	if errors.Is(err, pay.ErrNotFound) {
		return pay.ID{}, fmt.Errorf("no request, payment or attempt has the number %s", number)
	}
	return id, err
}

// ShowRequest prints a request with its whole timeline. The payer is not shown:
// an operator does not need to know who it is.
func (o *Operator) ShowRequest(ctx context.Context, w io.Writer, name string) error {
	id, err := o.Find(ctx, name)
	if err != nil {
		return err
	}
	r, err := o.db.Request(ctx, id)
	if errors.Is(err, pay.ErrNotFound) {
		return fmt.Errorf("there is no request %s", id)
	}
	if err != nil {
		return err
	}
	printRequest(w, r)
	if err := o.printTimeline(ctx, w, r); err != nil {
		return err
	}
	if err := o.printDocuments(ctx, w, r.ID); err != nil {
		return err
	}
	if err := o.printDeliveries(ctx, w, r.ID); err != nil {
		return err
	}
	return o.printAttention(ctx, w, r.ID)
}

func printRequest(w io.Writer, r *pay.Request) {
	t := table(w)
	row := func(name, value string) {
		if value != "" && value != "-" {
			fmt.Fprintf(t, "%s\t%s\n", name, value)
		}
	}
	row("Request", r.ID.String())
	row("Number", string(r.Number))
	row("Institution", string(r.Institution))
	row("Service step", string(r.Step)+" · "+r.Detail.StepName.LV)
	row("State", string(r.State)+", letter "+string(r.Letter))
	row("Total", r.Total.String()+" "+string(r.Total.Currency)+", paid "+pay.EUR(r.Paid()).String())
	row("Created", moment(r.Created))
	row("Payable until", moment(r.Expires))
	row("Closed", moment(r.Closed))
	row("Catalogue", fmt.Sprint(r.Catalogue))
	row("ResponseUrl", r.Detail.ResponseURL)
	row("ServerResponseUrl", r.Detail.ServerResponseURL)
	row("Accepted although odd", strings.Join(r.Detail.Warnings, ", "))
	_ = t.Flush()

	fmt.Fprintln(w, "\nPayments")
	t = table(w)
	for i := range r.Payments {
		p := &r.Payments[i]
		state := string(p.State)
		if p.Refund && p.State == pay.PaymentPaid {
			state += ", to refund"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s %s\t%s\t%s\t%s\n", p.Number, state, pay.EUR(p.Amount), r.Total.Currency, p.Account.IBAN, orDash(p.Provider), p.Purpose)
	}
	_ = t.Flush()
	if len(r.Attempts) == 0 {
		return
	}
	fmt.Fprintln(w, "\nAttempts")
	t = table(w)
	for i := range r.Attempts {
		a := &r.Attempts[i]
		held := ""
		if a.Live() {
			held = "held until " + moment(a.HoldUntil)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\tfor %s\t%s\t%s\t%s\n", a.Ref, a.Provider, a.State, r.Payments[a.Payment].Number, orDash(a.ProviderRef), a.Reason, held)
	}
	_ = t.Flush()
}

func (o *Operator) printTimeline(ctx context.Context, w io.Writer, r *pay.Request) error {
	events, err := o.db.Events(ctx, r.ID)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\nTimeline")
	t := table(w)
	for _, e := range events {
		fmt.Fprintf(t, "  %d\t%s\t%s\tby %s\t%s\t%s\t%s\n", e.Seq, moment(e.At), e.Kind, e.Actor, e.Letter, orDash(e.Attempt), pairs(e.Data))
	}
	return t.Flush()
}

func (o *Operator) printDocuments(ctx context.Context, w io.Writer, id pay.ID) error {
	issued, err := o.db.Documents(ctx, pay.DocumentFilter{Request: id})
	if err != nil || len(issued) == 0 {
		return err
	}
	fmt.Fprintln(w, "\nDocuments")
	return printDocuments(w, issued)
}

func (o *Operator) printDeliveries(ctx context.Context, w io.Writer, id pay.ID) error {
	deliveries, err := o.db.Deliveries(ctx, pay.DeliveryFilter{Request: id})
	if err != nil || len(deliveries) == 0 {
		return err
	}
	fmt.Fprintln(w, "\nDeliveries")
	return o.deliveryTable(ctx, w, deliveries)
}

func (o *Operator) printAttention(ctx context.Context, w io.Writer, id pay.ID) error {
	for _, resolved := range []bool{false, true} {
		items, err := o.db.AttentionItems(ctx, pay.AttentionFilter{Request: id, Resolved: resolved})
		if err != nil {
			return err
		}
		for _, a := range items {
			state := "needs attention"
			if resolved {
				state = "was resolved " + moment(a.Resolved)
			}
			fmt.Fprintf(w, "\n%s (%s): %s, %s\n", a.Kind, state, pay.EUR(a.Amount), a.Note)
		}
	}
	return nil
}

// Withdraw closes a request that is not paid. Without yes it only says what it
// would do.
func (o *Operator) Withdraw(ctx context.Context, w io.Writer, name, actor, reason string, yes bool) error {
	id, err := o.Find(ctx, name)
	if err != nil {
		return err
	}
	r, err := o.db.Request(ctx, id)
	if errors.Is(err, pay.ErrNotFound) {
		return fmt.Errorf("there is no request %s", id)
	}
	if err != nil {
		return err
	}
	if !yes {
		if _, err := r.Withdraw(actor, reason, o.clock.Now()); err != nil {
			return readable(err)
		}
		_, err := fmt.Fprintf(w, "Would withdraw request %s (%s %s, paid %s) and tell its institution. Add --yes to do it.\n", r.Number, r.Total, r.Total.Currency, pay.EUR(r.Paid()))
		return err
	}
	if err := o.cashier.Withdraw(ctx, actor, id, reason); err != nil {
		return readable(err)
	}
	_, err = fmt.Fprintf(w, "Withdrew request %s.\n", r.Number)
	return err
}

// readable gives a tool's user the text of an error without its code's frame.
func readable(err error) error {
	if e, ok := errors.AsType[*pay.Error](err); ok && e.Kind() != pay.Internal {
		return errors.New(e.Text(pay.English))
	}
	return err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// pairs prints an event's data in a fixed order.
func pairs(data map[string]string) string {
	names := make([]string, 0, len(data))
	for name := range data {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		names[i] = name + "=" + data[name]
	}
	return strings.Join(names, " ")
}

// ListDeliveries prints deliveries, newest first; state, institution and
// request narrow the list when they are not empty.
func (o *Operator) ListDeliveries(ctx context.Context, w io.Writer, state, institution, request string, limit int) error {
	f := pay.DeliveryFilter{State: pay.DeliveryState(state), Institution: pay.InstitutionCode(institution), Limit: limit}
	if request != "" {
		id, err := o.Find(ctx, request)
		if err != nil {
			return err
		}
		f.Request = id
	}
	deliveries, err := o.db.Deliveries(ctx, f)
	if err != nil {
		return err
	}
	if len(deliveries) == 0 {
		_, err := fmt.Fprintln(w, "There are no such deliveries.")
		return err
	}
	return printDeliveries(w, deliveries)
}

func printDeliveries(w io.Writer, deliveries []pay.Delivery) error {
	t := table(w)
	fmt.Fprintln(t, "  DELIVERY\tSTATE\tINSTITUTION\tLETTER\tOWED SINCE\tTRIES\tLAST RESULT\tNEXT TRY\tTO")
	for _, d := range deliveries {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", d.ID, d.State, d.Institution, d.Letter, moment(d.Created), d.Tries, orDash(d.LastResult), moment(d.NextTry), d.Shown())
	}
	return t.Flush()
}

// ShowDelivery prints a delivery with its log.
func (o *Operator) ShowDelivery(ctx context.Context, w io.Writer, name string) error {
	d, err := o.delivery(ctx, name)
	if err != nil {
		return err
	}
	if err := printDeliveries(w, []pay.Delivery{*d}); err != nil {
		return err
	}
	tries, err := o.db.Tries(ctx, d.ID)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\nTries")
	t := table(w)
	for _, try := range tries {
		fmt.Fprintf(t, "  %d\t%s\t%s\t%s\n", try.N, moment(try.At), try.Took.Round(time.Millisecond), try.Result)
	}
	return t.Flush()
}

func (o *Operator) delivery(ctx context.Context, name string) (*pay.Delivery, error) {
	id, err := pay.ParseID(name)
	if err != nil {
		return nil, fmt.Errorf("%q is not the identifier of a delivery: take it from `mm delivery list`", name)
	}
	d, err := o.db.Delivery(ctx, id)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, fmt.Errorf("there is no delivery %s", id)
	}
	return d, err
}

// RetryDelivery makes a delivery due now; its schedule begins anew. Without yes
// it only says what it would do.
func (o *Operator) RetryDelivery(ctx context.Context, w io.Writer, name string, yes bool) error {
	d, err := o.delivery(ctx, name)
	if err != nil {
		return err
	}
	if d.State != pay.DeliveryFailed && d.State != pay.DeliveryWaiting {
		return fmt.Errorf("the delivery is %s: only one that waits or failed can be tried again", d.State)
	}
	if !yes {
		_, err := fmt.Fprintf(w, "Would try %s again (%s, %d tries so far). Add --yes to do it.\n", d.Shown(), d.State, d.Tries)
		return err
	}
	if err := notify.Retry(ctx, o.db, d.ID, o.clock.Now()); err != nil {
		return readable(err)
	}
	_, err = fmt.Fprintf(w, "Delivery %s is due now; a running instance tries it within seconds.\n", d.ID)
	return err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

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
	return o.deliveryTable(ctx, w, deliveries)
}

// deliveryTable prints a table. What a delivery is about, its request's number
// and its news, is read beside it.
func (o *Operator) deliveryTable(ctx context.Context, w io.Writer, deliveries []pay.Delivery) error {
	numbers := make(map[pay.ID]pay.Number)
	t := table(w)
	fmt.Fprintln(t, "  DELIVERY\tKIND\tSTATE\tINSTITUTION\tREQUEST\tNEWS\tLETTER\tOWED SINCE\tTRIES\tLAST RESULT\tNEXT TRY\tTO")
	for _, d := range deliveries {
		number, known := numbers[d.Request]
		if !known {
			r, err := o.db.Request(ctx, d.Request)
			if err != nil {
				return fmt.Errorf("read the request of delivery %s: %w", d.ID, err)
			}
			number = r.Number
			numbers[d.Request] = number
		}
		news, err := o.newsOf(ctx, d)
		if err != nil {
			return err
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", d.ID, d.Kind, d.State, d.Institution, number,
			orDash(news), d.Letter, moment(d.Created), d.Tries, orDash(d.LastResult), moment(d.NextTry), d.Shown())
	}
	return t.Flush()
}

// newsOf is the type of the news that a notice tells, with its place among the
// request's; empty for deliveries of another kind.
func (o *Operator) newsOf(ctx context.Context, d pay.Delivery) (string, error) {
	if d.Kind != pay.DeliverNotice {
		return "", nil
	}
	news, err := o.db.News(ctx, d.Request, d.News)
	if err != nil {
		return "", fmt.Errorf("read the news of delivery %s: %w", d.ID, err)
	}
	return fmt.Sprintf("%d %s", d.News, news.Type), nil
}

// ShowDelivery prints a delivery with its log.
func (o *Operator) ShowDelivery(ctx context.Context, w io.Writer, name string) error {
	d, err := o.delivery(ctx, name)
	if err != nil {
		return err
	}
	if err := o.deliveryTable(ctx, w, []pay.Delivery{*d}); err != nil {
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

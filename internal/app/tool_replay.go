package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// ReplayOptions says which deliveries an operator wants made once more: those
// that are named, or an institution's of a stretch of time.
type ReplayOptions struct {
	IDs         []string
	Institution string
	From, Till  string // when they became owed: from a moment on and before another, or days, both inclusive
	State       string // empty: any
}

// ReplayDeliveries makes deliveries due now; their schedules begin anew. Without
// yes it only says what it would do.
func (o *Operator) ReplayDeliveries(ctx context.Context, w io.Writer, options ReplayOptions, yes bool) error {
	chosen, err := options.selection()
	if err != nil {
		return err
	}
	if !yes {
		return o.previewReplay(ctx, w, chosen)
	}
	count := 0
	for more := true; more; {
		done, err := notify.Replay(ctx, o.db, chosen, o.clock.Now())
		if err != nil {
			return refusedReplay(err)
		}
		count, more, chosen.Older = count+done.Count, done.More, done.Last
	}
	_, err = fmt.Fprintf(w, "Due now: %s. A running instance begins within seconds.\n", replayCount(count))
	return err
}

// previewReplay counts what would be made due.
func (o *Operator) previewReplay(ctx context.Context, w io.Writer, chosen notify.Selection) error {
	count := 0
	for more := true; more; {
		would, err := notify.Preview(ctx, o.db, chosen)
		if err != nil {
			return refusedReplay(err)
		}
		count, more, chosen.Older = count+would.Count, would.More, would.Last
	}
	if count == 0 {
		_, err := fmt.Fprintln(w, "There are no such deliveries that could be made once more.")
		return err
	}
	_, err := fmt.Fprintf(w, "Would make %s once more. Add --yes to do it.\n", replayCount(count))
	return err
}

func replayCount(n int) string {
	if n == 1 {
		return "1 delivery"
	}
	return fmt.Sprintf("%d deliveries", n)
}

// refusedReplay says which delivery cannot be made once more, and why.
func refusedReplay(err error) error {
	if refused, ok := errors.AsType[*pay.Error](err); ok && errors.Unwrap(refused) != nil {
		return errors.Unwrap(refused)
	}
	return err
}

// selection is what the options mean.
func (r ReplayOptions) selection() (notify.Selection, error) {
	chosen := notify.Selection{Institution: pay.InstitutionCode(r.Institution), State: pay.DeliveryState(r.State)}
	ranged := r.Institution != "" || r.From != "" || r.Till != "" || r.State != ""
	switch {
	case len(r.IDs) > 0 && ranged:
		return chosen, errors.New("name deliveries, or give --institution, --from and --till, but not both")
	case len(r.IDs) == 0 && (r.Institution == "" || r.From == "" || r.Till == ""):
		return chosen, errors.New("name deliveries, or give --institution, --from and --till")
	case len(r.IDs) > 0:
		for _, name := range r.IDs {
			id, err := pay.ParseID(name)
			if err != nil {
				return chosen, fmt.Errorf("%q is not the identifier of a delivery: take it from `mm delivery list`", name)
			}
			chosen.IDs = append(chosen.IDs, id)
		}
		return chosen, nil
	}
	from, _, wrong := readMoment("--from", r.From)
	till, day, wrongTill := readMoment("--till", r.Till)
	if err := errors.Join(wrong, wrongTill); err != nil {
		return chosen, err
	}
	if day {
		till = pay.EndOfDay(till)
	}
	chosen.Created = pay.Span{From: from, Before: till}
	if !chosen.Created.From.Before(chosen.Created.Before) {
		return chosen, errors.New("--till is before --from")
	}
	return chosen, nil
}

func readMoment(option, text string) (t time.Time, day bool, err error) {
	t, day, err = pay.ParseMoment(text)
	if err != nil || t.IsZero() {
		return t, day, fmt.Errorf("%s: %q is no day or moment, as 2026-11-22 or 2026-11-22T14:00:00", option, text)
	}
	return t, day, nil
}

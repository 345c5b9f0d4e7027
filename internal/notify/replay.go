package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// MostReplayed is how many deliveries one call of Replay makes due.
const MostReplayed = 1000

// batch is how many of them share a transaction.
const batch = 100

// Selection says which deliveries are to be made once more: those that are
// named, or a range. Conditions that are not set are met by all.
type Selection struct {
	IDs         []pay.ID            // these, MostReplayed at most; the range is not looked at then
	Institution pay.InstitutionCode // whose; others' do not exist. Empty: an operator asks, who may all
	Request     pay.ID
	Created     pay.Span // when they became owed
	State       pay.DeliveryState
	Older       pay.ID // go on after the last one of the call before
}

// Replayed is what a call did, or would do.
type Replayed struct {
	Count int    // deliveries that are due now
	More  bool   // there are more of the range
	Last  pay.ID // the last one that was looked at, for Selection.Older
}

// Replay makes deliveries due at once, whatever their state is: a notice under
// the identifier that it had, so that a receiver that dealt with it knows it.
// Schedules start anew, tries go on being logged and counted, and attention
// items about failures are resolved. Now is of the business clock.
//
// Of what is named nothing is replayed unless all can be: CodeNotFound (and
// ErrNotFound) for what there is not, and CodeNotPossible for what a newer delivery took the place of
// and for receipts that were sent, since those are a payer's to ask for. A range
// leaves both out, and all receipts.
func Replay(ctx context.Context, store pay.Store, s Selection, now time.Time) (Replayed, error) {
	chosen, done, err := choose(ctx, store, s)
	if err != nil {
		return Replayed{}, err
	}
	if s.Institution != "" {
		// What stands at the beginning of its schedule already is left as it is, so
		// that an institution which asks again and again makes MM write nothing.
		chosen = slices.DeleteFunc(chosen, func(d pay.Delivery) bool { return begins(&d, now) })
	}
	// In the order of their identifiers, in which everybody locks them.
	slices.SortFunc(chosen, func(a, b pay.Delivery) int { return slices.Compare(a.ID[:], b.ID[:]) })
	done.Count -= len(chosen)
	for part := range slices.Chunk(chosen, batch) {
		n, err := replay(ctx, store, part, now)
		if err != nil {
			return Replayed{}, err
		}
		done.Count += n
	}
	return done, nil
}

// begins tells whether a delivery is due for the first try of its schedule.
func begins(d *pay.Delivery, now time.Time) bool {
	return d.State == pay.DeliveryWaiting && d.FirstTry.IsZero() && !d.NextTry.After(now)
}

// Preview tells what Replay would do.
func Preview(ctx context.Context, store pay.Store, s Selection) (Replayed, error) {
	_, would, err := choose(ctx, store, s)
	return would, err
}

func choose(ctx context.Context, store pay.Store, s Selection) ([]pay.Delivery, Replayed, error) {
	if len(s.IDs) > 0 {
		return named(ctx, store, s)
	}
	rows, err := store.Deliveries(ctx, pay.DeliveryFilter{
		State: s.State, Institution: s.Institution, Request: s.Request, Created: s.Created, Older: s.Older, Limit: MostReplayed + 1,
	})
	if err != nil {
		return nil, Replayed{}, fmt.Errorf("look for deliveries: %w", err)
	}
	var done Replayed
	if done.More = len(rows) > MostReplayed; done.More {
		rows = rows[:MostReplayed]
	}
	if len(rows) > 0 {
		done.Last = rows[len(rows)-1].ID
	}
	chosen := slices.DeleteFunc(rows, func(d pay.Delivery) bool {
		return d.State == pay.DeliverySuperseded || d.Kind == pay.DeliverReceipt
	})
	done.Count = len(chosen)
	return chosen, done, nil
}

// named reads the deliveries that were asked for by their identifiers.
func named(ctx context.Context, store pay.Store, s Selection) ([]pay.Delivery, Replayed, error) {
	ids := slices.Clone(s.IDs)
	slices.SortFunc(ids, func(a, b pay.ID) int { return slices.Compare(a[:], b[:]) })
	ids = slices.Compact(ids)
	if len(ids) > MostReplayed {
		return nil, Replayed{}, pay.Fail(pay.CodeNotPossible, fmt.Errorf("%d deliveries are too many at once, %d are the most", len(ids), MostReplayed))
	}
	var chosen []pay.Delivery
	for _, id := range ids {
		d, err := store.Delivery(ctx, id)
		if err == nil && s.Institution != "" && (d.Institution != s.Institution || d.Kind == pay.DeliverReceipt) {
			err = pay.ErrNotFound
		}
		if errors.Is(err, pay.ErrNotFound) {
			return nil, Replayed{}, pay.Fail(pay.CodeNotFound, fmt.Errorf("delivery %s: %w", id, err))
		}
		if err != nil {
			return nil, Replayed{}, fmt.Errorf("delivery %s: %w", id, err)
		}
		if err := replayable(d); err != nil {
			return nil, Replayed{}, err
		}
		chosen = append(chosen, *d)
	}
	return chosen, Replayed{Count: len(chosen)}, nil
}

// replayable tells why a delivery is not made once more.
func replayable(d *pay.Delivery) error {
	sent := d.Kind == pay.DeliverReceipt && d.State == pay.DeliveryAccepted
	if d.State == pay.DeliverySuperseded || sent {
		return pay.Fail(pay.CodeNotPossible, fmt.Errorf("delivery %s, a %s, is %s", d.ID, d.Kind, d.State))
	}
	if d.Forgotten() {
		return pay.Fail(pay.CodeNotPossible, fmt.Errorf("the address of delivery %s is no longer known; the payer can ask for another receipt", d.ID))
	}
	return nil
}

// replay makes some deliveries due in one transaction, and tells how many. One
// that a newer one took the place of in the meantime is left alone.
func replay(ctx context.Context, store pay.Store, part []pay.Delivery, now time.Time) (int, error) {
	items := make(map[pay.ID][]pay.ID)
	for i := range part {
		if part[i].State != pay.DeliveryFailed {
			continue
		}
		about, err := itemsAbout(ctx, store, &part[i])
		if err != nil {
			return 0, err
		}
		items[part[i].ID] = about
	}
	n := 0
	err := store.Update(ctx, func(tx pay.Tx) error {
		n = 0
		for i := range part {
			d, err := tx.LockDelivery(part[i].ID)
			if err != nil {
				return fmt.Errorf("delivery %s: %w", part[i].ID, err)
			}
			if replayable(d) != nil {
				continue
			}
			d.State, d.Done, d.FirstTry, d.NextTry = pay.DeliveryWaiting, time.Time{}, time.Time{}, now
			tx.SaveDelivery(*d)
			tx.SetJob(d.Job())
			for _, item := range items[d.ID] {
				tx.ResolveAttention(item, now)
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("replay deliveries: %w", err)
	}
	return n, nil
}

// itemsAbout finds the open attention items of a delivery by its identifier in
// their notes; a request may have several failed deliveries.
func itemsAbout(ctx context.Context, store pay.Store, d *pay.Delivery) ([]pay.ID, error) {
	open, err := store.AttentionItems(ctx, pay.AttentionFilter{Kind: pay.AttentionDeliveryFailed, Request: d.Request})
	if err != nil {
		return nil, fmt.Errorf("look for the attention item of delivery %s: %w", d.ID, err)
	}
	var about []pay.ID
	for _, item := range open {
		if strings.Contains(item.Note, d.ID.String()) {
			about = append(about, item.ID)
		}
	}
	return about, nil
}

package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// Retry makes a delivery due at once because an operator says so. One that was
// given up starts its schedule anew, and the attention item about it is
// resolved. It fails with CodeNotPossible when the delivery is accepted or
// superseded: there is nothing left to say then. Now is of the business clock.
func Retry(ctx context.Context, store pay.Store, id pay.ID, now time.Time) error {
	about, err := store.Delivery(ctx, id)
	if err != nil {
		return fmt.Errorf("delivery %s: %w", id, err)
	}
	items, err := itemsAbout(ctx, store, about)
	if err != nil {
		return err
	}
	return store.Update(ctx, func(tx pay.Tx) error {
		d, err := tx.LockDelivery(id)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", id, err)
		}
		switch d.State {
		case pay.DeliveryWaiting:
		case pay.DeliveryFailed:
			d.State, d.Done, d.FirstTry = pay.DeliveryWaiting, time.Time{}, time.Time{}
		case pay.DeliveryAccepted, pay.DeliverySuperseded:
			return pay.Fail(pay.CodeNotPossible, fmt.Errorf("delivery %s is %s", id, d.State))
		}
		d.NextTry = now
		tx.SaveDelivery(*d)
		tx.SetJob(d.Job())
		for _, item := range items {
			tx.ResolveAttention(item, now)
		}
		return nil
	})
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

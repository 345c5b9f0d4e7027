package notify

import (
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// Owe writes, in the transaction of a change, the deliveries that the change
// causes, and the jobs that make them at once. The thin call is owed for changes
// of the letter. It takes the place of one that is still waiting: the notice carries no
// content, so the newer one says all that the older would have. Of one that is
// being made at this moment the answer is still logged. A request without
// ServerResponseUrl is owed nothing.
func Owe(tx pay.Tx, owed pay.Owed) error {
	r, at := owed.Request, owed.At
	if !owed.Letter || r.Detail.ServerResponseURL == "" {
		return nil
	}
	waiting, err := tx.WaitingDeliveries(r.ID, pay.DeliverServerResponse)
	if err != nil {
		return fmt.Errorf("look for waiting deliveries: %w", err)
	}
	for _, w := range waiting {
		if err := supersede(tx, w.ID, at); err != nil {
			return fmt.Errorf("supersede delivery %s: %w", w.ID, err)
		}
	}
	d := pay.Delivery{
		ID: owed.NewID(), Kind: pay.DeliverServerResponse, Institution: r.Institution, Request: r.ID,
		Target: pay.AddressWithID(r.Detail.ServerResponseURL, r.ID),
		Letter: r.Letter, LetterSeq: r.LetterSeq,
		State: pay.DeliveryWaiting, Created: at, NextTry: at,
	}
	tx.AddDelivery(d)
	tx.SetJob(d.Job())
	return nil
}

// supersede reads the delivery again under its lock: its try may just have been
// recorded by another instance.
func supersede(tx pay.Tx, id pay.ID, at time.Time) error {
	d, err := tx.LockDelivery(id)
	if err != nil {
		return err
	}
	if d.State != pay.DeliveryWaiting {
		return nil
	}
	d.State, d.Done, d.NextTry = pay.DeliverySuperseded, at, time.Time{}
	tx.SaveDelivery(*d)
	tx.DropJob(pay.JobDeliver, d.ID)
	return nil
}

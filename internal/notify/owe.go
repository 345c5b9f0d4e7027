package notify

import (
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// Owe writes, in the transaction of a change, the deliveries that the change
// causes, and the jobs that make them at once: in the form that the service
// wants at this moment. What is owed already keeps its form.
func Owe(tx pay.Tx, owed pay.Owed) error {
	if owed.Notices != nil {
		oweNotices(tx, owed)
		return nil
	}
	return oweCall(tx, owed)
}

// oweNotices owes one notice for each piece of news, since each says something
// else. None takes another's place. Those after the first are due a little
// later, and when the one before them is accepted.
func oweNotices(tx pay.Tx, owed pay.Owed) {
	target := noticeTarget(owed.Notices, owed.Request)
	if target == "" {
		return
	}
	for i, e := range owed.News {
		d := pay.Delivery{
			ID: owed.NewID(), Kind: pay.DeliverNotice, Institution: owed.Request.Institution, Request: owed.Request.ID,
			Target: target, Letter: e.Letter, LetterSeq: owed.Request.LetterSeq, News: e.News,
			State: pay.DeliveryWaiting, Created: owed.At, NextTry: owed.At.Add(time.Duration(i) * afterOlder),
		}
		tx.AddDelivery(d)
		tx.SetJob(d.Job())
	}
}

// noticeTarget is where a service's notices about a request go: to its own
// address, or to the one that the caller gave, as he gave it, since the notice
// itself says which request it is about. Empty when there is neither.
func noticeTarget(n *pay.Notices, r *pay.Request) string {
	if n.Address != "" {
		return n.Address
	}
	return r.Detail.ServerResponseURL
}

// oweCall owes the thin call, for changes of the letter. It takes the place of
// one that is still waiting: it carries no content, so the newer one says all
// that the older would have. Of one that is being made at this moment the answer
// is still logged. A request without ServerResponseUrl is owed nothing.
func oweCall(tx pay.Tx, owed pay.Owed) error {
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

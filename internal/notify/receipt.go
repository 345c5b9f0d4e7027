package notify

import (
	"context"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// receipt sends the receipt that a payer asked for. It says what is true at the
// time of the try, which may be more than when it was asked for. An error means
// that MM itself could not look; nothing was sent then.
func (d *Deliverer) receipt(ctx context.Context, known *pay.Delivery, at time.Time) (answer, error) {
	if d.Mailer == nil {
		return answer{result: "no mail server is configured"}, nil
	}
	r, err := d.Store.Request(ctx, known.Request)
	if err != nil {
		return answer{}, fmt.Errorf("read request %s of delivery %s: %w", known.Request, known.ID, err)
	}
	events, err := d.Store.Events(ctx, known.Request)
	if err != nil {
		return answer{}, fmt.Errorf("read what delivery %s is about: %w", known.ID, err)
	}
	copyLink, err := d.Mailer.copyLink(ctx, r, known)
	if err != nil {
		return answer{}, fmt.Errorf("link to the document of request %s: %w", known.Request, err)
	}
	message, err := d.Mailer.receipt(r, known, pay.ReceiptLanguageOf(events, known.ID), copyLink, at)
	if err != nil {
		d.Log.ErrorContext(ctx, "receipt cannot be written", "delivery", known.ID, "error", err)
		return answer{result: "the message cannot be written", final: true}, nil
	}
	return d.Mailer.send(ctx, message), nil
}

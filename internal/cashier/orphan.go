package cashier

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// orphan keeps a verified message that names no attempt of ours. A success
// among them is money without a request, which a person must see, once however
// often the provider says it.
func (c *Cashier) orphan(ctx context.Context, n pay.Notice, body []byte, received time.Time) error {
	unknown := pay.Fail(pay.CodePaymentNotFound, fmt.Errorf("no attempt %q at %s", n.Ref, n.Provider))
	kept, err := c.IDs.NewID()
	if err != nil {
		return err
	}
	item, err := c.IDs.NewID()
	if err != nil {
		return err
	}
	attention := pay.Attention{
		ID: item, Kind: pay.AttentionManual, Amount: n.Amount.Minor, Created: c.Business.Now(),
		Note: fmt.Sprintf("%s reports %s for the unknown reference %q, provider's number %q", n.Provider, n.Result, n.Ref, n.ProviderRef),
	}
	var raised bool
	err = c.Store.Update(ctx, func(tx pay.Tx) error {
		raised = false
		seen, err := tx.HasMessage(n.Provider, n.Key)
		if err != nil || seen {
			return err
		}
		tx.AddIdempotent(orphanKey(n, attention.Created))
		tx.AddMessage(pay.StoredMessage{
			ID: kept, Provider: n.Provider, Key: n.Key, Verified: true,
			Channel: n.Channel, Result: n.Result, Received: received, Raw: body,
		})
		if raised = n.Result == pay.ResultPaid; raised {
			tx.AddAttention(attention)
		}
		return nil
	})
	if errors.Is(err, pay.ErrTaken) { // another copy of it was kept at this moment
		return unknown
	}
	if err != nil {
		return err
	}
	if raised {
		c.tell(pay.Effects{Attention: []pay.Attention{attention}})
	}
	return unknown
}

// orphanKey is held by the first of several copies that come at the same moment:
// there is no request whose lock would let the others see that it was kept. No
// institution has the key, and later copies are known by the message itself.
func orphanKey(n pay.Notice, now time.Time) pay.Idempotent {
	return pay.Idempotent{
		Operation: "message of " + string(n.Provider), Key: n.Key, Digest: sha256.Sum256([]byte(n.Key)), Created: now,
	}
}

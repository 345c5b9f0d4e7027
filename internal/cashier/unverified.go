package cashier

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"viss.gov.lv/mm/pay"
)

// Bounds on what is kept for one attempt of messages that nobody vouches for:
// whoever can reach the address can send them, and references can be guessed.
// The first ones are kept. Those that come by the attempt's own addresses, which
// only its payer and its bank know, have places of their own, so that strangers
// cannot take them; and one stranger cannot take those of the others, among whom
// may be a bank that calls one address for all attempts. Verified messages are
// kept whatever else there is.
const (
	maxRawUnverified = 4 << 10
	maxOfAttempt     = 10 // by the attempt's own addresses
	maxOfStrangers   = 10 // of all others
	maxOfNetwork     = 2  // of these from one network
)

// ownAddress is the bearer of a message that came by the attempt's own address.
const ownAddress = "attempt"

// bearerOf tells who brought a message, for counting.
func bearerOf(m pay.Message, a *pay.Attempt) string {
	if proof, err := pay.ParseID(m.Query.Get(addressProof)); err == nil && proof == a.ID {
		return ownAddress
	}
	address, err := netip.ParseAddr(m.Remote)
	if err != nil {
		return "unknown"
	}
	bits := 64 // of IPv6, what one subscriber has
	if address = address.Unmap(); address.Is4() {
		bits = 32
	}
	network, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return network.String()
}

// roomFor tells whether one more message of a bearer is kept.
func roomFor(bearer string, kept map[string]int) bool {
	if bearer == ownAddress {
		return kept[ownAddress] < maxOfAttempt
	}
	strangers := 0
	for who, n := range kept {
		if who != ownAddress {
			strangers += n
		}
	}
	return strangers < maxOfStrangers && kept[bearer] < maxOfNetwork
}

// keepUnverified keeps a message that proves nothing with the attempt that it
// names, if there is room. It gives the request, so that a browser that brought
// it is shown the truth, but only to one that comes by the attempt's own
// address: for all others there is no such attempt.
func (c *Cashier) keepUnverified(ctx context.Context, m pay.Message, n pay.Notice) (pay.ID, error) {
	unknown := pay.Fail(pay.CodePaymentNotFound, fmt.Errorf("no attempt %q at %s", n.Ref, m.Provider))
	attempt, err := c.Store.FindAttempt(ctx, m.Provider, n.Ref)
	if errors.Is(err, pay.ErrNotFound) {
		return pay.ID{}, unknown
	}
	if err != nil {
		return pay.ID{}, fmt.Errorf("find attempt %s: %w", n.Ref, err)
	}
	id, err := c.IDs.NewID()
	if err != nil {
		return pay.ID{}, err
	}
	bearer := bearerOf(m, attempt)
	err = c.Store.Update(ctx, func(tx pay.Tx) error {
		kept, err := tx.UnverifiedMessages(attempt.ID)
		if err != nil || !roomFor(bearer, kept) {
			return err
		}
		tx.AddMessage(pay.StoredMessage{
			ID: id, Provider: m.Provider, Request: attempt.Request, Attempt: attempt.ID, Key: bearer,
			Channel: n.Channel, Received: m.Received, Raw: raw(m, maxRawUnverified),
		})
		return nil
	})
	if err != nil {
		return pay.ID{}, fmt.Errorf("keep a message about %s: %w", attempt.Ref, err)
	}
	if bearer != ownAddress {
		return pay.ID{}, unknown
	}
	return attempt.Request, nil
}

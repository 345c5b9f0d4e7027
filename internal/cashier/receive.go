package cashier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// maxRaw bounds what is kept of a verified message.
const maxRaw = 64 << 10

// Receive takes a message that came in the name of a provider: verify, act and
// keep it in one transaction. It returns after the commit, so that the
// provider is answered only then. CodeProviderMessage: it cannot be verified
// and changed nothing. CodePaymentNotFound: it names no attempt of ours, or it
// proves nothing and does not come by the attempt's own return address.
// CodeProviderUnavailable: another instance may be able to verify it.
func (c *Cashier) Receive(ctx context.Context, m pay.Message) (pay.Received, error) {
	provider, ok := c.Providers[m.Provider]
	if _, known := c.Catalogue.Current().Providers[m.Provider]; !ok && known {
		return pay.Received{}, pay.Fail(pay.CodeProviderUnavailable, errStranger) // the message shall be repeated, to another instance
	}
	if !ok {
		return pay.Received{}, pay.Fail(pay.CodePaymentNotFound, fmt.Errorf("no provider %q", m.Provider))
	}
	n, err := provider.Read(ctx, m)
	n.Provider = m.Provider
	verified := err == nil && n.Result != pay.ResultNone
	c.Observer.MessageRead(m.Provider, n.Channel, n.Result, verified)
	if !verified {
		request, keepErr := c.keepUnverified(ctx, m, n)
		if err == nil {
			err = keepErr
		}
		return pay.Received{Request: request, Notice: n}, err
	}
	request, err := c.apply(ctx, n, raw(m, maxRaw), m.Received)
	return pay.Received{Request: request, Notice: n}, err
}

// apply lets a verified notice act. The same news again changes nothing.
func (c *Cashier) apply(ctx context.Context, n pay.Notice, body []byte, received time.Time) (pay.ID, error) {
	attempt, err := c.Store.FindAttempt(ctx, n.Provider, n.Ref)
	if errors.Is(err, pay.ErrNotFound) {
		return pay.ID{}, c.orphan(ctx, n, body, received)
	}
	if err != nil {
		return pay.ID{}, fmt.Errorf("find attempt %s: %w", n.Ref, err)
	}
	kept, err := c.IDs.NewID()
	if err != nil {
		return pay.ID{}, err
	}
	hold := c.Providers[n.Provider].Terms().AcceptedHold
	change := c.change
	if n.Result == pay.ResultPaid {
		change = c.changeAndIssue
	}
	err = change(ctx, attempt.Request, func(s *step, r *pay.Request) (pay.Effects, error) {
		seen, err := s.tx.HasMessage(n.Provider, n.Key)
		if err != nil || seen {
			return pay.Effects{}, err
		}
		s.tx.AddMessage(pay.StoredMessage{
			ID: kept, Provider: n.Provider, Request: r.ID, Attempt: attempt.ID, Key: n.Key,
			Verified: true, Channel: n.Channel, Result: n.Result, Received: received, Raw: body,
		})
		return r.Apply(n, c.latePolicy(r.Institution), hold, s.now)
	})
	return attempt.Request, err
}

// latePolicy is what an institution wants of late money.
func (c *Cashier) latePolicy(code pay.InstitutionCode) pay.LatePolicy {
	if i, ok := c.Catalogue.Current().Institutions[code]; ok && i.Late != "" {
		return i.Late
	}
	return pay.LateAccept
}

// raw is the message as it is kept: request line, the headers that matter, the
// body; cut at most bytes.
func raw(m pay.Message, most int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s ?%s\n", m.Method, m.Query.Encode())
	for _, name := range []string{"Content-Type", "User-Agent"} {
		if v := m.Header[name]; v != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	fmt.Fprintf(&b, "From: %s\n\n", m.Remote)
	b.Write(m.Body)
	return b.Bytes()[:min(b.Len(), most)]
}

package apiv2

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"viss.gov.lv/mm/pay"
)

// mostNamed is how many deliveries one call may name.
const mostNamed = 500

// replay makes one delivery once more.
func (h *Handler) replay(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	id, err := pay.ParseID(c.values["id"])
	if err != nil {
		return notThere(pay.ErrNotFound)
	}
	answer, err := h.Told.Replayer.Replay(ctx, c.caller, Selection{IDs: []pay.ID{id}}, c.once,
		func(ctx context.Context, _ Replayed) (pay.Answer, error) {
			d, err := h.ownDelivery(ctx, c)
			if err != nil {
				return pay.Answer{}, err
			}
			body, err := encode(showDelivery(d))
			return pay.Answer{Status: http.StatusAccepted, Body: body}, err
		})
	if err != nil {
		return notThere(err)
	}
	c.reply(answer)
	return nil
}

// replayedView is Replayed of the contract.
type replayedView struct {
	Count int     `json:"count"`
	More  bool    `json:"more"`
	Next  *pay.ID `json:"next,omitempty"`
}

// replays makes many deliveries once more.
func (h *Handler) replays(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	chosen, err := readSelection(c.body)
	if err != nil {
		return err
	}
	answer, err := h.Told.Replayer.Replay(ctx, c.caller, chosen, c.once,
		func(_ context.Context, done Replayed) (pay.Answer, error) {
			v := replayedView{Count: done.Count, More: done.More}
			if done.More {
				v.Next = &done.Last
			}
			body, err := encode(v)
			return pay.Answer{Status: http.StatusAccepted, Body: body}, err
		})
	if err != nil {
		return notAll(err)
	}
	c.reply(answer)
	return nil
}

// notAll is the refusal when one of the named deliveries is not there.
func notAll(err error) error {
	refused, ok := errors.AsType[*pay.Error](notThere(err))
	if !ok || refused.Code != pay.CodeNotFound {
		return err
	}
	refused.Want = pay.Want{
		LV: "Starp nosauktajām ir tāda, kuras Jums nav; neviena netiek piegādāta.",
		EN: "Among those named is one that you do not have; none is delivered again.",
	}
	pointer := "/deliveries"
	return &refusal{err: refused, faults: faults{{pointer: &pointer, err: refused}}}
}

// readSelection reads Replay of the contract: some by name, or a stretch of time.
func readSelection(o *object) (Selection, error) {
	s := Selection{IDs: o.ids("deliveries", mostNamed)}
	from, till := o.moment("from"), o.moment("till")
	state := o.plain("state", 20)
	s.Request, s.Older = o.id("paymentRequest"), o.id("before")
	if s.State = pay.DeliveryState(state); state != "" && !oneOfStates(s.State) {
		o.wrong("state", pay.CodeInvalid, state, anyOf(deliveryStates()))
	}
	o.rest()
	named := o.member("deliveries") != nil
	switch ranged := from != nil || till != nil || state != "" || !s.Request.IsZero() || !s.Older.IsZero(); {
	case named && ranged:
		o.wrong("deliveries", pay.CodeInvalid, "", pay.Want{LV: "Vai nu šis, vai from un till.", EN: "Either this, or from and till."})
	case named && len(s.IDs) == 0 && len(*o.faults) == 0:
		o.must("deliveries")
	case !named && from == nil:
		o.must("from")
	case !named && till == nil:
		o.must("till")
	}
	if err := o.faults.refusal(); err != nil || named {
		return s, err
	}
	var err error
	s.Created, err = spanOf(*from, *till)
	return s, err
}

func oneOfStates(s pay.DeliveryState) bool {
	return slices.Contains(deliveryStates(), string(s))
}

// spanOf is a stretch of time with both its ends.
func spanOf(from, till string) (pay.Span, error) {
	begin, _, err := pay.ParseMoment(from)
	if err != nil {
		return pay.Span{}, err
	}
	end, dateOnly, err := pay.ParseMoment(till)
	if err != nil {
		return pay.Span{}, err
	}
	return pay.Span{From: begin, Before: after(end, dateOnly)}, nil
}

// ids are the identifiers of a member that is a list of them.
func (o *object) ids(name string, most int) []pay.ID {
	items := o.items(name, most)
	var all []pay.ID
	for i, item := range items {
		id, err := pay.ParseID(item.Text)
		if err != nil || id.IsZero() {
			o.faults.at(o.at(name)+"/"+strconv.Itoa(i), &pay.Error{Code: pay.CodeInvalid, Value: shortened(item.Text), Want: anID()})
			continue
		}
		all = append(all, id)
	}
	return all
}

package apiv2

import (
	"context"

	"viss.gov.lv/mm/pay"
)

// deliveryView is Delivery of the contract; with its tries it is
// DeliveryWithTries.
type deliveryView struct {
	ID         pay.ID            `json:"id"`
	Kind       string            `json:"kind"`
	State      pay.DeliveryState `json:"state"`
	Request    pay.ID            `json:"paymentRequest"`
	Event      string            `json:"event,omitempty"`
	Address    string            `json:"address"`
	Letter     pay.Letter        `json:"letter"`
	Created    moment            `json:"created"`
	Tries      int               `json:"tries"`
	FirstTry   moment            `json:"firstTry,omitzero"`
	NextTry    moment            `json:"nextTry,omitzero"`
	LastResult string            `json:"lastResult,omitempty"`
	Done       moment            `json:"done,omitzero"`
	Log        []tryView         `json:"log,omitzero"`
}

// tryView is Try of the contract.
type tryView struct {
	N      int    `json:"n"`
	At     moment `json:"at"`
	Took   int64  `json:"took"` // milliseconds
	Status int    `json:"status,omitempty"`
	Result string `json:"result"`
}

// deliveryList is DeliveryList of the contract.
type deliveryList struct {
	Items []deliveryView `json:"items"`
	Next  string         `json:"next,omitempty"`
}

func showDelivery(d *pay.Delivery) deliveryView {
	v := deliveryView{
		ID: d.ID, Kind: "call", State: d.State, Request: d.Request, Address: d.Target, Letter: d.Letter,
		Created: moment(d.Created), Tries: d.Tries, FirstTry: moment(d.FirstTry), NextTry: moment(d.NextTry),
		LastResult: d.LastResult, Done: moment(d.Done),
	}
	if d.Kind == pay.DeliverNotice {
		v.Kind, v.Event = "notice", pay.NewsID(d.Request, d.News)
	}
	return v
}

// deliveries lists what the institution was told, newest first.
func (h *Handler) deliveries(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	f := pay.DeliveryFilter{
		Institution: c.caller.Institution,
		State:       pay.DeliveryState(q.oneOf("state", deliveryStates()...)),
		Request:     q.id("paymentRequest"),
		Created:     q.span("createdFrom", "createdTill"),
	}
	if place, ok := q.cut(c.path); ok {
		f.Older = place
	}
	limit := q.limit()
	if err := q.rest(); err != nil {
		return err
	}
	var more pay.ID
	rows, err := inTime(ctx, h, func(ctx context.Context) (rows []pay.Delivery, err error) {
		rows, more, err = h.ownDeliveries(ctx, f, limit)
		return rows, err
	})
	if err != nil {
		return err
	}
	page := deliveryList{Items: make([]deliveryView, len(rows))}
	for i := range rows {
		page.Items[i] = showDelivery(&rows[i])
	}
	if !more.IsZero() {
		page.Next = q.nextCut(c.path, more)
		c.linkNext(q, page.Next)
	}
	return c.answer(page)
}

func deliveryStates() []string {
	return []string{
		string(pay.DeliveryWaiting), string(pay.DeliveryAccepted), string(pay.DeliveryFailed), string(pay.DeliverySuperseded),
	}
}

// mostLooks bounds how far a page is looked for among receipts.
const mostLooks = 5

// ownDeliveries reads a page of what was for the institution itself. Receipts
// are the payers': that one was sent is nothing that the institution may know.
// More is the place after which there are further ones; zero at the end.
func (h *Handler) ownDeliveries(ctx context.Context, f pay.DeliveryFilter, limit int) (page []pay.Delivery, more pay.ID, err error) {
	f.Limit = limit + 1
	for range mostLooks {
		rows, err := h.Told.Deliveries.Deliveries(ctx, f)
		if err != nil {
			return nil, more, err
		}
		for i := range rows {
			if len(page) == limit {
				return page, f.Older, nil
			}
			f.Older = rows[i].ID
			if rows[i].Kind != pay.DeliverReceipt {
				page = append(page, rows[i])
			}
		}
		if len(rows) < f.Limit {
			return page, pay.ID{}, nil
		}
	}
	return page, f.Older, nil
}

// delivery reads one delivery with its tries.
func (h *Handler) delivery(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	d, err := h.ownDelivery(ctx, c)
	if err != nil {
		return err
	}
	tries, err := h.Told.Deliveries.Tries(ctx, d.ID)
	if err != nil {
		return err
	}
	v := showDelivery(d)
	v.Log = make([]tryView, len(tries))
	for i, t := range tries {
		v.Log[i] = tryView{N: t.N, At: moment(t.At), Took: t.Took.Milliseconds(), Status: t.Status, Result: t.Result}
	}
	return c.answer(v)
}

// ownDelivery reads the delivery that the path names.
func (h *Handler) ownDelivery(ctx context.Context, c *call) (*pay.Delivery, error) {
	id, err := pay.ParseID(c.values["id"])
	if err != nil {
		return nil, notThere(pay.ErrNotFound)
	}
	d, err := h.Told.Deliveries.Delivery(ctx, id)
	if err == nil && (d.Institution != c.caller.Institution || d.Kind == pay.DeliverReceipt) {
		err = pay.ErrNotFound
	}
	if err != nil {
		return nil, notThere(err)
	}
	return d, nil
}

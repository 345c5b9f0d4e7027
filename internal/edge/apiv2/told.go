package apiv2

import (
	"context"
	"net/http"

	"viss.gov.lv/mm/pay"
)

// Told is what the interface needs to say what happened and who was told of it.
// All of it is mandatory.
type Told struct {
	Feed       Feed
	Deliveries Deliveries
	Replayer   Replayer
	// Keys lists the keys of the signed notices to an institution's services.
	Keys func(pay.InstitutionCode) ([]NotificationKey, error)
	// Watch lets callers wait for what happens next.
	Watch *Watch
}

func (t *Told) complete() bool {
	return t.Feed != nil && t.Deliveries != nil && t.Replayer != nil && t.Keys != nil && t.Watch != nil
}

// Feed reads what happened. See pay.FeedStore and pay.Reader.
type Feed interface {
	Feed(ctx context.Context, owner pay.InstitutionCode, after int64, limit int) ([]pay.FeedEntry, error)
	FeedEnd(ctx context.Context, owner pay.InstitutionCode) (int64, error)
	News(ctx context.Context, request pay.ID, sequence int) (pay.News, error)
	Letter(ctx context.Context, id pay.ID) (pay.InstitutionCode, pay.Letter, error)
}

// Deliveries reads what was delivered. See pay.Reader.
type Deliveries interface {
	Delivery(ctx context.Context, id pay.ID) (*pay.Delivery, error)
	Deliveries(ctx context.Context, f pay.DeliveryFilter) ([]pay.Delivery, error)
	Tries(ctx context.Context, delivery pay.ID) ([]pay.Try, error)
}

// Replayer makes deliveries once more.
type Replayer interface {
	// Replay makes the institution's deliveries due now, and keeps the answer that
	// show makes of it. Of those that are named, nothing happens unless all are
	// the institution's (else CodeNotFound) and can be made again (else
	// CodeNotPossible).
	Replay(ctx context.Context, caller pay.Caller, s Selection, once pay.Once, show func(context.Context, Replayed) (pay.Answer, error)) (pay.Answer, error)
}

// Selection says which deliveries: those that are named, or else the newest
// ones of a stretch of time.
type Selection struct {
	IDs     []pay.ID
	Created pay.Span // when they became owed
	State   pay.DeliveryState
	Request pay.ID
	Older   pay.ID // only those before this one
}

// Replayed is what Replay did.
type Replayed struct {
	Count int    // deliveries that are due now
	More  bool   // there are more of the stretch of time
	Last  pay.ID // for Selection.Older of the next call
}

// NotificationKey is NotificationKey of the contract.
type NotificationKey struct {
	Service pay.ServiceCode  `json:"service"`
	Number  int              `json:"number"`
	Scheme  pay.NoticeScheme `json:"scheme"`
	Key     string           `json:"key"`
}

// toldRoutes are the operations about what happened and who was told.
func (h *Handler) toldRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, path: "events", name: "listEvents", do: h.events},
		{method: get, path: "events/{id}", name: "getEvent", do: h.event},
		{method: get, path: "deliveries", name: "listDeliveries", do: h.deliveries},
		{method: get, path: "deliveries/{id}", name: "getDelivery", do: h.delivery},
		{method: post, path: "deliveries/{id}/replay", name: "replayDelivery", do: h.replay},
		{method: post, path: "replays", name: "replayDeliveries", body: jsonObject, dear: true, do: h.replays},
		{method: get, path: "notification-keys", name: "listNotificationKeys", do: h.notificationKeys},
	}
}

package app

import (
	"context"
	"runtime"
	"sync"

	"viss.gov.lv/mm/pay"
)

// boundedLists lets only so many lists be read at once, over all and for one
// institution, so that whoever asks for years and finds little keeps the
// database from nobody: neither from those who pay nor from the lists of others.
// Who does not get in while its time lasts is told that there is no room.
type boundedLists struct {
	lists pay.ListStore
	all   chan struct{}
	share int // of one institution

	mu    sync.Mutex
	rooms map[pay.InstitutionCode]chan struct{}
}

var _ pay.ListStore = (*boundedLists)(nil)

// listsPerProcessor leaves more than half of the connections that a store
// opens, which are four per processor or more, to everything else.
const listsPerProcessor = 2

func newBoundedLists(lists pay.ListStore) *boundedLists {
	all := listsPerProcessor * runtime.GOMAXPROCS(0)
	return &boundedLists{lists: lists, all: make(chan struct{}, all), share: max(all/2, 1), rooms: map[pay.InstitutionCode]chan struct{}{}}
}

// RequestRows implements pay.ListStore.
func (b *boundedLists) RequestRows(ctx context.Context, f pay.RequestFilter, after pay.Place, limit int) ([]pay.RequestRow, error) {
	return inRoom(ctx, b, f.Institution, func() ([]pay.RequestRow, error) { return b.lists.RequestRows(ctx, f, after, limit) })
}

// CountRequestRows implements pay.ListStore.
func (b *boundedLists) CountRequestRows(ctx context.Context, f pay.RequestFilter, most int) (int, error) {
	return inRoom(ctx, b, f.Institution, func() (int, error) { return b.lists.CountRequestRows(ctx, f, most) })
}

// PaymentRows implements pay.ListStore.
func (b *boundedLists) PaymentRows(ctx context.Context, f pay.PaymentFilter, after pay.Place, limit int) ([]pay.PaymentRow, error) {
	return inRoom(ctx, b, f.Institution, func() ([]pay.PaymentRow, error) { return b.lists.PaymentRows(ctx, f, after, limit) })
}

// CountPaymentRows implements pay.ListStore.
func (b *boundedLists) CountPaymentRows(ctx context.Context, f pay.PaymentFilter, most int) (int, error) {
	return inRoom(ctx, b, f.Institution, func() (int, error) { return b.lists.CountPaymentRows(ctx, f, most) })
}

// inRoom reads when the institution and the instance have room for it.
func inRoom[T any](ctx context.Context, b *boundedLists, institution pay.InstitutionCode, read func() (T, error)) (T, error) {
	for _, room := range []chan struct{}{b.room(institution), b.all} {
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
		case <-ctx.Done():
			var none T
			return none, pay.Fail(pay.CodeBusy, ctx.Err())
		}
	}
	return read()
}

// room is an institution's. There are as many as institutions, so they stay.
func (b *boundedLists) room(institution pay.InstitutionCode) chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.rooms[institution]
	if room == nil {
		room = make(chan struct{}, b.share)
		b.rooms[institution] = room
	}
	return room
}

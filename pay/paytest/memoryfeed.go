package paytest

import (
	"context"
	"slices"

	"viss.gov.lv/mm/pay"
)

var _ pay.FeedStore = (*Memory)(nil)

// memoryFeed is the feeds of all institutions.
type memoryFeed struct {
	waiting []pay.Event // in the order of their commits
	placed  map[pay.InstitutionCode][]pay.FeedEntry
	lease   pay.SequencerLease
}

// await puts an event that was committed among those that wait.
func (f *memoryFeed) await(e pay.Event) {
	if e.News > 0 {
		f.waiting = append(f.waiting, e)
	}
}

// Sequence gives positions to waiting events.
func (m *Memory) Sequence(ctx context.Context, l pay.SequencerLease, most int) (pay.Sequenced, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return pay.Sequenced{}, err
	}
	f := &m.feed
	if !l.Takes(f.lease.Holder, f.lease.Until) {
		return pay.Sequenced{}, nil
	}
	f.lease = l
	now := f.waiting[:min(most, len(f.waiting))]
	f.waiting = slices.Clone(f.waiting[len(now):])
	for _, e := range now {
		r := m.requests[e.Request]
		if f.placed == nil {
			f.placed = map[pay.InstitutionCode][]pay.FeedEntry{}
		}
		all := f.placed[r.Institution]
		f.placed[r.Institution] = append(all, pay.FeedEntry{Position: int64(len(all) + 1), News: pay.NewsOf(e, r.Number)})
	}
	return pay.Sequenced{Held: l.Until.After(l.Now), Placed: len(now)}, nil
}

// Unsequenced tells whether an event waits.
func (m *Memory) Unsequenced(ctx context.Context) (bool, error) {
	b, err := m.FeedBacklog(ctx)
	return b.Waiting > 0, err
}

// FeedBacklog counts the events that wait.
func (m *Memory) FeedBacklog(ctx context.Context) (pay.FeedBacklog, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := pay.FeedBacklog{Waiting: len(m.feed.waiting)}
	for _, e := range m.feed.waiting {
		if b.Oldest.IsZero() || e.At.Before(b.Oldest) {
			b.Oldest = moment(e.At)
		}
	}
	return b, ctx.Err()
}

// Feed reads entries after a position.
func (m *Memory) Feed(ctx context.Context, owner pay.InstitutionCode, after int64, limit int) ([]pay.FeedEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.feed.placed[owner]
	rest := all[min(int64(len(all)), after):]
	return slices.Clone(rest[:min(limit, 1000, len(rest))]), ctx.Err()
}

// FeedEnd is the last position of a feed.
func (m *Memory) FeedEnd(ctx context.Context, owner pay.InstitutionCode) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.feed.placed[owner])), ctx.Err()
}

// News reads a published event of a request.
func (m *Memory) News(_ context.Context, request pay.ID, sequence int) (pay.News, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events[request] {
		if e.News == sequence && sequence > 0 {
			return pay.NewsOf(e, m.requests[request].Number), nil
		}
	}
	return pay.News{}, pay.ErrNotFound
}

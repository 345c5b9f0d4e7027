package paytest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// Update runs the function against the state before it, and then its writes
// all at once.
func (m *Memory) Update(ctx context.Context, work func(pay.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx := &memoryTx{m: m}
	if err := work(tx); err != nil {
		return err
	}
	if len(m.failing) > 0 {
		err := m.failing[0]
		m.failing = m.failing[1:]
		if err != nil {
			return err
		}
	}
	for _, check := range tx.checks {
		if err := check(); err != nil {
			return err
		}
	}
	if err := tx.number(); err != nil {
		return err
	}
	for _, write := range tx.writes {
		write()
	}
	m.updates++
	return nil
}

// memoryTx collects writes; checks tell beforehand whether they can be done.
type memoryTx struct {
	m      *Memory
	added  map[pay.ID]bool
	checks []func() error
	writes []func()
	issue  *memoryIssue
}

func (t *memoryTx) Lock(id pay.ID) (*pay.Request, error) {
	r, ok := t.m.requests[id]
	if !ok {
		return nil, pay.ErrNotFound
	}
	return clone(r), nil
}

func (t *memoryTx) LockDelivery(id pay.ID) (*pay.Delivery, error) {
	d, ok := t.m.deliveries[id]
	if !ok {
		return nil, pay.ErrNotFound
	}
	return &d, nil
}

func (t *memoryTx) HasMessage(provider pay.ProviderCode, key string) (bool, error) {
	return slices.ContainsFunc(t.m.messages, func(s pay.StoredMessage) bool {
		return s.Verified && s.Provider == provider && s.Key == key
	}), nil
}

func (t *memoryTx) WaitingDeliveries(request pay.ID, kind pay.DeliveryKind) ([]pay.Delivery, error) {
	var found []pay.Delivery
	for _, d := range t.m.deliveries {
		if d.Request == request && d.Kind == kind && d.State == pay.DeliveryWaiting {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b pay.Delivery) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return found, nil
}

func (t *memoryTx) UnverifiedMessages(attempt pay.ID) (map[string]int, error) {
	kept := map[string]int{}
	for _, s := range t.m.messages {
		if !s.Verified && s.Attempt == attempt {
			kept[s.Key]++
		}
	}
	return kept, nil
}

func (t *memoryTx) write(w func()) { t.writes = append(t.writes, w) }

// needs makes the Update fail when there is no such request by then.
func (t *memoryTx) needs(id pay.ID) {
	t.checks = append(t.checks, func() error {
		if _, ok := t.m.requests[id]; !ok && !t.added[id] {
			return fmt.Errorf("write to request %s: %w", id, pay.ErrNotFound)
		}
		return nil
	})
}

func (t *memoryTx) AddRequest(r *pay.Request) {
	if t.added == nil {
		t.added = map[pay.ID]bool{}
	}
	t.added[r.ID] = true
	copied := clone(r)
	copied.Attempts = nil
	t.write(func() { t.m.requests[copied.ID] = copied })
}

func (t *memoryTx) SaveRequest(r *pay.Request) {
	t.needs(r.ID)
	is := *r
	t.write(func() {
		kept := t.m.requests[is.ID]
		kept.State, kept.PartlyPaid, kept.Closed = is.State, is.PartlyPaid, is.Closed
		kept.Letter, kept.LetterSeq, kept.EventSeq, kept.NewsSeq = is.Letter, is.LetterSeq, is.EventSeq, is.NewsSeq
	})
}

func (t *memoryTx) SavePayment(r *pay.Request, index int) {
	t.needs(r.ID)
	id, p := r.ID, r.Payments[index]
	t.write(func() { t.m.requests[id].Payments[index] = p })
}

func (t *memoryTx) SaveAttempt(a *pay.Attempt) {
	t.needs(a.Request)
	is := *a
	t.write(func() {
		r := t.m.requests[is.Request]
		if kept := r.Attempt(is.ID); kept != nil {
			*kept = is
			return
		}
		r.Attempts = append(r.Attempts, is)
	})
}

func (t *memoryTx) AddEvent(e pay.Event) {
	t.needs(e.Request)
	t.write(func() {
		t.m.events[e.Request] = append(t.m.events[e.Request], e)
		t.m.feed.await(e)
	})
}

func (t *memoryTx) AddMessage(s pay.StoredMessage) {
	t.write(func() { t.m.messages = append(t.m.messages, s) })
}

func (t *memoryTx) AddAttention(a pay.Attention) {
	t.write(func() { t.m.attention = append(t.m.attention, a) })
}

func (t *memoryTx) ResolveAttention(id pay.ID, at time.Time) {
	t.write(func() {
		for i := range t.m.attention {
			if t.m.attention[i].ID == id && t.m.attention[i].Resolved.IsZero() {
				t.m.attention[i].Resolved = moment(at)
			}
		}
	})
}

func (t *memoryTx) AddDelivery(d pay.Delivery)  { t.SaveDelivery(d) }
func (t *memoryTx) SaveDelivery(d pay.Delivery) { t.write(func() { t.m.deliveries[d.ID] = d }) }

func (t *memoryTx) AddTry(try pay.Try) {
	t.write(func() { t.m.tries[try.Delivery] = append(t.m.tries[try.Delivery], try) })
}

func (t *memoryTx) AddIdempotent(i pay.Idempotent) {
	key := idempotentKey(i.Institution, i.Operation, i.Key)
	t.checks = append(t.checks, func() error {
		if known, ok := t.m.idempotent[key]; ok && i.Created.Sub(known.Created) < pay.IdempotencyWindow {
			return pay.ErrTaken
		}
		return nil
	})
	t.write(func() { t.m.idempotent[key] = i })
}

func (t *memoryTx) SetJob(j pay.Job) { t.write(func() { t.m.setJob(j) }) }

func (t *memoryTx) DropJob(kind pay.JobKind, ref pay.ID) {
	t.write(func() { delete(t.m.jobs, jobKey{kind, ref}) })
}

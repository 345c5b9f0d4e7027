package paytest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// Memory is a pay.Store and pay.JobStore without a disk. It keeps the contract
// of pay.Store, one Update at a time, and shares nothing with its callers: what
// goes in and comes out is copied.
type Memory struct {
	mu         sync.Mutex
	requests   map[pay.ID]*pay.Request
	events     map[pay.ID][]pay.Event
	messages   []pay.StoredMessage
	deliveries map[pay.ID]pay.Delivery
	tries      map[pay.ID][]pay.Try
	attention  []pay.Attention
	idempotent map[string]pay.Idempotent
	jobs       map[jobKey]*memoryJob
	documents  []pay.Document // in the order of their commits
	series     map[string]int64
	links      map[[32]byte]*memoryLink
	feed       memoryFeed
	rev        int64
	failing    []error
	updates    int
}

var (
	_ pay.Store    = (*Memory)(nil)
	_ pay.JobStore = (*Memory)(nil)
)

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{
		requests: map[pay.ID]*pay.Request{}, events: map[pay.ID][]pay.Event{},
		deliveries: map[pay.ID]pay.Delivery{}, tries: map[pay.ID][]pay.Try{},
		idempotent: map[string]pay.Idempotent{}, jobs: map[jobKey]*memoryJob{},
		series: map[string]int64{}, links: map[[32]byte]*memoryLink{},
	}
}

// FailCommits makes the next Updates fail with these errors, one each, after
// their functions have run: as if the program had been killed before the
// commit. A nil lets an Update pass.
func (m *Memory) FailCommits(errs ...error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing = append(m.failing, errs...)
}

// Commits counts the Updates that were committed.
func (m *Memory) Commits() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.updates
}

// Put keeps a request with its attempts as it is, without an Update.
func (m *Memory) Put(r *pay.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[r.ID] = clone(r)
}

// Letter reads whose a request is and its letter.
func (m *Memory) Letter(_ context.Context, id pay.ID) (pay.InstitutionCode, pay.Letter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.requests[id]
	if !ok {
		return "", "", pay.ErrNotFound
	}
	return r.Institution, r.Letter, nil
}

// Request reads a request with payments and attempts.
func (m *Memory) Request(_ context.Context, id pay.ID) (*pay.Request, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.requests[id]
	if !ok {
		return nil, pay.ErrNotFound
	}
	return clone(r), nil
}

// FindRequest finds a request by a number of its own, a payment or an attempt.
func (m *Memory) FindRequest(_ context.Context, n pay.Number) (pay.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, r := range m.requests {
		if r.Number == n || r.PaymentByNumber(n) >= 0 || r.AttemptByRef(n) != nil {
			return id, nil
		}
	}
	return pay.ID{}, pay.ErrNotFound
}

// FindAttempt finds an attempt by provider and reference.
func (m *Memory) FindAttempt(_ context.Context, provider pay.ProviderCode, ref pay.Number) (*pay.Attempt, error) {
	return m.attempt(func(a *pay.Attempt) bool { return a.Provider == provider && a.Ref == ref })
}

// AttemptOf finds an attempt by its identifier.
func (m *Memory) AttemptOf(_ context.Context, id pay.ID) (*pay.Attempt, error) {
	return m.attempt(func(a *pay.Attempt) bool { return a.ID == id })
}

func (m *Memory) attempt(wanted func(*pay.Attempt) bool) (*pay.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.requests {
		for i := range r.Attempts {
			if wanted(&r.Attempts[i]) {
				return &clone(r).Attempts[i], nil
			}
		}
	}
	return nil, pay.ErrNotFound
}

// Events lists the events of a request in order.
func (m *Memory) Events(_ context.Context, request pay.ID) ([]pay.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events[request]), nil
}

// Messages lists the messages of a request in the order of their coming.
func (m *Memory) Messages(_ context.Context, request pay.ID) ([]pay.StoredMessage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []pay.StoredMessage
	for _, s := range m.messages {
		if s.Request == request {
			found = append(found, s)
		}
	}
	return found, nil
}

// Idempotent reads a key.
func (m *Memory) Idempotent(_ context.Context, owner pay.InstitutionCode, operation, key string) (*pay.Idempotent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, ok := m.idempotent[idempotentKey(owner, operation, key)]
	if !ok {
		return nil, pay.ErrNotFound
	}
	return &i, nil
}

func idempotentKey(owner pay.InstitutionCode, operation, key string) string {
	return string(owner) + "\x00" + operation + "\x00" + key
}

// Delivery reads a delivery.
func (m *Memory) Delivery(_ context.Context, id pay.ID) (*pay.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.deliveries[id]
	if !ok {
		return nil, pay.ErrNotFound
	}
	return &d, nil
}

// Deliveries lists deliveries, newest first.
func (m *Memory) Deliveries(_ context.Context, f pay.DeliveryFilter) ([]pay.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []pay.Delivery
	for _, d := range m.deliveries {
		if fits(f.State, d.State) && fits(f.Institution, d.Institution) && fits(f.Request, d.Request) &&
			within(f.Created, d.Created) && (f.Older.IsZero() || slices.Compare(d.ID[:], f.Older[:]) < 0) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b pay.Delivery) int { return slices.Compare(b.ID[:], a.ID[:]) })
	return first(found, f.Limit), nil
}

// Tries lists the tries of a delivery in order.
func (m *Memory) Tries(_ context.Context, delivery pay.ID) ([]pay.Try, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.tries[delivery]), nil
}

// AttentionItems lists attention items, newest first.
func (m *Memory) AttentionItems(_ context.Context, f pay.AttentionFilter) ([]pay.Attention, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []pay.Attention
	for _, a := range slices.Backward(m.attention) {
		if fits(f.Kind, a.Kind) && fits(f.Institution, a.Institution) && fits(f.Request, a.Request) && f.Resolved == !a.Resolved.IsZero() {
			found = append(found, a)
		}
	}
	return first(found, f.Limit), nil
}

// AttentionCounts counts the open items by kind.
func (m *Memory) AttentionCounts(context.Context) (map[pay.AttentionKind]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := map[pay.AttentionKind]int{}
	for _, a := range m.attention {
		if a.Resolved.IsZero() {
			counts[a.Kind]++
		}
	}
	return counts, nil
}

// fits tells whether a value is the wanted one, or none is wanted.
func fits[T comparable](want, is T) bool {
	var any T
	return want == any || want == is
}

// within tells whether a moment lies in a span.
func within(s pay.Span, at time.Time) bool {
	return !at.Before(s.From) && (s.Before.IsZero() || at.Before(s.Before))
}

func first[T any](all []T, limit int) []T {
	return all[:min(len(all), cmp.Or(limit, 100))]
}

// clone copies a request and all that changes in it.
func clone(r *pay.Request) *pay.Request {
	c := *r
	c.Payments = slices.Clone(r.Payments)
	c.Attempts = slices.Clone(r.Attempts)
	for i := range c.Attempts {
		if h := c.Attempts[i].Handover; h != nil {
			copied := *h
			copied.Fields = slices.Clone(h.Fields)
			c.Attempts[i].Handover = &copied
		}
	}
	return &c
}

// moment keeps what a database keeps of a time: milliseconds in UTC.
func moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

package eservice

import (
	"slices"
	"sync"
	"time"
)

// Bounds of what is remembered; the oldest is forgotten first.
const (
	maxRecords = 5000
	maxEach    = 200 // calls, and answers, of one request
)

// Call is a bare call or a signed notice that came.
type Call struct {
	Time     time.Time `json:"time"` // business clock
	Method   string    `json:"method"`
	Path     string    `json:"path"`
	Query    string    `json:"query"`
	Remote   string    `json:"remote"`
	Answered int       `json:"answered"` // status

	// Of a signed notice.
	WebhookID string `json:"webhook_id,omitempty"`
	Verified  *bool  `json:"verified,omitempty"` // the signature is right; nil of a bare call
	Type      string `json:"type,omitempty"`     // what it says; empty when it is not verified
	Sequence  int    `json:"sequence,omitempty"`
	Letter    string `json:"letter,omitempty"`
}

// genuine tells whether the call is a notice that was verified.
func (c Call) genuine() bool { return c.Verified != nil && *c.Verified }

// Asked is an answer to the question for the status.
type Asked struct {
	Time   time.Time
	Why    string // callback, return
	Letter string
	Error  string // in place of a letter
}

// record is what the service knows of a request.
type record struct {
	ID      string
	Made    time.Time // zero: it was made by somebody else
	Step    string
	Address string // of MM's page
	Calls   []Call
	Asked   []Asked
}

// Page is the path of the page that shows the record.
func (r record) Page() string { return "/requests/" + r.ID }

// Letter is what was learnt last, by an answer or from a verified notice. Of
// notices the one with the highest number counts, since an older one may come
// again.
func (r record) Letter() string {
	var told Call
	for _, c := range r.Calls {
		if c.genuine() && c.Sequence >= told.Sequence {
			told = c
		}
	}
	for _, a := range slices.Backward(r.Asked) {
		if a.Letter != "" && !a.Time.Before(told.Time) {
			return a.Letter
		}
	}
	return told.Letter
}

type ledger struct {
	mu    sync.Mutex
	byID  map[string]*record
	order []string // oldest first
}

func newLedger() *ledger { return &ledger{byID: map[string]*record{}} }

// open finds or makes the record of a request. The caller holds the lock.
func (l *ledger) open(id string) *record {
	if r, ok := l.byID[id]; ok {
		return r
	}
	r := &record{ID: id}
	l.byID[id] = r
	l.order = append(l.order, id)
	if len(l.order) > maxRecords {
		delete(l.byID, l.order[0])
		l.order = l.order[1:]
	}
	return r
}

func (l *ledger) made(id, step, address string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.open(id)
	r.Made, r.Step, r.Address = at, step, address
}

func (l *ledger) called(id string, c Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.open(id)
	r.Calls = last(append(r.Calls, c))
}

func (l *ledger) asked(id string, a Asked) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.open(id)
	r.Asked = last(append(r.Asked, a))
}

func last[T any](all []T) []T { return all[max(0, len(all)-maxEach):] }

// find copies the record of a request.
func (l *ledger) find(id string) (record, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, ok := l.byID[id]
	if !ok {
		return record{ID: id}, false
	}
	return r.copy(), true
}

func (r *record) copy() record {
	c := *r
	c.Calls, c.Asked = slices.Clone(r.Calls), slices.Clone(r.Asked)
	return c
}

// recent copies the newest records, newest first.
func (l *ledger) recent(most int) []record {
	l.mu.Lock()
	defer l.mu.Unlock()
	var records []record
	for _, id := range slices.Backward(l.order) {
		if len(records) == most {
			break
		}
		records = append(records, l.byID[id].copy())
	}
	return records
}

// calls are the notices of a request, or of all.
func (l *ledger) calls(id string) []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := []Call{}
	for _, known := range l.order {
		if id == "" || id == known {
			all = append(all, l.byID[known].Calls...)
		}
	}
	slices.SortStableFunc(all, func(a, b Call) int { return a.Time.Compare(b.Time) })
	return all
}

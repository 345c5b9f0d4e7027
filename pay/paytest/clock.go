package paytest

import (
	"sync"
	"time"
)

// Start is the moment at which the clock of a new World stands: a Monday noon
// in winter time, so that Riga is two hours ahead.
func Start() time.Time { return time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC) }

// Clock is a pay.Clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a clock that stands at a moment.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the moment at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock and tells where it stands now.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// Set puts the clock to a moment.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

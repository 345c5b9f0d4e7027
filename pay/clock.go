package pay

import (
	"context"
	"time"
)

// Clock tells the time. There are two of them, and every constructor says
// which one it wants: the business clock (expiry, due times, dates on
// documents), which demo and tests may move forward, and the machine clock
// (leases, time-outs, certificates), which nobody moves.
type Clock interface {
	Now() time.Time
}

// ClockFunc makes a function a Clock.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }

// IDs makes identifiers. Implementations are safe for concurrent use.
type IDs interface {
	NewID() (ID, error)
}

// Numbers gives short numbers, each once, also across instances. Numbers that
// are not used in the end are lost, not given again.
type Numbers interface {
	NextNumber(ctx context.Context) (Number, error)
}

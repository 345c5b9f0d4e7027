package app

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

// machineClock is the only place below main where the machine is asked for the
// time.
func machineClock() pay.Clock { return pay.ClockFunc(time.Now) }

// businessClock is the machine clock plus an offset that lies in the database,
// so that all instances and restarts agree. In service the offset is zero.
type businessClock struct {
	machine pay.Clock
	store   pay.ClockStore
	offset  atomic.Int64
}

// clockRefresh is how soon an instance notices that another moved the clock.
const clockRefresh = time.Second

// Now is the business time, in UTC to the millisecond, as the store keeps it.
func (c *businessClock) Now() time.Time {
	return c.machine.Now().Add(time.Duration(c.offset.Load())).UTC().Truncate(time.Millisecond)
}

// Refresh reads the offset from the store.
func (c *businessClock) Refresh(ctx context.Context) error {
	offset, err := c.store.ClockOffset(ctx)
	if err != nil {
		return err
	}
	c.offset.Store(int64(offset))
	return nil
}

// Advance moves the clock forward for everybody.
func (c *businessClock) Advance(ctx context.Context, by time.Duration) error {
	offset, err := c.store.AdvanceClock(ctx, by)
	if err != nil {
		return err
	}
	c.offset.Store(int64(offset))
	return nil
}

// run keeps the offset fresh until the context ends.
func (c *businessClock) run(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(clockRefresh)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := c.Refresh(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "cannot read the business clock's offset", "error", err)
			}
		}
	}
}

package demobank

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Pushes that are not answered with 200 are repeated after these times, and
// then given up.
func pauses() []time.Duration {
	return []time.Duration{
		10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour,
		6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour,
	}
}

// Due counts what is due: news that should have happened and messages that
// should have been pushed.
func (b *Bank) Due() int {
	return len(b.due(b.Now()))
}

func (b *Bank) due(now time.Time) []*news {
	b.mu.Lock()
	defer b.mu.Unlock()
	var due []*news
	for _, o := range b.oldest {
		for _, n := range o.news {
			if (!n.happened || n.copies > 0) && !n.next.After(now) {
				due = append(due, n)
			}
		}
	}
	return due
}

// RunDue makes happen what is due and pushes what has to be pushed: each
// message once, a repetition when its time comes.
func (b *Bank) RunDue(ctx context.Context) error {
	return b.RunDueAfter(ctx, func() error { return nil })
}

// RunDueAfter does something first, during which nothing happens at the bank:
// it is how a clock is moved so that the others see the new time before the
// bank does.
func (b *Bank) RunDueAfter(ctx context.Context, first func() error) error {
	b.turn.Lock()
	defer b.turn.Unlock()
	if err := first(); err != nil {
		return err
	}
	now := b.Now()
	for _, n := range b.due(now) {
		b.mu.Lock()
		n.happened = true
		copies := n.copies
		b.mu.Unlock()
		for range copies {
			if err := ctx.Err(); err != nil {
				return err
			}
			b.pushed(n, now, b.push(ctx, n))
		}
	}
	return nil
}

// push sends news to the merchant's server once.
func (b *Bank) push(ctx context.Context, n *news) error {
	b.mu.Lock()
	address, body := n.order.form.Get("DB_NOTIFY"), b.message(n, "Y").Encode()
	b.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "DemoBank/1")
	response, err := b.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d", response.StatusCode)
	}
	return nil
}

// pushed notes how a push ended.
func (b *Bank) pushed(n *news, now time.Time, failed error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if failed == nil {
		n.copies--
		return
	}
	b.Log.Info("demo bank: message not taken", "service", n.service, "ref", n.order.ref(), "try", n.tries+1, "error", failed)
	if n.tries >= len(pauses()) {
		n.copies = 0
		return
	}
	n.next = now.Add(pauses()[n.tries])
	n.tries++
}

// Run lets happen what becomes due, at each tick and whenever an outcome was
// chosen, until the context ends.
func (b *Bank) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		case <-b.wake:
		}
		_ = b.RunDue(ctx) // it fails only when the context ends
	}
}

func (b *Bank) woken() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

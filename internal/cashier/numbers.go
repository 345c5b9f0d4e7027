package cashier

import (
	"context"
	"fmt"
	"sync"

	"viss.gov.lv/mm/pay"
)

// Numbers hands out numbers from blocks of serials that it reserves in the
// store, so that a number costs no round trip and no two instances meet. The
// rest of a block is lost at the end of the process.
type Numbers struct {
	store pay.NumberStore
	block int

	mu        sync.Mutex
	next, end uint64
}

// NewNumbers makes a source of numbers that reserves block serials at a time.
func NewNumbers(store pay.NumberStore, block int) *Numbers {
	return &Numbers{store: store, block: block}
}

// NextNumber gives a number that nobody else gets.
func (n *Numbers) NextNumber(ctx context.Context) (pay.Number, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == n.end {
		first, err := n.store.ReserveSerials(ctx, n.block)
		if err != nil {
			return "", fmt.Errorf("reserve serials: %w", err)
		}
		n.next, n.end = first, first+uint64(n.block)
	}
	number := pay.NumberOf(n.next)
	n.next++
	return number, nil
}

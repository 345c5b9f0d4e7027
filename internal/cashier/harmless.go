package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// Harmless does a call whose work may be done twice without harm, and keeps its
// answer under its key. The work is not part of the transaction that keeps the
// answer: between the two a kill leaves the work done and the key free, and two
// callers at the same time may both do it. Each of them gets the answer that was
// kept.
func (c *Cashier) Harmless(ctx context.Context, caller pay.Caller, o pay.Once, work func(context.Context) (pay.Answer, error)) (pay.Answer, error) {
	return c.once(ctx, caller, o, func(keep keeper) (pay.Answer, error) {
		answer, err := work(ctx)
		if err != nil || o.Key == "" {
			return answer, err
		}
		err = c.Store.Update(ctx, func(tx pay.Tx) error {
			keep(tx, answer)
			return nil
		})
		if err != nil && !errors.Is(err, pay.ErrTaken) {
			err = fmt.Errorf("keep an answer: %w", err)
		}
		return answer, err
	})
}

package apiv2

import (
	"context"
)

// keyList is NotificationKeyList of the contract.
type keyList struct {
	Items []NotificationKey `json:"items"`
}

// notificationKeys tells the keys of signed notices. Those of v1 are secrets, so
// that nobody on the way may keep the answer.
func (h *Handler) notificationKeys(_ context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	keys, err := h.Told.Keys(c.caller.Institution)
	if err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.answer(keyList{Items: append([]NotificationKey{}, keys...)})
}

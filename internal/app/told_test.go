package app

import (
	"context"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// inForce is a catalogue that does not change.
type inForce struct{ *pay.Catalogue }

func (c inForce) Current() *pay.Catalogue { return c.Catalogue }

func (c inForce) AsOf(context.Context, time.Time) (*pay.Catalogue, error) { return c.Catalogue, nil }

// A service may be told by notices before its operator has set a key up. Whoever
// asks for keys then learns that, and not that something broke.
func TestNotificationKeysThatAreNotSetUp(t *testing.T) {
	t.Parallel()
	c := paytest.Catalogue()
	for _, step := range c.Steps {
		step.Notices = &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1}}
	}
	a := &App{keyring: notify.NewKeyring(inForce{c}, nil, nil)}
	if _, err := a.notificationKeys(paytest.Owner); pay.KindOf(err) != pay.Unavailable {
		t.Errorf("%v", err)
	}
}

package app

import (
	"context"
	"errors"
	"time"

	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// told is what API v2 says of news and of deliveries.
func (a *App) told() apiv2.Told {
	return apiv2.Told{
		Feed: a.db, Deliveries: a.db, Replayer: replayer{a}, Keys: a.notificationKeys, Watch: a.watch,
	}
}

// openWatch builds what lets readers of the feed wait.
func (a *App) openWatch(context.Context) error {
	a.watch = apiv2.NewWatch(a.db, time.After, a.log)
	return nil
}

// stopWatch goes before the listeners: their stop is to wait for those who are
// worked for, and not for those who wait.
func (a *App) stopWatch(context.Context) error {
	a.watch.Stop()
	return nil
}

// notificationKeys are an institution's keys as API v2 shows them.
func (a *App) notificationKeys(owner pay.InstitutionCode) ([]apiv2.NotificationKey, error) {
	services, err := a.keyring.Of(owner)
	if errors.Is(err, notify.ErrNoMasterKey) {
		return nil, &pay.Error{Code: pay.CodeBusy, Err: err, Want: pay.Want{
			LV: "Šajā Maksājumu modulī paziņojumu atslēgas vēl nav iestatītas. Sazinieties ar tā uzturētāju.",
			EN: "Keys of notices are not set up in this Payments module yet. Contact its operator.",
		}}
	}
	if err != nil {
		return nil, err
	}
	var keys []apiv2.NotificationKey
	for _, s := range services {
		for _, k := range s.Keys {
			keys = append(keys, apiv2.NotificationKey{Service: s.Service, Number: k.Number, Scheme: s.Scheme, Key: k.Text})
		}
	}
	return keys, nil
}

// replayer makes deliveries once more for API v2.
type replayer struct{ *App }

// Replay implements apiv2.Replayer.
func (r replayer) Replay(ctx context.Context, caller pay.Caller, s apiv2.Selection, once pay.Once, show func(context.Context, apiv2.Replayed) (pay.Answer, error)) (pay.Answer, error) {
	return r.cashier.Harmless(ctx, caller, once, func(ctx context.Context) (pay.Answer, error) {
		done, err := notify.Replay(ctx, r.db, notify.Selection{
			IDs: s.IDs, Institution: caller.Institution, Request: s.Request, Created: s.Created, State: s.State, Older: s.Older,
		}, r.business.Now())
		if err != nil {
			return pay.Answer{}, err
		}
		r.jobs.Wake()
		return show(ctx, apiv2.Replayed{Count: done.Count, More: done.More, Last: done.Last})
	})
}

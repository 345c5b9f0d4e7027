package app

import (
	"slices"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// keyring derives the keys of signed notices from the configured master keys.
func keyring(c config.Config, live *catalogue.Live) *notify.Keyring {
	return notify.NewKeyring(live, c.Notifications.Master(), c.Notifications.PreviousMaster())
}

// unsignable names the services whose notices cannot be signed, since there is
// no master key.
func unsignable(c config.Config, current *pay.Catalogue) []string {
	if c.Notifications.Master() != nil {
		return nil
	}
	return noticedServices(current)
}

// noticedServices names the services that are told by signed notices.
func noticedServices(current *pay.Catalogue) []string {
	var services []string
	for _, s := range current.Steps {
		if s.Notices != nil {
			services = append(services, string(s.Institution)+" "+string(s.Service))
		}
	}
	slices.Sort(services)
	return slices.Compact(services)
}

// noticeKeys are the keys with which the sample institution verifies notices.
func (d *Demo) noticeKeys() ([]string, error) {
	services, err := d.app.keyring.Of(catalogue.SampleInstitution)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, s := range services {
		for _, k := range s.Keys {
			keys = append(keys, k.Text)
		}
	}
	return keys, nil
}

// noticeFacts tells scripts of the service that is told by signed notices.
func (d *Demo) noticeFacts() error {
	services, err := d.app.keyring.Of(catalogue.SampleInstitution)
	if err != nil || len(services) == 0 {
		return err
	}
	d.Facts.NoticeSecret = services[0].Keys[0].Text
	for _, s := range stepsOf(d.app.catalogue.Current(), catalogue.SampleInstitution) {
		if s.Service == services[0].Service {
			d.Facts.NoticeStep = string(s.Code)
			return nil
		}
	}
	return nil
}

package app

import (
	"fmt"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/pay"
)

// checkNotices wants a master key where services want signed notices, and asks
// whether the former one is still needed.
func checkNotices(c config.Config, current *pay.Catalogue) Findings {
	const what = "notices"
	services := noticedServices(current)
	missing := unsignable(c, current)
	var found Findings
	switch {
	case len(missing) > 0:
		found = append(found, failure(what, "signed notices are wanted by "+some(missing)+", but notifications.masterKey is not configured: they wait, and fail after a week", "openssl rand -base64 32 > notices.key, and notifications: {masterKey: file:notices.key} for all instances"))
	case len(services) > 0:
		found = append(found, fine(what, "signed for %s: %s", counted(len(services), "service"), some(services)))
	}
	if c.Notifications.PreviousMaster() != nil {
		found = append(found, warning(what, fmt.Sprintf("signed with the former master key, too, for %s", counted(len(services), "service")), "take notifications.previousMasterKey away when all receivers have the keys of the present one (`mm notices keys`)"))
	}
	return found
}

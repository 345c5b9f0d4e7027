package app

import (
	"fmt"
	"net/netip"
)

// checkPlatformNetworks warns, loudly, of callers who need no certificate.
func checkPlatformNetworks(networks []netip.Prefix) Findings {
	const what = "services.platformNetworks"
	if len(networks) == 0 {
		return nil
	}
	found := Findings{warning(what, fmt.Sprintf("ANYBODY IN %s MAY ACT FOR EVERY INSTITUTION over the JSON interface, without a certificate", prefixes(networks)), "let the platform present a certificate, list it under services.platformCertificates, and take the networks away")}
	for _, n := range networks {
		if n.Bits() == 0 || !n.Addr().IsPrivate() && !n.Addr().IsLoopback() {
			found = append(found, failure(what, fmt.Sprintf("%s IS NO INNER NETWORK: strangers may act for every institution", n), "take it away"))
		}
	}
	return found
}

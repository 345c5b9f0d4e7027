package app

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"viss.gov.lv/mm/internal/config"
)

// checkPublicURL wants https, but for a trial on one machine.
func checkPublicURL(what, address string) Findings {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return Findings{failure(what, address+" is no address", "give https:// and the host")}
	case u.Scheme == "https":
		return Findings{fine(what, "%s", address)}
	case loopback(u.Hostname()):
		return Findings{warning(what, address+" is for this machine only, and not https", "give the https address that others use, before they do")}
	}
	return Findings{failure(what, address+" is not https: anybody on the way can read and change what is paid", "give the https address; TLS may end here (web.tls, services.tls) or at a proxy")}
}

// loopback tells whether a host is this machine and no other.
func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// checkWebWithoutTLS looks at a listener behind a proxy that MM was not told of.
func checkWebWithoutTLS(c config.Config) Findings {
	if c.Web.TLS.Set() || !strings.HasPrefix(c.Web.PublicURL, "https:") {
		return nil
	}
	if len(c.Proxy.Trusted) == 0 {
		return Findings{warning("web.tls", "there is no certificate, so a proxy must end TLS, and proxy.trusted names none: all payers seem to come from one address", "list the proxy in proxy.trusted, or give the listener a certificate")}
	}
	return Findings{fine("web.tls", "TLS ends at a proxy")}
}

// checkOps warns of a listener that strangers may reach: it asks for no
// password, and profiles slow the server down.
func checkOps(address string) Findings {
	const what = "ops.address"
	if address == "" {
		return Findings{warning(what, "the listener is off: nobody sees metrics and health", "set it to a loopback or inner address")}
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return Findings{failure(what, address+" is no address", "give host:port")}
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case loopback(host):
		return Findings{fine(what, "%s, this machine only", address)}
	case err == nil && addr.IsPrivate():
		return Findings{fine(what, "%s, an inner address", address)}
	}
	return Findings{warning(what, address+" may be reached from other machines, and asks for no password", "listen on a loopback or inner address, as 127.0.0.1:9090")}
}

// checkTrusted warns of proxies whose word others can put into their mouths.
func checkTrusted(trusted []netip.Prefix) Findings {
	const what = "proxy.trusted"
	var found Findings
	for _, p := range trusted {
		if p.Addr().IsLoopback() {
			found = append(found, warning(what, fmt.Sprintf("%s is this machine: every program on it can claim any client certificate", p), "let the proxy run where nothing else does, or let it reach MM from an address of its own"))
		}
	}
	if len(trusted) > 0 && len(found) == 0 {
		found = append(found, fine(what, "%s", prefixes(trusted)))
	}
	return found
}

// checkAllowed tells into which inner networks an address in a request may
// reach.
func checkAllowed(allowed []netip.Prefix) Findings {
	const what = "deliveries.allowPrivate"
	if len(allowed) == 0 {
		return nil
	}
	return Findings{warning(what, fmt.Sprintf("an address in a request may reach %s", prefixes(allowed)), "keep it as narrow as the institutions' endpoints are")}
}

func prefixes(all []netip.Prefix) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.String()
	}
	return strings.Join(names, ", ")
}

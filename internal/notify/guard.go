package notify

import (
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// Guard decides whether an address may be dialled.
type Guard struct {
	// Allowed are prefixes that may be dialled although they are not public, on
	// any port: those of institutions inside the state network.
	Allowed []netip.Prefix
}

// refusedError is a refusal of the guard.
type refusedError struct{ address string }

func (e *refusedError) Error() string {
	return fmt.Sprintf("%s is not a public address, or not a port for HTTP, and no configured prefix allows it", e.address)
}

// Control is for net.Dialer.Control: it sees the address that is really dialled,
// after the resolver has spoken, so a name that changes its address between two
// questions wins nothing.
func (g Guard) Control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %q: %w", address, err)
	}
	if !g.allows(to) {
		return &refusedError{address}
	}
	return nil
}

func (g Guard) allows(to netip.AddrPort) bool {
	ip := to.Addr().Unmap().WithZone("")
	for _, p := range g.Allowed {
		if p.Contains(ip) {
			return true
		}
	}
	return public(ip) && plausiblePort(to.Port())
}

// plausiblePort refuses the ports of other protocols below 1024: a GET to a
// mail server is never what an institution wants.
func plausiblePort(port uint16) bool { return port == 80 || port == 443 || port >= 1024 }

// public tells whether an address belongs to the public internet. Of IPv6 only
// 2000::/3 is given out at all, so everything else, NAT64 (64:ff9b::/96),
// unique local and link-local addresses included, is out without being named.
func public(ip netip.Addr) bool {
	if ip.Is6() && !netip.MustParsePrefix("2000::/3").Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(ip) })
}

// special are the prefixes of IANA's special-purpose registries (RFC 6890 and
// later) that are not the public internet, as far as public does not exclude
// them otherwise.
func special() []netip.Prefix {
	texts := []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	}
	prefixes := make([]netip.Prefix, len(texts))
	for i, s := range texts {
		prefixes[i] = netip.MustParsePrefix(s)
	}
	return prefixes
}

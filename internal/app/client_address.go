package app

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress is who is really there: the peer, or, when the peer is a listed
// proxy, the last address in its header that is not itself a listed proxy.
func (a *App) clientAddress(r *http.Request) netip.Addr {
	peer := addressOf(r.RemoteAddr)
	if !a.trusted(peer) {
		return peer
	}
	entries := strings.Split(strings.Join(r.Header.Values(a.config.Proxy.AddressHeader), ","), ",")
	for i := len(entries) - 1; i >= 0; i-- {
		address := addressOf(strings.TrimSpace(entries[i]))
		if !address.IsValid() {
			return peer
		}
		if !a.trusted(address) {
			return address
		}
	}
	return peer
}

func (a *App) trusted(address netip.Addr) bool {
	for _, prefix := range a.config.Proxy.Trusted {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// addressOf reads an address with or without a port.
func addressOf(s string) netip.Addr {
	if withPort, err := netip.ParseAddrPort(s); err == nil {
		return withPort.Addr().Unmap()
	}
	address, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap()
}

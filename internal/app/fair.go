package app

import (
	"net/http"
	"net/netip"
	"sync"
)

// Which part of an instance's room one network may take at most. Whoever sends
// bodies byte by byte holds room for as long as they may take to arrive, and a
// few hundred of such calls must not keep all others out. Pages take
// milliseconds, so an eighth serves a whole office, or a proxy that was not
// configured as one; the portal's platform is one network with many callers.
const (
	shareOfPayers   = 8
	shareOfServices = 2
)

// fair refuses what one network asks for beyond its share.
func fair(share int, from func(*http.Request) netip.Addr, next http.Handler, busy http.HandlerFunc) http.Handler {
	most := max(share, 1)
	var mu sync.Mutex
	inHand := map[netip.Prefix]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		network := networkOf(from(r))
		mu.Lock()
		taken := inHand[network] < most
		if taken {
			inHand[network]++
		}
		mu.Unlock()
		if !taken {
			busy(w, r)
			return
		}
		defer func() {
			mu.Lock()
			defer mu.Unlock()
			if inHand[network]--; inHand[network] == 0 {
				delete(inHand, network)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// networkOf is what an address is counted as: an IPv4 address alone, of IPv6
// the 64 bits that one subscriber has. Addresses that cannot be read are counted
// together.
func networkOf(address netip.Addr) netip.Prefix {
	bits := 64
	if address = address.Unmap(); address.Is4() {
		bits = 32
	}
	network, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

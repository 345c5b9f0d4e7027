package payerweb

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits of the search for requests that do not exist. Identifiers cannot be
// guessed; the limit keeps those who try from costing the database anything.
const (
	unknownBurst     = 20
	unknownPerMinute = 30 // unless configured otherwise
	limitedAddresses = 10_000
)

// limiter counts visits to unknown requests per network, in a table that cannot
// grow: the network that was quiet the longest is forgotten first.
type limiter struct {
	rate   rate.Limit
	mu     sync.Mutex
	recent *list.List // of *bucket, the newest in front
	bucket map[netip.Prefix]*list.Element
}

type bucket struct {
	network netip.Prefix
	left    *rate.Limiter
}

func newLimiter(perMinute int) *limiter {
	if perMinute <= 0 {
		perMinute = unknownPerMinute
	}
	return &limiter{rate: rate.Limit(float64(perMinute) / 60), recent: list.New(), bucket: map[netip.Prefix]*list.Element{}}
}

// network is what an address is counted as: an IPv4 address alone, of IPv6 the
// 64 bits that one subscriber has.
func network(addr netip.Addr) netip.Prefix {
	bits := 32
	if addr = addr.Unmap(); addr.Is6() {
		bits = 64
	}
	prefix, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{} // unknown addresses are counted together
	}
	return prefix
}

// open tells whether the network may look for a request.
func (l *limiter) open(addr netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.bucket[network(addr)]
	return !ok || e.Value.(*bucket).left.TokensAt(now) >= 1
}

// miss counts a visit to a request that does not exist.
func (l *limiter) miss(addr netip.Addr, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := network(addr)
	e, ok := l.bucket[key]
	if !ok {
		l.makeRoom()
		e = l.recent.PushFront(&bucket{key, rate.NewLimiter(l.rate, unknownBurst)})
		l.bucket[key] = e
	}
	l.recent.MoveToFront(e)
	e.Value.(*bucket).left.AllowN(now, 1)
}

func (l *limiter) makeRoom() {
	for len(l.bucket) >= limitedAddresses {
		oldest := l.recent.Back()
		delete(l.bucket, oldest.Value.(*bucket).network)
		l.recent.Remove(oldest)
	}
}

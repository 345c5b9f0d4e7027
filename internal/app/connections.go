package app

import (
	"net"
	"net/netip"
	"sync"
)

// crowd counts the open connections of one listener, so that strangers who open
// connections and leave them open take neither the place of all others nor
// files from the whole program. Connections beyond the bounds are closed at
// once: a caller or a proxy tries again, perhaps at another instance, which is
// better than waiting unheard.
type crowd struct {
	most    int                   // of all together
	share   int                   // of one network
	exempt  func(netip.Addr) bool // who stands for many others: a trusted proxy
	changed func(open int)
	refused func(reason string)

	mu   sync.Mutex
	open int
	from map[netip.Prefix]int
}

// Reasons for which a connection is refused, as the metric names them.
const (
	refusedFull  = "listener"
	refusedShare = "network"
)

// take counts a connection in, or tells why it has no place.
func (c *crowd) take(address netip.Addr) (release func(), reason string) {
	network := networkOf(address)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.open >= c.most:
		return nil, refusedFull
	case c.from[network] >= c.share && !c.exempt(address):
		return nil, refusedShare
	}
	c.open++
	c.from[network]++
	c.changed(c.open)
	return sync.OnceFunc(func() { c.leave(network) }), ""
}

func (c *crowd) leave(network netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	if c.from[network]--; c.from[network] == 0 {
		delete(c.from, network)
	}
	c.changed(c.open)
}

// crowded is a listener whose connections are counted.
type crowded struct {
	net.Listener
	crowd *crowd
}

// Accept gives the next connection that has a place.
func (l crowded) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		release, reason := l.crowd.take(addressOf(conn.RemoteAddr().String()))
		if release != nil {
			return &admitted{Conn: conn, release: release}, nil
		}
		l.crowd.refused(reason)
		_ = conn.Close()
	}
}

// admitted is a connection that has a place until it is closed.
type admitted struct {
	net.Conn
	release func()
}

// Close gives the place back, however often it is called.
func (p *admitted) Close() error {
	defer p.release()
	return p.Conn.Close()
}

// bounded bounds the connections of a listener. Of the services' callers one
// network may have half, since the portal's platform is one; of payers an
// eighth, which is a large office or a mobile operator's shared address; on the
// listener of the operators one network may have all.
func (a *App) bounded(name string, l net.Listener) net.Listener {
	most := a.config.Limits.Connections
	share := map[string]int{"web": shareOfPayers, "services": shareOfServices}[name]
	open := a.metrics.connections.WithLabelValues(name)
	for _, reason := range []string{refusedFull, refusedShare} { // so that an alarm can be written before the first
		a.metrics.refusals.WithLabelValues(name, reason)
	}
	return crowded{l, &crowd{
		most: most, share: max(most/max(share, 1), 1), exempt: a.trusted,
		changed: func(n int) { open.Set(float64(n)) },
		refused: func(reason string) { a.metrics.refusals.WithLabelValues(name, reason).Inc() },
		from:    map[netip.Prefix]int{},
	}}
}

package catalogue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

// mostOld is how many old versions are kept in memory.
const mostOld = 8

// Live is the catalogue that is in force. Reading it costs nothing and never
// waits; Refresh, called every few seconds, brings in what was imported, also
// by other instances. It is safe for concurrent use.
type Live struct {
	versions Versions
	business pay.Clock
	log      *slog.Logger
	current  atomic.Pointer[inForce]

	mu  sync.Mutex // one load at a time; holds old
	old map[int64]*pay.Catalogue
}

type inForce struct {
	catalogue *pay.Catalogue
	owners    map[pay.Fingerprint]pay.InstitutionCode
}

// Open reads the catalogue that is in force now. A store without one gives an
// empty catalogue of version 0, with which nothing can be bought, so that a
// new installation can start and be told its catalogue.
func Open(ctx context.Context, versions Versions, business pay.Clock, log *slog.Logger) (*Live, error) {
	l := &Live{versions: versions, business: business, log: log, old: make(map[int64]*pay.Catalogue)}
	l.put(&pay.Catalogue{})
	return l, l.Refresh(ctx)
}

// Current is the catalogue in force. It must not be changed.
func (l *Live) Current() *pay.Catalogue { return l.current.Load().catalogue }

// Owner is the institution in force that a client certificate belongs to.
func (l *Live) Owner(f pay.Fingerprint) (pay.InstitutionCode, bool) {
	code, ok := l.current.Load().owners[f]
	return code, ok
}

// Refresh brings the version into force whose time has come. When it cannot be
// read, the present one stays.
func (l *Live) Refresh(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	latest, err := l.versions.LatestCatalogue(ctx, l.business.Now())
	if errors.Is(err, pay.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the catalogue in force: %w", err)
	}
	before := l.Current()
	if latest == before.Version {
		return nil
	}
	c, err := l.load(ctx, latest)
	if err != nil {
		return err
	}
	l.put(c)
	l.keep(before)
	l.log.InfoContext(ctx, "catalogue in force", "version", c.Version, "validFrom", c.ValidFrom,
		"institutions", len(c.Institutions), "steps", len(c.Steps))
	return nil
}

// Run refreshes at every tick until ctx ends. A failure is logged, and tried
// again at the next tick.
func (l *Live) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := l.Refresh(ctx); err != nil && ctx.Err() == nil {
				l.log.ErrorContext(ctx, "catalogue not refreshed, the present one stays in force", "error", err)
			}
		}
	}
}

// At is the catalogue of a version, as a request was made with. It must not be
// changed.
func (l *Live) At(ctx context.Context, version int64) (*pay.Catalogue, error) {
	if c := l.Current(); c.Version == version {
		return c, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c, err := l.load(ctx, version)
	if err != nil {
		return nil, err
	}
	l.keep(c)
	return c, nil
}

// AsOf is the catalogue that was in force at a moment of the business clock, as
// far as the present versions tell; an empty one when there was none. It must
// not be changed.
func (l *Live) AsOf(ctx context.Context, at time.Time) (*pay.Catalogue, error) {
	version, err := l.versions.LatestCatalogue(ctx, at)
	if errors.Is(err, pay.ErrNotFound) {
		return &pay.Catalogue{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the catalogue that was in force: %w", err)
	}
	return l.At(ctx, version)
}

// load takes a version from memory or from the store. The caller holds mu.
func (l *Live) load(ctx context.Context, version int64) (*pay.Catalogue, error) {
	if c, ok := l.old[version]; ok {
		return c, nil
	}
	return Load(ctx, l.versions, version)
}

// keep remembers an old version and forgets the oldest. The caller holds mu.
func (l *Live) keep(c *pay.Catalogue) {
	if c.Version == 0 {
		return
	}
	l.old[c.Version] = c
	if len(l.old) <= mostOld {
		return
	}
	oldest := c.Version
	for version := range l.old {
		oldest = min(oldest, version)
	}
	delete(l.old, oldest)
}

func (l *Live) put(c *pay.Catalogue) {
	owners := make(map[pay.Fingerprint]pay.InstitutionCode)
	for code, institution := range c.Institutions {
		for _, f := range institution.Certificates {
			owners[f] = code
		}
	}
	l.current.Store(&inForce{c, owners})
}

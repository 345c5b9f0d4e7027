// Package app builds every part of MM from a configuration, starts them and
// stops them. It is the only package that knows all others, and the only one
// that asks the machine for time, randomness and sockets.
package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/pay"
)

// Options is what New needs. Config and Log are mandatory.
type Options struct {
	Config config.Config
	Log    *slog.Logger
	// Demo marks the pages: no money is moved.
	Demo bool
	// Listeners that are open already, by name: web, services, ops. The others
	// are opened at their configured addresses.
	Listeners map[string]net.Listener
	// Roots are the authorities of those that MM calls: receivers of news and
	// providers. Nil: those of the system.
	Roots *x509.CertPool
}

// App is one running instance.
type App struct {
	config      config.Config
	log         *slog.Logger
	demo        bool
	machine     pay.Clock
	business    *businessClock
	ids         *identifiers
	metrics     *metrics
	db          *store.Store
	lists       *boundedLists
	catalogue   *catalogue.Live
	keyring     *notify.Keyring
	documents   *documents
	printer     *document.Printer
	cashier     *cashier.Cashier
	jobs        *jobs.Runner
	sequencer   *jobs.Sequencer
	watch       *apiv2.Watch
	contract    http.Handler // of API v2
	listeners   map[string]net.Listener
	roots       *x509.CertPool
	revocations *identity.Revocations
	servers     []*server
	web         *server
	services    *server
	ops         *server

	cleanups []cleanup // last in, first out
	failed   chan error
	stopOnce sync.Once
	stopErr  error
}

// cleanup undoes one thing that New or Start did.
type cleanup struct {
	name string
	do   func(context.Context) error
}

// New builds an instance and opens its listeners; nothing is answered before
// Start. When it fails it has undone what it did.
func New(ctx context.Context, o Options) (*App, error) {
	a := &App{
		config: o.Config, log: o.Log, demo: o.Demo, listeners: o.Listeners, roots: o.Roots,
		machine: machineClock(), metrics: newMetrics(Version()), failed: make(chan error, 1),
	}
	for _, build := range []func(context.Context) error{
		a.openStore, a.openSequencer, a.openCatalogue, a.openCashier, a.schedule, a.openWatch, a.openListeners,
	} {
		if err := build(ctx); err != nil {
			return nil, errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
		}
	}
	return a, nil
}

func (a *App) onStop(name string, do func(context.Context) error) {
	a.cleanups = append(a.cleanups, cleanup{name, do})
}

// openStore opens the database and the clock that lies in it.
func (a *App) openStore(ctx context.Context) error {
	db, err := openDatabase(ctx, a.config.Database)
	if err != nil {
		return err
	}
	a.db, a.lists = db, newBoundedLists(db)
	a.onStop("database", func(context.Context) error { return db.Close() })
	if a.config.Database.Migrate {
		if err := db.Migrate(ctx); err != nil {
			return fmt.Errorf("bring the schema up to date: %w", err)
		}
	}
	if err := requireCurrentSchema(ctx, db); err != nil {
		return err
	}
	a.business = &businessClock{machine: a.machine, store: db}
	if err := a.business.Refresh(ctx); err != nil {
		return fmt.Errorf("read the business clock: %w", err)
	}
	a.ids = newIdentifiers(a.business)
	a.metrics.registry.MustRegister(stored{jobs: db, reads: db, clock: a.business})
	return nil
}

// lookAgain is how often the catalogue and the revocation lists are looked at:
// an import is in force everywhere within ten seconds.
const lookAgain = 3 * time.Second

// Start begins to answer and to work. It returns at once.
func (a *App) Start(ctx context.Context) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { a.business.run(ctx, a.log) })
	look := time.NewTicker(lookAgain)
	running.Go(func() { a.catalogue.Run(ctx, look.C) })
	lists := time.NewTicker(lookAgain)
	running.Go(func() { a.revocations.Run(ctx, lists.C) })
	running.Go(func() { a.sequencer.Run(ctx) })
	a.onStop("background", func(context.Context) error {
		cancel()
		look.Stop()
		lists.Stop()
		running.Wait()
		return nil
	})
	a.jobs.Start(ctx)
	a.onStop("jobs", a.jobs.Stop)
	for _, s := range a.servers {
		s.serve()
		go watch(s, a.failed)
	}
	a.onStop("listeners", a.stopListeners)
	a.onStop("waiting readers", a.stopWatch)
}

// stopListeners stops all at once, within half of the time there is: the other
// half is for the work that is due.
func (a *App) stopListeners(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.config.Limits.StopTimeout/2)
	defer cancel()
	return stopAll(ctx, a.servers)
}

// stopAll stops servers at the same time.
func stopAll(ctx context.Context, servers []*server) error {
	faults := make([]error, len(servers))
	var group sync.WaitGroup
	for i, s := range servers {
		group.Go(func() { faults[i] = s.stop(ctx) })
	}
	group.Wait()
	return errors.Join(faults...)
}

// watch reports a listener that ends by itself.
func watch(s *server, failed chan<- error) {
	if err := <-s.done; err != nil {
		select {
		case failed <- fmt.Errorf("listener %s: %w", s.name, err):
		default:
		}
	}
}

// Failed gives an error when the instance cannot go on.
func (a *App) Failed() <-chan error { return a.failed }

// Stop ends in good order: no new work, then what is running, then the
// database. It may be called more than once.
func (a *App) Stop(ctx context.Context) error {
	a.stopOnce.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, a.config.Limits.StopTimeout)
		defer cancel()
		var all []error
		for i := len(a.cleanups) - 1; i >= 0; i-- {
			if err := a.cleanups[i].do(ctx); err != nil {
				all = append(all, fmt.Errorf("stop %s: %w", a.cleanups[i].name, err))
			}
		}
		a.stopErr = errors.Join(all...)
	})
	return a.stopErr
}

// WebAddress is where payers find this instance.
func (a *App) WebAddress() string { return a.config.Web.PublicURL }

// ServicesAddress is where services find this instance.
func (a *App) ServicesAddress() string {
	if a.config.Services.PublicURL != "" {
		return a.config.Services.PublicURL
	}
	return a.services.address("localhost")
}

package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"viss.gov.lv/mm/pay"
)

// Store is everything that a store does.
type Store interface {
	pay.Store
	pay.JobStore
	pay.ClockStore
	pay.NumberStore
	pay.CounterStore
	pay.CatalogueStore
	pay.Purger
	pay.ListStore
	pay.DocumentReader
	pay.CopyLinkStore
	pay.FeedStore

	Migrate(context.Context) error
	SchemaVersion(context.Context) (has, needs int64, err error)
	Ping(context.Context) error
	Close() error
}

// Run checks an implementation. Fresh makes an empty database and gives a
// function that opens a store on it, as often as it is called; both fail the
// test when they cannot.
func Run(t *testing.T, fresh func(t *testing.T) (open func() Store)) {
	t.Helper()
	run(t, fresh, map[string]func(f *fixture){
		"a request comes back as it was added":                      requestComesBack,
		"a request changes in what may change":                      requestChanges,
		"attempts are added and changed":                            attempts,
		"numbers find their request":                                numbersFind,
		"what is not there is not found":                            notFound,
		"texts of others do no harm":                                oddTexts,
		"events come back in order":                                 events,
		"messages come back and are recognised":                     messages,
		"deliveries come back and are listed":                       deliveries,
		"addresses of receipts are forgotten":                       forgetReceipts,
		"deliveries that wait are found":                            waitingDeliveries,
		"tries come back":                                           tries,
		"attention items are listed, counted and resolved":          attention,
		"an idempotency key is taken for its window":                idempotencyWindow,
		"an idempotency key is taken for one of many":               idempotencyRace,
		"idempotency keys are purged in portions":                   idempotencyPurge,
		"documents come back":                                       documentsComeBack,
		"a document that fails takes no number":                     failedDocumentTakesNoNumber,
		"a document commits with what caused it":                    documentWithTheRest,
		"numbers of documents have no gaps":                         consecutiveNumbers,
		"a link to a copy is used once":                             copyLinks,
		"the feed has what was published, in order":                 feedInOrder,
		"events wait until they are numbered":                       feedWaits,
		"one at a time numbers events":                              feedLease,
		"the feed is read in pages":                                 feedPages,
		"what is not kept is not news":                              feedKeepsOut,
		"a reader of the feed misses nothing":                       feedUnderLoad,
		"an error keeps nothing":                                    errorKeepsNothing,
		"a panic keeps nothing and goes on":                         panicKeepsNothing,
		"a write that fails keeps nothing":                          failedWriteKeepsNothing,
		"reads see the state before the writes":                     readsComeFirst,
		"what is not locked cannot be changed":                      lockIsNeeded,
		"no change is lost":                                         noLostUpdates,
		"neighbours do not disturb each other":                      neighbours,
		"a caller that has gone does nothing":                       cancelledBefore,
		"a caller that goes while it waits leaves the others":       cancelledWaiting,
		"readers do not wait for writers":                           readersDoNotWait,
		"what was acknowledged is there after a restart":            durable,
		"a closed store says so":                                    closed,
		"the schema is made once":                                   schema,
		"a job is set, moved and dropped":                           setJob,
		"a job is claimed, finished and released":                   finishJob,
		"a job that was set anew is not finished by its old holder": staleFinish,
		"a lease runs out":                                          leaseRunsOut,
		"a job that was made again is another":                      jobMadeAgain,
		"jobs are counted":                                          countJobs,
		"claims are fair between lanes":                             fairness,
		"claims keep to the limits of lanes":                        laneLimits,
		"no job is claimed twice":                                   claimedOnce,
		"the clock goes forward only":                               clock,
		"serials are given once":                                    serials,
		"counters are shown":                                        counters,
		"catalogue versions are kept":                               catalogue,
	})
	RunLists(t, fresh)
}

// RunLists is the part of Run that is about lists.
func RunLists(t *testing.T, fresh func(t *testing.T) (open func() Store)) {
	t.Helper()
	run(t, fresh, map[string]func(f *fixture){
		"requests are listed as a filter chooses": listRequests,
		"payments are listed as a filter chooses": listPayments,
	})
}

func run(t *testing.T, fresh func(t *testing.T) (open func() Store), tests map[string]func(f *fixture)) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fixture{T: t, Samples: NewSamples(1000)}
			open := fresh(t)
			f.open = func() Store {
				s := open()
				t.Cleanup(func() { _ = s.Close() }) // the test may have closed it
				return s
			}
			f.s = f.open()
			if err := f.s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(f)
		})
	}
}

// fixture is what one test has: a store on an empty database.
type fixture struct {
	*testing.T
	*Samples
	s    Store
	open func() Store // opens another one on the same database
}

// update fails the test when the transaction fails.
func (f *fixture) update(work func(pay.Tx) error) {
	f.Helper()
	if err := f.s.Update(f.Context(), work); err != nil {
		f.Fatal(err)
	}
}

// saved adds a request and what comes with it.
func (f *fixture) saved(owner pay.InstitutionCode, payments int) *pay.Request {
	f.Helper()
	r := f.Request(owner, payments)
	f.update(func(tx pay.Tx) error {
		f.Save(tx, r)
		return nil
	})
	return r
}

// request reads a request.
func (f *fixture) request(id pay.ID) *pay.Request {
	f.Helper()
	return need(f, func(ctx context.Context) (*pay.Request, error) { return f.s.Request(ctx, id) })
}

// need gives what a reading gives, and fails the test when it gives an error.
func need[T any](f *fixture, read func(context.Context) (T, error)) T {
	f.Helper()
	v, err := read(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return v
}

// same compares what was read with what was written.
func (f *fixture) same(what string, want, got any) {
	f.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		f.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// fails makes sure that an error is, or wraps, another.
func (f *fixture) fails(what string, err, want error) {
	f.Helper()
	if !errors.Is(err, want) {
		f.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func at(d time.Duration) time.Time { return start().Add(d) }

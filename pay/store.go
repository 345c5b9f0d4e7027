package pay

import (
	"context"
	"errors"
	"time"
)

// Errors of a store that callers act on. Any other error of a store means that
// it could not do its work.
var (
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrTaken: an idempotency key is already in use (Tx.AddIdempotent).
	ErrTaken = errors.New("already taken")
)

// Store keeps everything. An acknowledged Update is on disk.
type Store interface {
	Reader
	// Update runs a function in one transaction and commits what it wrote. The
	// function may run more than once and may share its commit with others, so
	// it does no I/O of its own, reads no clock and makes no identifier. When
	// it returns an error nothing of it is kept and Update returns that error.
	//
	// Reads see the state before the function's own writes; writes take effect
	// together, in order, when it returns, so that a use case costs few round
	// trips. A write that cannot be done is an error of Update.
	Update(ctx context.Context, work func(Tx) error) error
}

// Reader reads what is committed. Methods for one thing return ErrNotFound
// when there is none.
type Reader interface {
	// Letter is the hot path of status calls: whose a request is and its letter.
	Letter(ctx context.Context, id ID) (InstitutionCode, Letter, error)
	// Request reads a request with its payments and attempts.
	Request(ctx context.Context, id ID) (*Request, error)
	// FindRequest finds a request by its number, or that of a payment or attempt.
	FindRequest(ctx context.Context, n Number) (ID, error)
	// FindAttempt finds the attempt with a reference, with its request's
	// identifier in it.
	FindAttempt(ctx context.Context, provider ProviderCode, ref Number) (*Attempt, error)
	// AttemptOf finds an attempt by its identifier.
	AttemptOf(ctx context.Context, id ID) (*Attempt, error)

	Events(ctx context.Context, request ID) ([]Event, error)
	Messages(ctx context.Context, request ID) ([]StoredMessage, error)
	Idempotent(ctx context.Context, owner InstitutionCode, operation, key string) (*Idempotent, error)

	Delivery(ctx context.Context, id ID) (*Delivery, error)
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)
	Tries(ctx context.Context, delivery ID) ([]Try, error)
	AttentionItems(ctx context.Context, f AttentionFilter) ([]Attention, error)
	// AttentionCounts counts the open items of each kind.
	AttentionCounts(ctx context.Context) (map[AttentionKind]int, error)
}

// DeliveryFilter chooses deliveries, newest first.
type DeliveryFilter struct {
	State       DeliveryState   // empty: any
	Institution InstitutionCode // empty: any
	Request     ID              // zero: any
	Created     Span            // when they became owed
	Older       ID              // only those after this one in the list; zero: from the newest
	Limit       int             // 0: 100
}

// AttentionFilter chooses attention items, newest first.
type AttentionFilter struct {
	Kind        AttentionKind   // empty: any
	Institution InstitutionCode // empty: any
	Request     ID              // zero: any
	Resolved    bool            // false: only open ones
	Limit       int             // 0: 100
}

// Tx is what an Update may do.
type Tx interface {
	// Lock reads a request with payments and attempts and keeps others from
	// changing it until the transaction ends. It is the first thing that a
	// change of a request does.
	Lock(id ID) (*Request, error)
	// LockDelivery does the same for a delivery.
	LockDelivery(id ID) (*Delivery, error)
	// HasMessage tells whether a verified message with this key was kept.
	HasMessage(provider ProviderCode, key string) (bool, error)
	// WaitingDeliveries lists the waiting deliveries of a kind for a request.
	WaitingDeliveries(request ID, kind DeliveryKind) ([]Delivery, error)
	// UnverifiedMessages counts the unverified messages kept for an attempt, by
	// their keys.
	UnverifiedMessages(attempt ID) (map[string]int, error)
	// LatestDocument is the newest document of a locked request; ErrNotFound when
	// it has none.
	LatestDocument(request ID) (*Document, error)

	AddRequest(r *Request)  // the request, its payments; not its attempts
	SaveRequest(r *Request) // its mutable columns; not payments, not attempts
	SavePayment(r *Request, index int)
	SaveAttempt(a *Attempt) // adds or changes
	AddEvent(e Event)
	AddMessage(m StoredMessage)
	AddAttention(a Attention)
	ResolveAttention(id ID, at time.Time)
	AddDelivery(d Delivery)
	SaveDelivery(d Delivery)
	AddTry(t Try)
	// AddIdempotent keeps a key; ErrTaken from Update when it is in use and
	// younger than IdempotencyWindow.
	AddIdempotent(i Idempotent)
	// SetJob makes a job due at a time, or sets the one of the same kind and
	// thing anew; a lease on it is lost.
	SetJob(j Job)
	DropJob(kind JobKind, ref ID)
	// AddDocument keeps a document of a locked request, at most one in a
	// transaction. Finish is told the serial, the next of the author's series in
	// the document's year, and completes the document with it; the serial is
	// counted up last, so that others of the series wait for no more than the
	// commit, and when the transaction comes to nothing so does the serial.
	AddDocument(d *Document, finish func(serial int64) error)
}

// JobStore is the part of a store that hands out work. Leases are of the
// machine clock, due times of the business clock.
type JobStore interface {
	// ClaimJobs takes up to max due jobs under a lease, oldest first within a
	// lane and fair between lanes; busy says how many jobs of a lane the caller
	// has in hand and perLane how many it may have. Concurrent callers never
	// get the same job while its lease runs.
	ClaimJobs(ctx context.Context, c Claim) ([]Job, error)
	// FinishJob ends a claimed job: it is due again at next, or gone when next
	// is the zero time. Tries is written as given. It does nothing when the job
	// was set anew, or taken by another after the lease ran out.
	FinishJob(ctx context.Context, j Job, next time.Time, tries int) error
	// ReleaseJob gives a claimed job back at once.
	ReleaseJob(ctx context.Context, j Job) error
	// NextDue is when the earliest job becomes due; ErrNotFound without any.
	NextDue(ctx context.Context) (time.Time, error)
	// CountJobs counts the waiting jobs by kind and how many of them are due.
	CountJobs(ctx context.Context, now time.Time) (map[JobKind]JobCount, error)
}

// Claim says which jobs to take.
type Claim struct {
	Now     time.Time     // business clock
	Machine time.Time     // machine clock
	Lease   time.Duration // from Machine
	Max     int
	PerLane int
	Busy    map[string]int
}

// JobCount counts jobs.
type JobCount struct {
	Waiting int
	Due     int
	Oldest  time.Time // due time of the oldest that is due
}

// ClockStore keeps the offset of the business clock.
type ClockStore interface {
	// ClockOffset is how far the business clock is ahead of the machine clock.
	ClockOffset(ctx context.Context) (time.Duration, error)
	// AdvanceClock moves it forward and gives the new offset. It never goes back.
	AdvanceClock(ctx context.Context, by time.Duration) (time.Duration, error)
}

// NumberStore gives out blocks of serials.
type NumberStore interface {
	// ReserveSerials gives the first of count serials that nobody else gets.
	ReserveSerials(ctx context.Context, count int) (first uint64, err error)
}

// CatalogueStore keeps the versions of the catalogue as documents; what is in
// them is the catalogue package's business.
type CatalogueStore interface {
	// AddCatalogue stores a version and gives its number.
	AddCatalogue(ctx context.Context, v CatalogueVersion) (int64, error)
	// CatalogueVersions lists the versions without content, newest first.
	CatalogueVersions(ctx context.Context) ([]CatalogueVersion, error)
	// CatalogueVersion reads one with its content.
	CatalogueVersion(ctx context.Context, version int64) (CatalogueVersion, error)
	// LatestCatalogue is the highest version number that is valid at a moment;
	// ErrNotFound when there is none.
	LatestCatalogue(ctx context.Context, at time.Time) (int64, error)
}

// CatalogueVersion is one stored version.
type CatalogueVersion struct {
	Version   int64
	ValidFrom time.Time
	Imported  time.Time
	By        string
	Digest    [32]byte
	Content   []byte
}

// Purger forgets what need not be kept.
type Purger interface {
	// PurgeIdempotent forgets keys made before a moment, at most max of them,
	// and tells how many went.
	PurgeIdempotent(ctx context.Context, before time.Time, max int) (int, error)
	// PurgeCopyLinks does the same with links that expired before a moment.
	PurgeCopyLinks(ctx context.Context, before time.Time, max int) (int, error)
	// ForgetReceipts masks the addresses of receipts that were sent or given up
	// before a moment, at most max of them, and tells how many.
	ForgetReceipts(ctx context.Context, before time.Time, max int) (int, error)
}

// Package cashier holds the use cases of a payment's life. It is the only
// writer of payment state: edges, jobs and providers' messages all come through
// it. It decides nothing itself; the rules are in package pay. What it adds is
// order: commit before asking a provider, state and event and owed work in one
// transaction, no network call inside one.
package cashier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"viss.gov.lv/mm/pay"
)

// Catalogue gives the catalogue that is in force.
type Catalogue interface {
	Current() *pay.Catalogue
}

// Owe writes the deliveries that a change of a request causes, in the
// transaction of the change.
type Owe func(tx pay.Tx, owed pay.Owed) error

// Observer is told what was committed. It must return at once and cannot fail.
type Observer interface {
	Happened(e pay.Event)
	NeedsAttention(a pay.Attention)
	MessageRead(provider pay.ProviderCode, channel pay.Channel, result pay.Result, verified bool)
}

// Config is what a Cashier is made of. All fields are mandatory.
type Config struct {
	Store     pay.Store
	Catalogue Catalogue
	Providers map[pay.ProviderCode]pay.Provider
	Business  pay.Clock
	IDs       pay.IDs
	Numbers   pay.Numbers
	Owe       Owe
	Purger    pay.Purger
	Documents pay.DocumentReader
	Certifier Certifier
	Links     pay.CopyLinkStore
	Entropy   io.Reader // a cryptographic source, for the secrets in links
	Observer  Observer
	Wake      func() // work may have become due in this instance
	WebBase   string // of the web listener, without a trailing slash
	Log       *slog.Logger
}

// Cashier holds the use cases. It is safe for concurrent use.
type Cashier struct {
	Config
}

// New makes a Cashier.
func New(c Config) (*Cashier, error) {
	for name, missing := range map[string]bool{
		"Store": c.Store == nil, "Catalogue": c.Catalogue == nil, "Business": c.Business == nil,
		"IDs": c.IDs == nil, "Numbers": c.Numbers == nil, "Owe": c.Owe == nil, "Purger": c.Purger == nil,
		"Documents": c.Documents == nil, "Certifier": c.Certifier == nil, "Links": c.Links == nil, "Entropy": c.Entropy == nil,
		"Observer": c.Observer == nil, "Wake": c.Wake == nil, "WebBase": c.WebBase == "", "Log": c.Log == nil,
	} {
		if missing {
			return nil, fmt.Errorf("cashier: %s is not given", name)
		}
	}
	return &Cashier{Config: c}, nil
}

// step is one change of a request on its way into the store.
type step struct {
	c     *Cashier
	tx    pay.Tx
	now   time.Time
	spare []pay.ID // identifiers made before the transaction, for what the change brings forth
	// What a document may be made of; nil: the change issues none by itself.
	blank    *blank
	unissued *issueError // why the document that is due cannot be issued
	issued   *pay.Document
	last     func() error // what is done once the change is written; nil: nothing
}

// spareIDs is more than one change can need: a delivery for each piece of news,
// and the attention items of a success.
const spareIDs = 8

// change is a change of one request that issues no document.
func (c *Cashier) change(ctx context.Context, id pay.ID, decide func(*step, *pay.Request) (pay.Effects, error)) error {
	return c.changeWith(ctx, id, nil, nil, decide)
}

// changeWith runs a change of one request in a transaction: lock, let pay
// decide, write what it decided, and tell the observer once it is on disk. See
// step for the blank and what stands in the way of a document.
func (c *Cashier) changeWith(ctx context.Context, id pay.ID, form *blank, unissued *issueError, decide func(*step, *pay.Request) (pay.Effects, error)) error {
	now := c.Business.Now()
	spare := make([]pay.ID, spareIDs)
	for i := range spare {
		fresh, err := c.IDs.NewID()
		if err != nil {
			return err
		}
		spare[i] = fresh
	}
	var done pay.Effects
	err := c.Store.Update(ctx, func(tx pay.Tx) error {
		r, err := tx.Lock(id)
		if err != nil {
			return notFound(err)
		}
		s := &step{c: c, tx: tx, now: now, spare: spare, blank: form, unissued: unissued}
		effects, err := decide(s, r)
		if err != nil {
			return err
		}
		done = effects
		if err := s.write(r, &done); err != nil || s.last == nil {
			return err
		}
		return s.last()
	})
	if err != nil {
		return err
	}
	c.tell(done)
	return nil
}

// write puts a change and all that it causes into the transaction.
func (s *step) write(r *pay.Request, effects *pay.Effects) error {
	if len(effects.Events) == 0 && len(effects.Attempts) == 0 {
		return nil
	}
	if err := s.issue(r, effects); err != nil {
		return err
	}
	if s.issued != nil {
		cause := effects.Events[len(effects.Events)-1].Actor
		effects.Events = append(effects.Events, r.DocumentIssued(s.issued, cause, s.now).Events...)
	}
	s.tx.SaveRequest(r)
	for _, i := range effects.Payments {
		s.tx.SavePayment(r, i)
	}
	for _, id := range effects.Attempts {
		a := r.Attempt(id)
		s.tx.SaveAttempt(a)
		s.timers(r, a)
	}
	for _, e := range effects.Events {
		s.tx.AddEvent(e)
	}
	for i := range effects.Attention {
		effects.Attention[i].ID = s.id()
		s.tx.AddAttention(effects.Attention[i])
	}
	if r.State == pay.RequestPaid {
		s.tx.DropJob(pay.JobExpire, r.ID)
	}
	return s.owe(r, effects)
}

// owe writes down whom the change makes us tell, and how its service wants to
// be told now.
func (s *step) owe(r *pay.Request, effects *pay.Effects) error {
	owed := pay.Owed{Request: r, Letter: effects.Letter, At: s.now, NewID: s.id}
	for _, e := range effects.Events {
		if e.News > 0 {
			owed.News = append(owed.News, e)
		}
	}
	if !owed.Letter && len(owed.News) == 0 {
		return nil
	}
	if offered, ok := s.c.Catalogue.Current().Step(r.Institution, r.Step); ok {
		owed.Notices = offered.Notices
	}
	return s.c.Owe(s.tx, owed)
}

// id takes the next spare identifier.
func (s *step) id() pay.ID {
	id := s.spare[0]
	s.spare = s.spare[1:]
	return id
}

// timers sets what waits for an attempt: the end of its hold, the next query;
// or, once it is over, the expiry that it may have held up.
func (s *step) timers(r *pay.Request, a *pay.Attempt) {
	if a.Live() {
		s.tx.SetJob(pay.Job{Kind: pay.JobHoldEnd, Ref: a.ID, Lane: "hold " + string(a.Provider), Due: a.HoldUntil})
		if every, ok := s.c.polls(a.Provider); ok {
			s.tx.SetJob(pay.Job{Kind: pay.JobPoll, Ref: a.ID, Lane: "poll " + string(a.Provider), Due: s.now.Add(every)})
		}
		return
	}
	s.tx.DropJob(pay.JobHoldEnd, a.ID)
	if _, ok := s.c.polls(a.Provider); ok {
		s.tx.DropJob(pay.JobPoll, a.ID)
	}
	if r.State == pay.RequestOpen && !s.now.Before(r.Expires) {
		s.tx.SetJob(expiry(r, s.now))
	}
}

// expiry is the job that closes a request.
func expiry(r *pay.Request, due time.Time) pay.Job {
	return pay.Job{Kind: pay.JobExpire, Ref: r.ID, Lane: "expiry " + string(r.Institution), Due: due}
}

// tell reports what was committed.
func (c *Cashier) tell(effects pay.Effects) {
	for _, e := range effects.Events {
		c.Observer.Happened(e)
	}
	for _, a := range effects.Attention {
		c.Observer.NeedsAttention(a)
		c.Log.Warn("a person must look", "kind", string(a.Kind), "request", a.Request.String(),
			"number", string(a.Number), "payment", string(a.Payment), "note", a.Note)
	}
	if len(effects.Events) > 0 {
		c.Wake()
	}
}

// notFound turns a store's "no such row" into the caller's error.
func notFound(err error) error {
	if errors.Is(err, pay.ErrNotFound) {
		return pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return err
}

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"viss.gov.lv/mm/pay"
)

// Config is what a Deliverer is made of. All fields but Mailer, Observe and
// Attention are mandatory.
type Config struct {
	Store     pay.Store
	Client    *http.Client // see NewClient
	UserAgent string       // "MM/1.2"
	Mailer    *Mailer      // sends receipts; nil: there is no mail server
	Keyring   *Keyring     // signs notices
	News      NewsReader   // what they tell
	Business  pay.Clock    // due times
	Machine   pay.Clock    // how long a try took
	IDs       pay.IDs
	Random    func() float64 // from 0 up to 1, for the jitter
	Log       *slog.Logger
	Observe   func(Outcome)       // called after each try that was recorded
	Attention func(pay.Attention) // called for each item that was committed, to count and log it
}

// Outcome is a try that was recorded and the delivery after it.
type Outcome struct {
	Delivery pay.Delivery
	Try      pay.Try
}

// Deliverer makes the deliveries. It is safe for concurrent use.
type Deliverer struct{ Config }

// NewDeliverer makes a Deliverer.
func NewDeliverer(c Config) (*Deliverer, error) {
	if c.Store == nil || c.Client == nil || c.UserAgent == "" || c.Keyring == nil || c.News == nil ||
		c.Business == nil || c.Machine == nil || c.IDs == nil || c.Random == nil || c.Log == nil {
		return nil, errors.New("notify: store, client, user agent, keyring, news, clocks, identifiers, Random and Log are all needed")
	}
	if c.Observe == nil {
		c.Observe = func(Outcome) {}
	}
	if c.Attention == nil {
		c.Attention = func(pay.Attention) {}
	}
	return &Deliverer{c}, nil
}

// Deliver is the handler of pay.JobDeliver: it makes one try of the delivery
// that the job names and tells when the next one is due, the zero time when
// there is none. A delivery that is no longer waiting is left alone. An error
// means that the try could not be recorded; it will be made again.
func (d *Deliverer) Deliver(ctx context.Context, j pay.Job) (time.Time, error) {
	known, err := d.Store.Delivery(ctx, j.Ref)
	if errors.Is(err, pay.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read delivery %s: %w", j.Ref, err)
	}
	at := d.Business.Now()
	if known.State != pay.DeliveryWaiting {
		return time.Time{}, nil
	}
	if at.Before(known.NextTry.Truncate(time.Millisecond)) { // recorded, but the program was killed before the job was put off
		return known.NextTry, nil
	}
	if until, wait, err := d.behind(ctx, known); err != nil || wait {
		return until, err
	}
	began := d.Machine.Now()
	got, err := d.attempt(ctx, known, at)
	if err != nil {
		return time.Time{}, err
	}
	if ctx.Err() != nil { // we were interrupted, which says nothing about the receiver
		return time.Time{}, fmt.Errorf("deliver %s: %w", known.ID, ctx.Err())
	}
	try := pay.Try{Delivery: known.ID, At: at, Took: d.Machine.Now().Sub(began), Status: got.status, Result: got.result}
	return d.record(ctx, known, try, got)
}

// timeToRecord is kept of a job's time for the commit after the call.
const timeToRecord = time.Second

// attempt makes one try in the form that the delivery asks for.
func (d *Deliverer) attempt(ctx context.Context, known *pay.Delivery, at time.Time) (answer, error) {
	switch known.Kind {
	case pay.DeliverServerResponse:
		return d.call(ctx, known.Target), nil
	case pay.DeliverNotice:
		return d.notice(ctx, known)
	case pay.DeliverReceipt:
		return d.receipt(ctx, known, at)
	}
	return answer{}, fmt.Errorf("deliver %s: this version does not know the kind %q", known.ID, known.Kind)
}

// call makes the call of ServerResponseUrl.
func (d *Deliverer) call(ctx context.Context, address string) answer {
	return d.exchange(ctx, func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	})
}

// exchange sends a message to a receiver and reads what it says.
func (d *Deliverer) exchange(ctx context.Context, prepare func(context.Context) (*http.Request, error)) answer {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-timeToRecord))
		defer cancel()
	}
	request, err := prepare(ctx)
	if err != nil {
		return answer{result: "address cannot be called"}
	}
	request.Header.Set("User-Agent", d.UserAgent)
	request.Header.Set("Accept", "*/*")
	response, err := d.Client.Do(request)
	if err != nil {
		return silence(err)
	}
	return read(response, d.Machine.Now())
}

// record commits a try and what follows from it.
func (d *Deliverer) record(ctx context.Context, known *pay.Delivery, try pay.Try, got answer) (time.Time, error) {
	var item pay.Attention
	if !got.accepted() {
		var err error
		if item, err = d.attention(ctx, known); err != nil {
			return time.Time{}, err
		}
	}
	now, random := d.Business.Now(), d.Random()
	var (
		after  pay.Delivery
		logged pay.Try
		raised *pay.Attention
	)
	err := d.Store.Update(ctx, func(tx pay.Tx) error {
		is, err := tx.LockDelivery(try.Delivery)
		if err != nil {
			return err
		}
		raised, logged = nil, try
		is.Tries++
		logged.N = is.Tries
		is.LastResult = try.Result
		if got.to != "" {
			is.Target = got.to
		}
		if is.State == pay.DeliveryWaiting {
			judge(is, try.At, now, got, random)
			if raised = givenUp(is, item, now); raised != nil {
				tx.AddAttention(*raised)
			}
			if is.Kind == pay.DeliverNotice && is.State != pay.DeliveryWaiting {
				if err := follow(tx, is, now); err != nil {
					return err
				}
			}
		}
		tx.AddTry(logged)
		tx.SaveDelivery(*is)
		after = *is
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("record try of delivery %s: %w", try.Delivery, err)
	}
	d.tell(ctx, Outcome{after, logged}, raised)
	return after.NextTry, nil
}

// judge moves a waiting delivery on after a try at a moment.
func judge(is *pay.Delivery, at, now time.Time, got answer, random float64) {
	if is.FirstTry.IsZero() {
		is.FirstTry = at
	}
	next, again := following(is.FirstTry, at, is.Tries, random)
	switch {
	case got.accepted():
		is.State, is.Done, is.NextTry = pay.DeliveryAccepted, now, time.Time{}
	case again && !got.final:
		is.NextTry = next
		if asked := now.Add(got.retryAfter); got.retryAfter > 0 && asked.After(next) {
			is.NextTry = asked
		}
	default:
		is.State, is.Done, is.NextTry = pay.DeliveryFailed, now, time.Time{}
	}
}

// givenUp completes the item about a delivery that failed; nil when it did not.
func givenUp(is *pay.Delivery, item pay.Attention, now time.Time) *pay.Attention {
	if is.State != pay.DeliveryFailed {
		return nil
	}
	item.Created = now
	item.Note = fmt.Sprintf("delivery %s was given up, tries: %d; the last said: %s", is.ID, is.Tries, is.LastResult)
	return &item
}

// attention prepares the item that is raised if the try was the last: what it
// needs is read and made before the transaction.
func (d *Deliverer) attention(ctx context.Context, known *pay.Delivery) (pay.Attention, error) {
	id, err := d.IDs.NewID()
	if err != nil {
		return pay.Attention{}, err
	}
	r, err := d.Store.Request(ctx, known.Request)
	if err != nil {
		return pay.Attention{}, fmt.Errorf("read request %s of delivery %s: %w", known.Request, known.ID, err)
	}
	return pay.Attention{
		ID: id, Kind: pay.AttentionDeliveryFailed, Institution: known.Institution, Request: r.ID, Number: r.Number,
	}, nil
}

// tell reports what was committed.
func (d *Deliverer) tell(ctx context.Context, out Outcome, raised *pay.Attention) {
	d.Log.InfoContext(ctx, "delivery tried", "delivery", out.Delivery.ID, "kind", string(out.Delivery.Kind), "institution", string(out.Delivery.Institution),
		"try", out.Try.N, "result", out.Try.Result, "took", out.Try.Took, "state", string(out.Delivery.State))
	d.Observe(out)
	if raised != nil {
		d.Attention(*raised)
	}
}

package pay

import (
	"slices"
	"time"
)

// Effects is what a change to a request means for the rest of MM. Whoever
// changes the request writes all of it in the same transaction.
type Effects struct {
	Events    []Event
	Attention []Attention // ID, Institution, Request and Number are filled in
	Payments  []int       // indices of payments that changed
	Attempts  []ID        // attempts that changed or are new
	Letter    bool        // the letter changed: whoever waits for news is owed some
	Timers    bool        // expiry or hold limits may have to be set anew
}

// change collects effects while a method works on a request.
type change struct {
	r     *Request
	at    time.Time
	actor string
	out   Effects
}

func (r *Request) change(at time.Time, actor string) *change {
	return &change{r: r, at: at, actor: actor}
}

func (c *change) event(kind EventKind, a *Attempt, data map[string]string) {
	e := Event{Request: c.r.ID, At: c.at, Kind: kind, Actor: c.actor, Data: data}
	if a != nil {
		e.Attempt = a.Ref
		e.Payment = c.r.Payments[a.Payment].Number
	}
	c.r.EventSeq++
	e.Seq = c.r.EventSeq
	if kind.Published() {
		c.r.NewsSeq++
		e.News = c.r.NewsSeq
	}
	e.Letter = c.r.Letter
	c.out.Events = append(c.out.Events, e)
}

func (c *change) attention(kind AttentionKind, payment int, amount int64, note string) {
	item := Attention{
		Kind: kind, Institution: c.r.Institution, Request: c.r.ID, Number: c.r.Number,
		Amount: amount, Note: note, Created: c.at,
	}
	if payment >= 0 {
		item.Payment = c.r.Payments[payment].Number
	}
	c.out.Attention = append(c.out.Attention, item)
}

func (c *change) touchPayment(i int) {
	if !slices.Contains(c.out.Payments, i) {
		c.out.Payments = append(c.out.Payments, i)
	}
}

func (c *change) touchAttempt(a *Attempt) {
	a.Changed = c.at
	c.out.Timers = true
	if !slices.Contains(c.out.Attempts, a.ID) {
		c.out.Attempts = append(c.out.Attempts, a.ID)
	}
}

// done projects the letter; a change of it is an event of its own, so that the
// order of the letters can be read from the events alone.
func (c *change) done() Effects {
	if letter := c.r.CurrentLetter(); letter != c.r.Letter {
		was := c.r.Letter
		c.r.Letter = letter
		c.r.LetterSeq++
		c.event(EventLetterChanged, nil, map[string]string{
			dataFrom: string(was), dataTo: string(letter), dataState: string(c.r.State),
		})
		c.out.Letter = true
	}
	return c.out
}

package apiv2

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"viss.gov.lv/mm/pay"
)

// The bounds of a page of the feed, and of a wait, in seconds.
const (
	eventRows     = 100
	mostEventRows = 500
	mostWait      = 30
)

// feedQuery is what a reader of the feed asks for.
type feedQuery struct {
	after int64
	limit int
	wait  int64 // seconds; Waiting has seen to it already
}

func (c *call) feedQuery() (feedQuery, error) {
	q, err := c.query()
	if err != nil {
		return feedQuery{}, err
	}
	asked := feedQuery{
		after: q.number("after", 0, 0, math.MaxInt64),
		limit: int(q.number("limit", eventRows, 1, mostEventRows)),
		wait:  q.number("wait", 0, 0, mostWait),
	}
	return asked, q.rest()
}

// eventView is Event of the contract.
type eventView struct {
	Position int64 `json:"position"`
	pay.News
}

// eventList is EventList of the contract.
type eventList struct {
	Items []eventView `json:"items"`
	Next  int64       `json:"next"`
	More  bool        `json:"more"`
}

// events reads the institution's feed.
func (h *Handler) events(ctx context.Context, c *call) error {
	asked, err := c.feedQuery()
	if err != nil {
		return err
	}
	owner := c.caller.Institution
	entries, err := h.Told.Feed.Feed(ctx, owner, asked.after, asked.limit+1)
	if err != nil {
		return err
	}
	if len(entries) == 0 && asked.after > 0 {
		if err := h.notAhead(ctx, owner, asked.after); err != nil {
			return err
		}
	}
	page := eventList{Items: []eventView{}, Next: asked.after}
	if page.More = len(entries) > asked.limit; page.More {
		entries = entries[:asked.limit]
	}
	for _, e := range entries {
		page.Items = append(page.Items, eventView{Position: e.Position, News: e.News})
		page.Next = e.Position
	}
	return c.answer(page)
}

// notAhead refuses a position that the feed has not come to. No reader can have
// it from this feed: the database is an older one than the reader knew, and a
// silent empty page would let it miss all that happens until it is caught up.
func (h *Handler) notAhead(ctx context.Context, owner pay.InstitutionCode, after int64) error {
	end, err := h.Told.Feed.FeedEnd(ctx, owner)
	if err != nil || after <= end {
		return err
	}
	last := strconv.FormatInt(end, 10)
	refused := &pay.Error{Code: pay.CodeNotPossible, Value: strconv.FormatInt(after, 10), Want: pay.Want{
		LV: "Pēdējā pozīcija ir " + last + ". Ja Jūsējā ir no šīs plūsmas, datubāze ir atjaunota no kopijas: lasiet no agrākas pozīcijas un jau apstrādātos notikumus atpazīstiet pēc id.",
		EN: "The last position is " + last + ". If yours is from this feed, the database was restored from a copy: read from an earlier position, and know by their id the events that you have dealt with.",
	}}
	return &refusal{status: http.StatusConflict, err: refused, faults: faults{{parameter: "after", err: refused}}}
}

// event reads one event by its identifier.
func (h *Handler) event(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	request, sequence, ok := newsID(c.values["id"])
	if !ok {
		return notThere(pay.ErrNotFound)
	}
	owner, _, err := h.Told.Feed.Letter(ctx, request)
	if err == nil && owner != c.caller.Institution {
		err = pay.ErrNotFound
	}
	if err != nil {
		return notThere(err)
	}
	news, err := h.Told.Feed.News(ctx, request, sequence)
	if err != nil {
		return notThere(err)
	}
	return c.answer(news)
}

// newsID reads what pay.NewsID wrote, and nothing that only looks like it.
func newsID(text string) (request pay.ID, sequence int, ok bool) {
	i := strings.LastIndexByte(text, '-')
	if i < 0 {
		return request, 0, false
	}
	request, err := pay.ParseID(text[:i])
	if err != nil {
		return request, 0, false
	}
	sequence, err = strconv.Atoi(text[i+1:])
	return request, sequence, err == nil && sequence > 0 && strings.EqualFold(text, pay.NewsID(request, sequence))
}

// notThere is the refusal for what the institution does not have: the path is
// right, and what it names is not there.
func notThere(err error) error {
	if errors.Is(err, pay.ErrNotFound) || pay.CodeOf(err) == pay.CodeNotFound {
		return &pay.Error{Code: pay.CodeNotFound, Err: err, Want: pay.Want{
			LV: "Jums nekā ar šādu identifikatoru nav.", EN: "You have nothing with this identifier.",
		}}
	}
	return err
}

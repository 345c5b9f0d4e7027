package storetest

import (
	"context"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// Follower reads feeds as an institution does: in a loop, from the last position
// that it has seen.
type Follower map[pay.InstitutionCode]*followed

// followed is what was read of one feed.
type followed struct {
	until chan int64    // the position at which to end
	ended chan struct{} // closed when it was reached
	seen  map[pay.ID]int
	err   error
	last  int64
}

// Follow begins to read feeds.
func Follow(ctx context.Context, s pay.FeedStore, owners ...pay.InstitutionCode) Follower {
	f := Follower{}
	for _, owner := range owners {
		feed := &followed{until: make(chan int64, 1), ended: make(chan struct{}), seen: map[pay.ID]int{}}
		f[owner] = feed
		go feed.read(ctx, s, owner)
	}
	return f
}

// Until reads on to a position and gives how many pieces of news there were of
// each request. It is an error when positions have gaps, or when the news of a
// request is not 1, 2, 3 ….
func (f Follower) Until(owner pay.InstitutionCode, end int64) (map[pay.ID]int, error) {
	feed := f[owner]
	feed.until <- end
	<-feed.ended
	return feed.seen, feed.err
}

func (r *followed) read(ctx context.Context, s pay.FeedStore, owner pay.InstitutionCode) {
	defer close(r.ended)
	end := int64(-1)
	for r.err == nil && r.last != end {
		entries, err := s.Feed(ctx, owner, r.last, 5)
		if err != nil {
			r.err = err
			return
		}
		for _, e := range entries {
			r.take(e)
		}
		select {
		case end = <-r.until:
		default:
		}
	}
}

func (r *followed) take(e pay.FeedEntry) {
	if e.Position != r.last+1 {
		r.err = fmt.Errorf("position %d comes after %d", e.Position, r.last)
	}
	if e.News.Sequence != r.seen[e.News.Request]+1 {
		r.err = fmt.Errorf("position %d: news %d of %s comes after %d", e.Position, e.News.Sequence, e.News.Request, r.seen[e.News.Request])
	}
	r.last = e.Position
	r.seen[e.News.Request] = e.News.Sequence
}

package apiv2_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"viss.gov.lv/mm/pay/paytest"
)

// await reads the feed with a wait in the background and tells how long it took.
func (d *told) await(t *testing.T, who, query string) func() (time.Duration, int) {
	t.Helper()
	var (
		group sync.WaitGroup
		took  time.Duration
		code  int
	)
	group.Go(func() {
		began := time.Now()
		code = d.call(t, who, "GET", "events?"+query, "").Code
		took = time.Since(began)
	})
	return func() (time.Duration, int) {
		group.Wait()
		return took, code
	}
}

func TestWhoWaitsIsToldSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		d.add(paytest.Owner, 3)
		for _, c := range []struct {
			query     string
			at        time.Duration // when something happens; 0: never
			look      bool          // this instance gave the position
			least, to time.Duration
		}{
			{query: "after=2&wait=30"}, // there is news
			{query: "after=3"},         // does not wait
			{query: "after=3&wait=0"},  // nor does this
			{query: "after=3&wait=5", least: 5 * time.Second, to: 5 * time.Second}, // in vain
			{query: "after=3&wait=30", at: 10 * time.Second, least: 10 * time.Second, to: 12 * time.Second},
			{query: "after=4&wait=30", at: 1500 * time.Millisecond, look: true, least: 1500 * time.Millisecond, to: 1500 * time.Millisecond},
		} {
			done := d.await(t, own, c.query)
			synctest.Wait()
			if c.at > 0 {
				time.Sleep(c.at)
				d.add(paytest.Stranger, 1) // is not for them
				d.add(paytest.Owner, 1)
				if c.look {
					d.watch.Look()
				}
			}
			if took, code := done(); took < c.least || took > c.to || code != http.StatusOK {
				t.Errorf("%s: after %v with %d, want %v to %v", c.query, took, code, c.least, c.to)
			}
		}
	})
}

// Looking costs nothing while nobody waits, and once for each institution that
// does, however many of its readers do.
func TestOneLookForAllWhoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		time.Sleep(time.Hour)
		if d.ends != 0 {
			t.Errorf("the feed was looked at %d times for nobody", d.ends)
		}
		var all []func() (time.Duration, int)
		for range 10 {
			all = append(all, d.await(t, own, "wait=10"))
		}
		for _, done := range all {
			if took, _ := done(); took != 10*time.Second {
				t.Errorf("waited %v", took)
			}
		}
		if d.ends < 18 || d.ends > 22 { // ten when they came, ten in ten seconds
			t.Errorf("looked %d times", d.ends)
		}
		before := d.ends
		time.Sleep(time.Hour)
		if d.ends > before+1 {
			t.Errorf("looked %d times more once all had gone", d.ends-before)
		}
	})
}

// The server reads what is left of a body before it takes the next call, and has
// all the time for it that a wait has set.
func TestACallWithABodyDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		for _, body := range []io.Reader{strings.NewReader("{}"), struct{ io.Reader }{strings.NewReader("{}")}} {
			q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v2/events?wait=30", body)
			q.Header.Set("Who", own)
			w, began := httptest.NewRecorder(), time.Now()
			d.in.ServeHTTP(w, q)
			if took := time.Since(began); took != 0 || w.Code != http.StatusOK {
				t.Errorf("%d after %v", w.Code, took)
			}
		}
	})
}

// While positions are given out without end, what looking costs has a bound.
func TestManyInstitutionsWaitAtABoundedCost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		var all []func() (time.Duration, int)
		const institutions = 200
		for i := range institutions {
			all = append(all, d.await(t, fmt.Sprint("I", i), "wait=10"))
		}
		for range 10_000 {
			d.watch.Look()
			time.Sleep(time.Millisecond)
		}
		for _, done := range all {
			done()
		}
		if most := 10*500 + 2*institutions; d.ends > most || d.ends < most/2 {
			t.Errorf("looked %d times in ten seconds, want %d at most", d.ends, most)
		}
	})
}

func TestTooManyWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		var all []func() (time.Duration, int)
		for range 20 {
			all = append(all, d.await(t, own, "wait=30"))
		}
		synctest.Wait()
		w := d.call(t, own, "GET", "events?wait=30", "")
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
			t.Errorf("the 21st: %d %v", w.Code, w.Header())
		}
		if took, code := d.await(t, others, "wait=1")(); code != http.StatusOK || took != time.Second {
			t.Errorf("another institution: %d after %v", code, took)
		}
		for _, done := range all {
			if _, code := done(); code != http.StatusOK {
				t.Errorf("%d", code)
			}
		}
	})
}

func TestAStopAndACallerWhoGoesEndTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			q := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v2/events?wait=30", nil)
			q.Header.Set("Who", own)
			d.in.ServeHTTP(httptest.NewRecorder(), q)
		})
		synctest.Wait()
		began := time.Now()
		cancel()
		group.Wait()
		done := d.await(t, own, "wait=30")
		synctest.Wait()
		d.watch.Stop()
		done()
		if took, _ := d.await(t, own, "wait=30")(); took != 0 { // nor does anybody begin to
			t.Errorf("waited %v after the stop", took)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

// idle is a writer that asks how long its call was not worked on.
type idle struct {
	*httptest.ResponseRecorder
	waited time.Duration
}

func (i *idle) Idle(d time.Duration) { i.waited += d }

func TestHowLongACallWaitedIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		d.Machine = now{}
		for query, want := range map[string]time.Duration{"wait=7": 7 * time.Second, "wait=0": 0, "": 0} {
			q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v2/events?"+query, nil)
			q.Header.Set("Who", own)
			w := &idle{ResponseRecorder: httptest.NewRecorder()}
			d.in.ServeHTTP(w, q)
			if w.waited != want {
				t.Errorf("%q: %v, want %v", query, w.waited, want)
			}
		}
	})
}

// now is the clock of the test's bubble.
type now struct{}

func (now) Now() time.Time { return time.Now() }

// A store that fails ends the wait: the call that goes on says so.
func TestAFailingStoreIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newTold(t, time.After)
		d.fails = context.DeadlineExceeded
		if took, code := d.await(t, own, "wait=30")(); took != 0 || code != http.StatusInternalServerError {
			t.Errorf("%d after %v", code, took)
		}
	})
}

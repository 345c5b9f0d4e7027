package clients_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// chronicle is an institution that is told by signed notices: what it accepted
// of each request, and what came out of order. The first notice about some
// requests it does not accept at first.
type chronicle struct {
	*httptest.Server
	mu      sync.Mutex
	known   map[string]map[int]string // request → number of the news → type
	refused map[string]bool
	faults  []string
}

func newChronicle(t testing.TB) *chronicle {
	t.Helper()
	c := &chronicle{known: map[string]map[int]string{}, refused: map[string]bool{}}
	c.Server = httptest.NewServer(http.HandlerFunc(c.told))
	t.Cleanup(c.Close)
	return c
}

func (c *chronicle) told(w http.ResponseWriter, r *http.Request) {
	var news struct {
		ID, Type, PaymentRequest string
		Sequence                 int
	}
	err := json.NewDecoder(r.Body).Decode(&news)
	c.mu.Lock()
	defer c.mu.Unlock()
	id := news.PaymentRequest
	if err != nil || r.Header.Get("webhook-id") != fmt.Sprintf("%s-%d", id, news.Sequence) {
		c.faults = append(c.faults, fmt.Sprintf("%v: %+v as %s", err, news, r.Header.Get("webhook-id")))
		return
	}
	if h := fnv.New32(); news.Sequence == 1 && !c.refused[id] {
		_, _ = h.Write([]byte(id))
		if h.Sum32()%8 == 0 {
			c.refused[id] = true
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	all := c.known[id]
	if all == nil {
		all = map[int]string{}
		c.known[id] = all
	}
	if news.Sequence > 1 && all[news.Sequence-1] == "" {
		c.faults = append(c.faults, fmt.Sprintf("news %d of %s came before the one before it", news.Sequence, id))
	}
	all[news.Sequence] = news.Type
	w.WriteHeader(http.StatusNoContent)
}

// complete tells whether all news of a paid request are known.
func (c *chronicle) complete(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	types := map[string]bool{}
	for _, kind := range c.known[id] {
		types[kind] = true
	}
	return types["payment.paid"] && types["payment-request.paid"] && types["document.issued"]
}

// However often the program is killed: every piece of news arrives, and within
// a request in order.
func TestNoticesOfAKilledInstance(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		s, receiver := newSite(t, database), newChronicle(t)
		config, one := s.configure(t, "one")
		s.prepare(t, config)
		s.serve(t, config, one)
		sandbox := s.play(t)
		order := sale{step: "KRT01", lines: []line{{"Quantity", "1", "1"}}, server: receiver.URL}
		done := &acknowledged{}
		for range 3 {
			one.killUnderLoad(t, sandbox, order, done)
			s.serve(t, config, one)
		}
		var owed []string
		for _, id := range done.saved {
			if one.own.letter(t, id) == "E" {
				owed = append(owed, id)
			}
		}
		if len(owed) == 0 {
			t.Fatal("nothing was paid")
		}
		eventually(t, "all news arrive", takenOver+patience, func() bool {
			for _, id := range owed {
				if !receiver.complete(id) {
					return false
				}
			}
			return true
		})
		receiver.mu.Lock()
		defer receiver.mu.Unlock()
		for _, fault := range receiver.faults {
			t.Error(fault)
		}
		t.Logf("%d requests, %d of them refused at first", len(owed), len(receiver.refused))
	})
}

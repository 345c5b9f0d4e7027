package clients_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// feedReader is an institution's one loop: it reads what comes after the last
// position that it has dealt with, and keeps that position together with what it
// did. It dies now and then between the two, as programs do.
type feedReader struct {
	http    *http.Client
	address string // of the feed, without parameters

	mu       sync.Mutex
	position int64
	done     map[string]news // by identifier: what it did
	twice    []string        // what it was told twice
	gaps     []string
	deaths   int
}

type news struct {
	Position int64
	ID, Type string
	Request  string `json:"paymentRequest"`
	Sequence int
}

func (i *instance) feedReader() *feedReader {
	origin, _, _ := strings.Cut(i.own.address, "/services/")
	return &feedReader{http: i.own.http, address: origin + "/api/v2/events", done: map[string]news{}}
}

// run reads until it is told to stop. It has no other cure than to begin anew
// from the position that it kept.
func (r *feedReader) run(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if err := r.turn(); err != nil { // the server is being started anew
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

func (r *feedReader) turn() error {
	r.mu.Lock()
	after := r.position
	r.mu.Unlock()
	response, err := r.http.Get(fmt.Sprintf("%s?after=%d&limit=7&wait=2", r.address, after))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var page struct {
		Items []news
		Next  int64
	}
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d", response.StatusCode)
	}
	if rand.IntN(4) == 0 {
		r.deaths++
		return nil // nothing of it was kept
	}
	r.keep(page.Items, page.Next)
	return nil
}

// keep is the institution's transaction: what is done and how far it has come.
func (r *feedReader) keep(items []news, next int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range items {
		if n.Position != r.position+1 {
			r.gaps = append(r.gaps, fmt.Sprintf("%d after %d", n.Position, r.position))
		}
		if _, known := r.done[n.ID]; known {
			r.twice = append(r.twice, n.ID)
		}
		r.done[n.ID], r.position = n, n.Position
	}
	if r.position != next {
		r.gaps = append(r.gaps, fmt.Sprintf("next is %d, and the last one %d", next, r.position))
	}
}

// types are what it heard of a request, in the order of positions.
func (r *feedReader) types(request string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var types []string
	for sequence := 1; ; sequence++ {
		n, ok := r.done[fmt.Sprintf("%s-%d", request, sequence)]
		if !ok {
			return types
		}
		types = append(types, n.Type)
	}
}

// heard tells whether it has heard of all that follows from a payment.
func (r *feedReader) heard(request string) bool {
	return slices.Contains(r.types(request), "document.issued")
}

// An institution was down while payers paid; then it catches up with one loop,
// while payments go on and the server is killed again and again. It is told of
// everything, once, in order.
func TestAnInstitutionThatWasDownCatchesUp(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		s, receiver := newSite(t, database), newNotices(t)
		config, one := s.configure(t, "one")
		s.prepare(t, config)
		s.serve(t, config, one)
		sandbox := s.play(t)
		done := &acknowledged{}
		one.killUnderLoad(t, sandbox, receiver.sale(), done) // nobody reads meanwhile
		s.serve(t, config, one)

		reader, stop := one.feedReader(), make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() { reader.run(stop) })
		for range 2 {
			one.killUnderLoad(t, sandbox, receiver.sale(), done)
			s.serve(t, config, one)
		}
		var paid []string
		for _, id := range done.saved {
			if one.own.letter(t, id) == "E" {
				paid = append(paid, id)
			}
		}
		eventually(t, "the institution has heard of everything", takenOver, func() bool {
			for _, id := range paid {
				if !reader.heard(id) {
					return false
				}
			}
			return true
		})
		close(stop)
		group.Wait()
		reader.judge(t, paid)
	})
}

// judge looks at what the institution was told.
func (r *feedReader) judge(t *testing.T, paid []string) {
	t.Helper()
	t.Logf("%d requests are paid; %d pieces of news; the reader died %d times", len(paid), len(r.done), r.deaths)
	for _, fault := range r.gaps {
		t.Errorf("positions: %s", fault)
	}
	for _, id := range r.twice {
		t.Errorf("told twice: %s", id)
	}
	if int64(len(r.done)) != r.position {
		t.Errorf("%d pieces of news up to position %d", len(r.done), r.position)
	}
	for _, id := range paid {
		types := strings.Join(r.types(id), " ")
		if types != "payment.paid payment-request.paid document.issued" {
			t.Errorf("of request %s it heard %q", id, types)
		}
	}
	last := map[string]int64{}
	for position := int64(1); position <= r.position; position++ {
		for _, n := range r.done {
			if n.Position != position {
				continue
			}
			if int64(n.Sequence) != last[n.Request]+1 {
				t.Errorf("%s comes after %d of its request", n.ID, last[n.Request])
			}
			last[n.Request] = int64(n.Sequence)
		}
	}
}

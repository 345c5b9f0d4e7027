package notify_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// receiver is an institution's end: it counts calls and answers as told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	calls  []*http.Request
	answer http.HandlerFunc
}

func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		r.calls = append(r.calls, q)
		answer := r.answer
		r.mu.Unlock()
		answer(w, q)
	}))
	t.Cleanup(r.Close)
	return r
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.calls)
}

func (r *receiver) call(n int) *http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls[n]
}

// stand is a deliverer with everything around it, and one request whose letter
// changes.
type stand struct {
	*paytest.World
	store     *paytest.Memory
	deliverer *notify.Deliverer
	request   *pay.Request
	law       *law
	outcomes  []notify.Outcome
	raised    []pay.Attention
}

// loopback lets the client dial the receivers of tests.
func loopback() notify.Guard {
	return notify.Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
}

func newStand(t *testing.T, address string, guard notify.Guard) *stand {
	t.Helper()
	s := &stand{World: paytest.NewWorld(), store: paytest.NewMemory()}
	d := paytest.Split(1)
	d.ServerResponseURL = address
	s.request = s.Request(t, d)
	s.store.Put(s.request)
	client := notify.NewClient(notify.ClientConfig{Guard: guard})
	client.Timeout = 2 * time.Second // room for a busy machine
	t.Cleanup(client.CloseIdleConnections)
	var err error
	s.deliverer, err = notify.NewDeliverer(notify.Config{
		Store: s.store, Client: client, UserAgent: "MM/test", Keyring: s.keyring(master(1), nil), News: s.store, Business: s.Clock, Machine: s.Clock, IDs: s.IDs,
		Random: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler),
		Observe:   func(o notify.Outcome) { s.outcomes = append(s.outcomes, o) },
		Attention: func(a pay.Attention) { s.raised = append(s.raised, a) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// law is the catalogue that is in force since a moment, and the one before.
type law struct {
	now, before *pay.Catalogue
	since       time.Time
}

func (l *law) Current() *pay.Catalogue { return l.now }

func (l *law) AsOf(_ context.Context, at time.Time) (*pay.Catalogue, error) {
	if at.Before(l.since) {
		return l.before, nil
	}
	return l.now, nil
}

// master is a master key of tests.
func master(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }

// keyring makes a keyring of the stand's catalogue.
func (s *stand) keyring(present, former []byte) *notify.Keyring {
	if s.law == nil {
		s.law = &law{now: s.Catalogue, before: s.Catalogue}
	}
	return notify.NewKeyring(s.law, present, former)
}

// replay replays a selection that holds one delivery.
func (s *stand) replay(t *testing.T, chosen notify.Selection) {
	t.Helper()
	got, err := notify.Replay(t.Context(), s.store, chosen, s.Clock.Now())
	if err != nil || got.Count != 1 {
		t.Fatalf("replayed %+v, %v, want one", got, err)
	}
}

// change gives the request another letter and owes the news.
func (s *stand) change(t *testing.T, letter pay.Letter) pay.ID {
	t.Helper()
	id := s.NewID()
	s.request.Letter = letter
	s.request.LetterSeq++
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		tx.SaveRequest(s.request)
		return notify.Owe(tx, pay.Owed{Request: s.request, Letter: true, At: s.Clock.Now(), NewID: func() pay.ID { return id }})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// deliver runs the handler once for a delivery, as a job runner would.
func (s *stand) deliver(t *testing.T, id pay.ID) time.Time {
	t.Helper()
	next, err := s.deliverer.Deliver(t.Context(), pay.Job{Kind: pay.JobDeliver, Ref: id})
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func (s *stand) delivery(t *testing.T, id pay.ID) pay.Delivery {
	t.Helper()
	d, err := s.store.Delivery(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return *d
}

func (s *stand) tries(t *testing.T, id pay.ID) []pay.Try {
	t.Helper()
	tries, err := s.store.Tries(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return tries
}

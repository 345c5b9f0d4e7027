package clients_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// What a killed instance had in hand is taken up again within this time.
const takenOver = 30 * time.Second

// notices is an institution's end of ServerResponseUrl.
type notices struct {
	*httptest.Server
	mu     sync.Mutex
	counts map[string]int
}

func newNotices(t testing.TB) *notices {
	t.Helper()
	n := &notices{counts: map[string]int{}}
	n.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.counts[r.URL.Query().Get("id")]++
	}))
	t.Cleanup(n.Close)
	return n
}

func (n *notices) of(id string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.counts[id]
}

// sale is an order that is told of here.
func (n *notices) sale() sale {
	order := publishedSale()
	order.server = n.URL + "/?id="
	return order
}

// acknowledged is what MM has said that it has done.
type acknowledged struct {
	mu          sync.Mutex
	saved, paid []string
}

func (a *acknowledged) add(list *[]string, id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	*list = append(*list, id)
}

func (a *acknowledged) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.saved) + len(a.paid)
}

// load saves requests and has them paid until the instance is gone.
func (i *instance) load(sandbox string, order sale, done *acknowledged, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		a, err := i.own.send(order.message())
		if err != nil || a.HTTP != http.StatusOK {
			continue
		}
		done.add(&done.saved, a.ID)
		response, err := http.Post(sandbox+"/requests/"+a.ID+"/pay?outcome=approve", "", http.NoBody)
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			done.add(&done.paid, a.ID)
		}
	}
}

// killUnderLoad lets callers work, and kills the instance in the midst of it,
// a random while after a random number of acknowledgements.
func (i *instance) killUnderLoad(t testing.TB, sandbox string, order sale, done *acknowledged) {
	t.Helper()
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { i.load(sandbox, order, done, stop) })
	}
	enough := done.count() + 5 + rand.IntN(40)
	eventually(t, "work under load", patience, func() bool { return done.count() >= enough })
	<-time.After(time.Duration(rand.IntN(50)) * time.Millisecond)
	i.kill(t)
	close(stop)
	group.Wait()
	t.Logf("killed with %d saved and %d paid", len(done.saved), len(done.paid))
}

func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		s, receiver := newSite(t, database), newNotices(t)
		config, one := s.configure(t, "one")
		s.prepare(t, config)
		s.serve(t, config, one)
		sandbox := s.play(t)
		done := &acknowledged{}
		for range 3 {
			one.killUnderLoad(t, sandbox, receiver.sale(), done)
			s.serve(t, config, one)
		}
		var owed []string
		for _, id := range done.saved {
			if one.own.letter(t, id) == "E" { // fails where the request is lost
				owed = append(owed, id)
			}
		}
		for _, id := range done.paid {
			if l := one.own.letter(t, id); l != "E" {
				t.Errorf("request %s was paid before the kill, now its letter is %s", id, l)
			}
		}
		eventually(t, "all that is owed is delivered", takenOver, func() bool {
			for _, id := range owed {
				if receiver.of(id) == 0 {
					return false
				}
			}
			return true
		})
	})
}

// Of two instances on one database one is killed while it delivers; the other
// one takes its deliveries over.
func TestInstancesTakeOver(t *testing.T) {
	t.Parallel()
	s := newSite(t, postgres(t))
	hanging, released := make(chan string, 100), make(chan struct{})
	var mu sync.Mutex
	accepted := map[string]string{} // request to the instance that told of it
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case hanging <- r.UserAgent():
		default:
		}
		<-released
		mu.Lock()
		defer mu.Unlock()
		accepted[r.URL.Query().Get("id")] = r.UserAgent()
	}))
	t.Cleanup(receiver.Close)

	instances := map[string]*instance{}
	for _, name := range []string{"one", "two"} {
		config, i := s.configure(t, name)
		if len(instances) == 0 {
			s.prepare(t, config)
		}
		s.serve(t, config, i)
		instances[name] = i
	}
	sandbox := s.play(t)
	order := publishedSale()
	order.server = receiver.URL + "/?id="
	var ids []string
	for range 6 {
		id := instances["two"].own.save(t, order)
		if status, body := post(t, sandbox+"/requests/"+id+"/pay?outcome=approve"); status != http.StatusOK {
			t.Fatalf("pay: %d %s", status, body)
		}
		ids = append(ids, id)
	}
	victim := <-hanging
	survivor := map[string]string{"one": "two", "two": "one"}[victim]
	if survivor == "" {
		t.Fatalf("%q called", victim)
	}
	instances[victim].kill(t)
	close(released)
	eventually(t, "the other instance delivers everything", takenOver, func() bool {
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids {
			if accepted[id] != survivor {
				return false
			}
		}
		return true
	})
	for _, id := range ids {
		if l := instances[survivor].own.letter(t, id); l != "E" {
			t.Errorf("letter %s of %s", l, id)
		}
	}
}

func TestDemoKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		dir := t.TempDir()
		first := startDemoIn(t, dir, database)
		paid, open := first.own.save(t, first.sale()), first.own.save(t, first.sale())
		first.pay(t, paid, "approve")
		before, err := os.ReadFile(first.ClientPEM)
		if err != nil {
			t.Fatal(err)
		}
		first.kill(t)

		second := startDemoIn(t, dir, database)
		if l := second.own.letter(t, paid); l != "E" {
			t.Errorf("letter %s of the paid request, want E", l)
		}
		if l := second.own.letter(t, open); l != "P" {
			t.Errorf("letter %s of the open request, want P", l)
		}
		second.pay(t, open, "approve")
		if l := second.own.letter(t, open); l != "E" {
			t.Errorf("letter %s of the request that was paid after the kill, want E", l)
		}
		after, err := os.ReadFile(filepath.Join(filepath.Dir(second.CA), filepath.Base(first.ClientPEM)))
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(after) {
			t.Error("the certificates are not those of before: what was set up with them no longer works")
		}
	})
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

const feedOwner = pay.InstitutionCode("VRAA")

var errBroken = errors.New("rolled back")

// instances are two instances of MM on one database.
type instances struct {
	*testing.T
	*storetest.Samples
	engines [2]*engine
	stores  [2]*store.Store
}

func newInstances(t *testing.T) *instances {
	t.Helper()
	in := &instances{T: t, Samples: storetest.NewSamples(1000)}
	url := storetest.Postgres(t)
	for i := range in.stores {
		e, err := open(t.Context(), url, Options{Jitter: rand.Float64})
		if err != nil {
			t.Fatal(err)
		}
		in.engines[i], in.stores[i] = e, store.New(e)
		t.Cleanup(func() { _ = e.Close() }) // the database goes with it
	}
	if err := in.stores[0].Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return in
}

func (in *instances) saved() *pay.Request {
	in.Helper()
	r := in.Request(feedOwner, 1)
	if err := in.stores[0].Update(in.Context(), func(tx pay.Tx) error { in.Save(tx, r); return nil }); err != nil {
		in.Fatal(err)
	}
	return r
}

// publish commits one piece of news of a request, as a payment does: with a
// document. Held runs when everything is written but not committed; its error
// rolls all of it back.
func (in *instances) publish(instance int, request pay.ID, held func() error) error {
	serial, err := in.Number().Serial()
	if err != nil {
		return err
	}
	d := &pay.Document{
		ID: in.ID(), Repository: int64(serial), Request: request, Type: pay.DocumentConfirmation, Issued: time.Now(),
		Institution: pay.InstitutionCode(request.String()), // a series of its own, for which nobody waits
	}
	return in.stores[instance].Update(in.Context(), func(tx pay.Tx) error {
		r, err := tx.Lock(request)
		if err != nil {
			return err
		}
		r.EventSeq++
		r.NewsSeq++
		tx.AddEvent(pay.Event{Request: r.ID, Seq: r.EventSeq, News: r.NewsSeq, At: r.Created, Kind: pay.EventDocumentIssued, Letter: r.Letter})
		tx.SaveRequest(r)
		tx.AddDocument(d, func(serial int64) error {
			d.Number = pay.DocumentNumber(fmt.Sprintf("%s-%d", request, serial))
			d.Verification.Code = string(d.Number)
			return held()
		})
		return nil
	})
}

// number lets the sequencers of both instances run until the function that it
// gives is called. They keep to no lease: nothing but the database holds them
// apart. Those of the second instance are killed in mid-transaction now and then.
func (in *instances) number() (stop func()) {
	ctx, cancel := context.WithCancel(in.Context())
	var all sync.WaitGroup
	for i, s := range in.stores {
		all.Go(func() {
			holder := in.ID()
			for n := 0; ctx.Err() == nil; n++ {
				if i == 1 && n%3 == 2 {
					in.killed(ctx, in.engines[i], holder)
				}
				if _, err := s.Sequence(ctx, pay.SequencerLease{Holder: holder, Now: time.Now(), Until: time.Now()}, 3); err != nil && ctx.Err() == nil {
					in.Error(err)
					return
				}
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// killed is a sequencer that dies when it has read and locked, before it writes.
func (in *instances) killed(ctx context.Context, e *engine, holder pay.ID) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done, err := store.New(dying{e, cancel}).Sequence(ctx, pay.SequencerLease{Holder: holder, Now: time.Now(), Until: time.Now()}, 3)
	if err == nil && done.Placed > 0 {
		in.Errorf("a sequencer that was killed placed %d events", done.Placed)
	}
}

// dying is an engine whose caller goes in mid-transaction.
type dying struct {
	store.Engine
	kill context.CancelFunc
}

func (d dying) Update(ctx context.Context, work store.Work) error {
	return d.Engine.Update(ctx, func(q store.Querier) ([]store.Write, error) {
		writes, err := work(q)
		d.kill()
		return writes, err
	})
}

// reaches waits until the feed has so many entries.
func (in *instances) reaches(end int64) {
	in.Helper()
	for {
		got, err := in.stores[1].FeedEnd(in.Context(), feedOwner)
		if err != nil || got > end {
			in.Fatalf("the feed ends at %d, %v, want %d", got, err, end)
		}
		if got == end {
			return
		}
	}
}

// A transaction that began first and commits last is the case in which numbers
// given by the transactions themselves lose events. Here it gets its position
// when it is seen, after those that committed before it.
func TestALateCommitKeepsItsPlaceInTheFeed(t *testing.T) {
	t.Parallel()
	in := newInstances(t)
	late, early, vain := in.saved(), in.saved(), in.saved()
	reading := storetest.Follow(t.Context(), in.stores[1], feedOwner)
	stop := in.number()

	written, commit, ended := make(chan bool), make(chan error), make(chan error)
	hold := func() error { written <- true; return <-commit }
	go func() { ended <- in.publish(0, late.ID, hold) }()
	<-written
	go func() { ended <- in.publish(1, vain.ID, hold) }()
	<-written
	if err := in.publish(1, early.ID, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	in.reaches(1) // the early one is read, while the others are open

	// Either of those that are held may be the one that is rolled back.
	commit <- errBroken
	if err := <-ended; !errors.Is(err, errBroken) {
		t.Errorf("the one in vain: %v", err)
	}
	commit <- nil
	if err := <-ended; err != nil {
		t.Errorf("the late one: %v", err)
	}
	in.reaches(2)
	stop()
	got, err := reading.Until(feedOwner, 2)
	if err != nil {
		t.Error(err)
	}
	want := map[pay.ID]int{early.ID: 1}
	for _, r := range []*pay.Request{late, vain} {
		if kept, err := in.stores[0].Request(t.Context(), r.ID); err != nil {
			t.Error(err)
		} else if kept.NewsSeq > 0 {
			want[r.ID] = kept.NewsSeq
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 2 {
		t.Errorf("what was read (-want +got):\n%s", diff)
	}
}

// Many publish through both instances, with transactions that stay open for a
// while, or come to nothing; who follows the feed sees exactly what was committed.
func TestTheFeedIsExactUnderLoad(t *testing.T) {
	t.Parallel()
	in := newInstances(t)
	reading := storetest.Follow(t.Context(), in.stores[0], feedOwner)
	stop := in.number()
	var (
		writers sync.WaitGroup
		mu      sync.Mutex
		want    = map[pay.ID]int{}
		total   int64
	)
	for range 12 {
		r := in.saved()
		writers.Go(func() {
			for n := range 15 {
				err := in.publish(n%2, r.ID, func() error {
					time.Sleep(time.Duration(rand.IntN(8)) * time.Millisecond) // open for longer than others take
					if rand.IntN(4) == 0 {
						return errBroken
					}
					return nil
				})
				mu.Lock()
				switch {
				case err == nil:
					want[r.ID]++
					total++
				case !errors.Is(err, errBroken):
					t.Error(err)
				}
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	in.reaches(total)
	stop()
	got, err := reading.Until(feedOwner, total)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("news of each request (-committed +read):\n%s", diff)
	}
}

// This is why there is a sequencer: with a plain sequence, a reader that goes on
// from the last number that it saw never sees what commits late under a lower one.
func TestAPlainSequenceLosesEvents(t *testing.T) {
	t.Parallel()
	in := newInstances(t)
	exec := func(conn *pgx.Conn, sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	connect := func(e *engine) *pgx.Conn {
		t.Helper()
		conn, raw, err := e.connection(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() }) // gives it back
		return raw
	}
	slow, quick := connect(in.engines[0]), connect(in.engines[1])
	after := 0
	read := func() (seen []int) {
		t.Helper()
		rows, err := quick.Query(t.Context(), `SELECT n FROM plain WHERE n > $1 ORDER BY n`, after)
		if err != nil {
			t.Fatal(err)
		}
		if seen, err = pgx.CollectRows(rows, pgx.RowTo[int]); err != nil {
			t.Fatal(err)
		}
		for _, n := range seen {
			after = n
		}
		return seen
	}
	exec(quick, `CREATE TABLE plain (n BIGSERIAL)`)
	exec(slow, `BEGIN`)
	exec(slow, `INSERT INTO plain DEFAULT VALUES`)  // gets 1
	exec(quick, `INSERT INTO plain DEFAULT VALUES`) // gets 2, and commits first
	first := read()
	exec(slow, `COMMIT`)
	second := read()
	if len(first) != 1 || first[0] != 2 || len(second) != 0 {
		t.Errorf("a plain sequence would do after all: %d, then %d", first, second)
	}
}

package postgres

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/storetest"
)

func TestAgain(t *testing.T) {
	t.Parallel()
	deadlock := &pgconn.PgError{Code: codeDeadlock}
	serialization := &pgconn.PgError{Code: codeSerialization}
	unique := &pgconn.PgError{Code: codeUnique}
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		lost   bool
		errs   []error // of the tries; the last is repeated
		tries  int
		waits  []time.Duration
		jitter float64
	}{
		"done at once":           {errs: []error{nil}, tries: 1},
		"met once":               {errs: []error{deadlock, nil}, tries: 2, waits: []time.Duration{5 * ms}},
		"met, with jitter":       {errs: []error{serialization, deadlock, nil}, tries: 3, jitter: 0.5, waits: []time.Duration{10 * ms, 20 * ms}},
		"met always":             {errs: []error{deadlock}, tries: 6, waits: []time.Duration{5 * ms, 10 * ms, 20 * ms, 40 * ms, 80 * ms}},
		"refused":                {errs: []error{unique}, tries: 1},
		"an error of the caller": {errs: []error{errors.New("no")}, tries: 1},
		"connection lost":        {lost: true, errs: []error{errors.New("EOF"), nil}, tries: 2, waits: []time.Duration{5 * ms}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var waits []time.Duration
			e := &engine{options: Options{
				Sleep:  func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil },
				Jitter: func() float64 { return test.jitter },
			}}
			tries := 0
			err := e.again(t.Context(), func() (bool, error) {
				tries++
				return test.lost, test.errs[min(tries, len(test.errs))-1]
			})
			if want := test.errs[len(test.errs)-1]; !errors.Is(err, want) || tries != test.tries {
				t.Errorf("%d tries, error %v; want %d, %v", tries, err, test.tries, want)
			}
			if diff := cmp.Diff(test.waits, waits); diff != "" {
				t.Errorf("waits (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAgainStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := (&engine{}).again(ctx, func() (bool, error) {
		tries++
		cancel()
		return false, &pgconn.PgError{Code: codeDeadlock}
	})
	if err == nil || tries != 1 {
		t.Errorf("%d tries, error %v", tries, err)
	}
}

// notes opens an engine on an empty database with a table of two rows.
func notes(t *testing.T) *engine {
	t.Helper()
	e, err := open(t.Context(), storetest.Postgres(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, sql := range []string{
		`CREATE TABLE note (n INTEGER PRIMARY KEY, v INTEGER NOT NULL)`, `INSERT INTO note VALUES (1, 0), (2, 0)`,
	} {
		if _, err := e.db.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func lockNote(n int64) store.Query {
	return store.Query{
		SQL: `SELECT n FROM note WHERE n = $1 FOR UPDATE`, Args: []any{n},
		Each: func(store.Row) error { return nil },
	}
}

func addTo(n int64) store.Write {
	return store.Write{SQL: `UPDATE note SET v = v + 1 WHERE n = $1`, Args: []any{n}}
}

func sum(t *testing.T, e *engine) (v int) {
	t.Helper()
	err := e.Query(t.Context(), store.Query{
		SQL:  `SELECT sum(v) FROM note`,
		Each: func(row store.Row) error { return row.Scan(&v) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	e := notes(t)
	var both, all sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]int64{{1, 2}, {2, 1}} {
		all.Go(func() {
			first := sync.OnceFunc(func() {
				both.Done()
				both.Wait() // both hold one row and want the other's
			})
			err := e.Update(t.Context(), func(q store.Querier) ([]store.Write, error) {
				if err := q.Query(t.Context(), lockNote(order[0])); err != nil {
					return nil, err
				}
				first()
				return []store.Write{addTo(1), addTo(2)}, q.Query(t.Context(), lockNote(order[1]))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := sum(t, e); got != 4 {
		t.Errorf("sum %d, want 4", got)
	}
}

func TestLostConnectionIsTriedAgainBeforeTheCommitOnly(t *testing.T) {
	t.Parallel()
	e := notes(t)
	kill := func() {
		const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`
		if _, err := e.db.ExecContext(t.Context(), sql); err != nil {
			t.Error(err)
		}
	}
	runs := 0
	err := e.Update(t.Context(), func(q store.Querier) ([]store.Write, error) {
		if err := q.Query(t.Context(), lockNote(1)); err != nil {
			return nil, err
		}
		if runs++; runs == 1 {
			kill()
		}
		return []store.Write{addTo(1)}, q.Query(t.Context(), lockNote(2))
	})
	if err != nil || runs != 2 || sum(t, e) != 1 {
		t.Errorf("before the commit: error %v, %d runs, sum %d; want it done by the second", err, runs, sum(t, e))
	}

	runs = 0
	err = e.Update(t.Context(), func(q store.Querier) ([]store.Write, error) {
		runs++
		err := q.Query(t.Context(), lockNote(1))
		kill()
		return []store.Write{addTo(1)}, err
	})
	if err == nil || runs != 1 || sum(t, e) != 1 {
		t.Errorf("at the commit: error %v, %d runs, sum %d; want an error, since it might have been committed", err, runs, sum(t, e))
	}
}

func TestCommitsAreOnDisk(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t)
	e, err := open(t.Context(), url+"&synchronous_commit=off", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	var setting string
	err = e.Query(t.Context(), store.Query{
		SQL:  `SHOW synchronous_commit`,
		Each: func(row store.Row) error { return row.Scan(&setting) },
	})
	if err != nil || setting != "on" {
		t.Errorf("synchronous_commit = %q, %v", setting, err)
	}
}

// What only writes is one round trip: the statements travel together, without a
// begin and a commit around them, and are one transaction all the same.
func TestWritesAloneAreOneTransaction(t *testing.T) {
	t.Parallel()
	e := notes(t)
	taken := errors.New("taken")
	insert := store.Write{SQL: `INSERT INTO note VALUES ($1, 0)`, Args: []any{int64(2)}, Taken: taken}
	err := e.Update(t.Context(), func(store.Querier) ([]store.Write, error) {
		return []store.Write{addTo(1), insert, addTo(2)}, nil
	})
	if !errors.Is(err, taken) || sum(t, e) != 0 {
		t.Errorf("error %v, sum %d; want nothing kept", err, sum(t, e))
	}
	err = e.Update(t.Context(), func(store.Querier) ([]store.Write, error) {
		return []store.Write{addTo(1), addTo(2)}, nil
	})
	if err != nil || sum(t, e) != 2 {
		t.Errorf("error %v, sum %d; want both kept", err, sum(t, e))
	}
}

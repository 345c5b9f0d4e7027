package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	driver "modernc.org/sqlite"

	"viss.gov.lv/mm/internal/store"
)

// notes opens an engine with a table to write into and a hook that is called
// at each commit; one that does not return 0 makes the commit fail.
func notes(t *testing.T, hook func() int32) *engine {
	t.Helper()
	e, err := open(t.Context(), filepath.Join(t.TempDir(), "mm.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	err = e.Update(t.Context(), func(q store.Querier) ([]store.Write, error) {
		err := q.(groupQuerier).conn.Raw(func(conn any) error {
			conn.(driver.HookRegisterer).RegisterCommitHook(hook)
			return nil
		})
		return []store.Write{{SQL: `CREATE TABLE note (n INTEGER PRIMARY KEY)`}}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func note(n int) store.Write {
	return store.Write{SQL: `INSERT INTO note (n) VALUES ($1)`, Args: []any{int64(n)}}
}

func count(t *testing.T, e *engine) (n int) {
	t.Helper()
	err := e.Query(t.Context(), store.Query{
		SQL:  `SELECT count(*) FROM note`,
		Each: func(row store.Row) error { return row.Scan(&n) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// together runs transactions 1, 2, … while another one, 0, holds the writer, so
// that all of them are one group. It gives the errors of all.
func together(t *testing.T, e *engine, works []store.Work) []error {
	t.Helper()
	holds, letGo := make(chan struct{}), make(chan struct{})
	errs := make([]chan error, len(works)+1)
	start := func(i int, work store.Work) {
		errs[i] = make(chan error, 1)
		go func() { errs[i] <- e.Update(context.Background(), work) }()
	}
	start(0, func(store.Querier) ([]store.Write, error) {
		close(holds)
		<-letGo
		return []store.Write{note(0)}, nil
	})
	<-holds
	for i, work := range works {
		start(i+1, work)
		for len(e.writer.queue) <= i { // it is on its way
			runtime.Gosched()
		}
	}
	close(letGo)
	var all []error
	for _, err := range errs {
		all = append(all, <-err)
	}
	return all
}

func writing1To(n int) []store.Work {
	var works []store.Work
	for i := range n {
		works = append(works, func(store.Querier) ([]store.Write, error) { return []store.Write{note(i + 1)}, nil })
	}
	return works
}

func TestThoseWhoWaitShareOneCommit(t *testing.T) {
	t.Parallel()
	var commits atomic.Int32
	e := notes(t, func() int32 { commits.Add(1); return 0 })
	commits.Store(0)
	for i, err := range together(t, e, writing1To(20)) {
		if err != nil {
			t.Errorf("transaction %d: %v", i, err)
		}
	}
	if commits.Load() != 1 || count(t, e) != 21 {
		t.Errorf("%d commits, %d rows; want 1 commit for 21 rows", commits.Load(), count(t, e))
	}
}

func TestFailedCommitFailsAllOfTheGroup(t *testing.T) {
	t.Parallel()
	var refuse atomic.Bool
	e := notes(t, func() int32 {
		if refuse.Load() {
			return 1
		}
		return 0
	})
	refuse.Store(true)
	mine := errors.New("mine")
	works := append(writing1To(5), func(store.Querier) ([]store.Write, error) { return nil, mine })
	for i, err := range together(t, e, works) {
		if err == nil {
			t.Errorf("transaction %d was acknowledged", i)
		}
		if i == len(works) && !errors.Is(err, mine) {
			t.Errorf("the one with an error of its own got %v", err)
		}
	}
	if n := count(t, e); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
	refuse.Store(false)
	err := e.Update(t.Context(), func(store.Querier) ([]store.Write, error) { return []store.Write{note(7)}, nil })
	if err != nil || count(t, e) != 1 {
		t.Errorf("afterwards: %v, %d rows; want the store to go on", err, count(t, e))
	}
}

func TestOneOfAGroupFails(t *testing.T) {
	t.Parallel()
	e := notes(t, func() int32 { return 0 })
	works := writing1To(4)
	works[1] = func(q store.Querier) ([]store.Write, error) { // its first write succeeds, its second does not
		return []store.Write{note(100), {SQL: note(1).SQL, Args: note(1).Args, Taken: fs.ErrExist}}, nil
	}
	works[2] = func(q store.Querier) ([]store.Write, error) { // sees the ones before, not the failed one
		n := 0
		err := q.Query(t.Context(), store.Query{
			SQL:  `SELECT count(*) FROM note`,
			Each: func(row store.Row) error { return row.Scan(&n) },
		})
		if n != 2 {
			t.Errorf("%d rows are seen in the group, want 2", n)
		}
		return []store.Write{note(3)}, err
	}
	errs := together(t, e, works)
	for i, err := range errs {
		if want := map[int]error{2: fs.ErrExist}[i]; !errors.Is(err, want) {
			t.Errorf("transaction %d: error %v, want %v", i, err, want)
		}
	}
	if n := count(t, e); n != 4 {
		t.Errorf("%d rows, want 4", n)
	}
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	t.Parallel()
	e := notes(t, func() int32 { return 0 })
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(e.path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mm.db%s has mode %o", suffix, info.Mode().Perm())
		}
	}
}

func TestTheWALStaysSmall(t *testing.T) {
	t.Parallel()
	e := notes(t, func() int32 { return 0 })
	// A page and more for each transaction: 16 MB in all.
	big := store.Write{SQL: `INSERT INTO page (content) VALUES (zeroblob(4000))`}
	err := e.Update(t.Context(), func(store.Querier) ([]store.Write, error) {
		return []store.Write{{SQL: `CREATE TABLE page (content BLOB)`}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	works := make([]store.Work, 200)
	for i := range works {
		works[i] = func(store.Querier) ([]store.Write, error) { return []store.Write{big}, nil }
	}
	var written int
	for range 20 {
		for _, err := range together(t, e, works) {
			if err != nil {
				t.Fatal(err)
			}
			written++
		}
		err = e.Update(t.Context(), func(store.Querier) ([]store.Write, error) {
			return []store.Write{{SQL: `DELETE FROM note`}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(e.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 6<<20 {
		t.Errorf("the WAL has %d bytes after %d transactions", info.Size(), written)
	}
}

// Package sqlite keeps a store in one SQLite file, in WAL mode with every
// acknowledged commit on disk.
//
// All writes go through one connection, owned by one goroutine. Transactions
// that wait while another commit is on its way to the disk share the next one:
// durability costs one sync per group and not one per caller, and a caller that
// is alone waits for nobody. Reads have connections of their own and never wait
// for the writer.
//
// Other processes may open the same file (an operator's command beside the
// running server); they take turns.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "modernc.org/sqlite" // the driver

	"viss.gov.lv/mm/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

func migrationFiles() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// Options are the settings of a store; the zero value is right for a server.
type Options struct {
	// Readers is how many reads may run at once; 0: four per processor.
	Readers int
}

// Open opens the file, making it, readable by its owner only, if it is not
// there. The folder must exist.
func Open(ctx context.Context, path string, o Options) (*store.Store, error) {
	e, err := open(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("open SQLite file %s: %w", path, err)
	}
	return store.New(e), nil
}

func open(ctx context.Context, path string, o Options) (*engine, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	writes, err := sql.Open("sqlite", address(path, writing()))
	if err != nil {
		return nil, err
	}
	writes.SetMaxOpenConns(1)
	if err := writes.PingContext(ctx); err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	reads, err := sql.Open("sqlite", address(path, reading()))
	if err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	if o.Readers < 1 {
		o.Readers = 4 * runtime.GOMAXPROCS(0)
	}
	e := &engine{path: path, writes: writes, readers: newReaders(reads, o.Readers), writer: newWriter(writes)}
	go e.writer.run(context.WithoutCancel(ctx))
	return e, nil
}

// create makes an empty file with the permissions that SQLite then also gives
// to the files beside it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func writing() url.Values {
	return url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(30000)", // another process that commits without a pause lets us in by chance only
			"journal_mode(wal)",
			"synchronous(full)",
			"temp_store(memory)",
			"cache_size(-16000)",
			"wal_autocheckpoint(0)", // see writer.care
			"journal_size_limit(67108864)",
		},
	}
}

func reading() url.Values {
	return url.Values{
		"mode":    {"ro"},
		"_pragma": {"busy_timeout(5000)", "query_only(1)", "temp_store(memory)"},
	}
}

func address(path string, settings url.Values) string {
	return (&url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}).String()
}

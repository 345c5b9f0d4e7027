package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"viss.gov.lv/mm/internal/store/postgres"
)

// databaseServer checks what the database stands on, and tells whether it can
// be opened without making it.
func (e *examiner) databaseServer(ctx context.Context) (found Findings, ready bool) {
	address := e.config.Database.URL.Reveal()
	if !isPostgres(address) {
		return e.databaseFile(address)
	}
	before := e.machine.Now()
	facts, err := postgres.Inspect(ctx, address)
	if err != nil {
		return Findings{failure("database", err.Error(), "see that the server runs, and that database.url names it, the role and its password")}, false
	}
	return checkPostgres(facts, before, e.machine.Now(), e.config.Database.MaxConnections), true
}

// oldestPostgres is PostgreSQL 15.
const oldestPostgres = 150000

// mostSkew is by how much clocks may differ before leases and expiry suffer.
const mostSkew = 2 * time.Second

func checkPostgres(f postgres.Facts, before, after time.Time, connections int) Findings {
	const what = "database"
	found := Findings{fine(what, "PostgreSQL %d, %s", f.Version/10000, size(f.Bytes))}
	add := func(wrong bool, one Finding) {
		if wrong {
			found = append(found, one)
		}
	}
	add(f.Version < oldestPostgres, failure(what, "the server is older than PostgreSQL 15", "upgrade it"))
	add(f.Standby, failure(what, "the server is a standby: nothing can be written", "let database.url name the primary; several hosts and target_session_attrs=read-write find it by themselves"))
	add(f.Encoding != "UTF8", failure(what, "the database's encoding is "+f.Encoding+": names cannot be kept", "make it anew with encoding 'UTF8'"))
	add(f.FSync != "on", failure("durability", "fsync is "+f.FSync+": what was acknowledged is lost with the machine", "set fsync = on and restart the server"))
	add(f.FullPageWrites != "on", warning("durability", "full_page_writes is "+f.FullPageWrites+": a crash may damage pages, unless the disk writes them whole", "set full_page_writes = on"))
	add(f.Commit == "off" || f.Commit == "local", failure("durability", "synchronous_commit is "+f.Commit+" for this role", "leave it to MM, which sets it to on"))
	add(connections > f.Connections-3, warning(what, fmt.Sprintf("one instance may open %d connections, and the server has %d for all", connections, f.Connections), "raise max_connections, or lower database.maxConnections; their sum over all instances must fit"))
	durable := !slices.ContainsFunc(found, func(one Finding) bool { return one.What == "durability" })
	add(durable, fine("durability", "fsync and full_page_writes are on, synchronous_commit is %s", f.Commit))
	return append(found, checkSkew(f.Clock, before, after))
}

// checkSkew compares the server's clock with the machine's, asked before and
// after.
func checkSkew(server, before, after time.Time) Finding {
	skew := time.Duration(0)
	switch {
	case server.Before(before):
		skew = before.Sub(server)
	case server.After(after):
		skew = server.Sub(after)
	}
	if skew > mostSkew {
		return warning("clock", fmt.Sprintf("this machine and the database server differ by %s", skew.Round(time.Second)), "synchronise both (NTP): leases and expiry follow the machines' clocks, which must agree")
	}
	return fine("clock", "this machine and the database server agree")
}

// databaseFile checks a SQLite file before anybody opens it, since opening makes
// it.
func (e *examiner) databaseFile(path string) (found Findings, ready bool) {
	const what = "database"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return checkMissing(path, e.config.Database.Migrate, modeOf(filepath.Dir(path))), false
	case err != nil:
		return Findings{failure(what, err.Error(), "let the user of `mm serve` reach it")}, false
	case !info.Mode().IsRegular():
		return Findings{failure(what, path+" is no file", "let database.url name a file")}, false
	}
	bytes := info.Size()
	if wal, err := os.Stat(path + "-wal"); err == nil {
		bytes += wal.Size()
	}
	found = Findings{fine(what, "SQLite, %s", size(bytes))}
	found = append(found, checkMode(what, fileFacts{path: path, mode: info.Mode()})...)
	volume, err := volumeOf(filepath.Dir(path))
	return append(found, checkVolume(volume, err, bytes)...), true
}

func checkMissing(path string, migrate bool, folder fileFacts) Findings {
	const what = "database"
	switch {
	case folder.err != nil || !folder.mode.IsDir():
		return Findings{failure(what, fmt.Sprintf("the folder of %s is not there", path), "make it, for the user of `mm serve` only")}
	case migrate:
		return Findings{warning(what, path+" is not there yet", "`mm serve` makes it when it starts; is the path right?")}
	}
	return Findings{failure(what, path+" is not there", "is the path right? Then make it: mm migrate --yes")}
}

// volume is the disk that a SQLite file lies on.
type volume struct {
	free    int64 // bytes that the user may still write; -1 when nobody knows
	network bool  // it is on another machine
}

const (
	megabyte = 1 << 20
	gigabyte = 1 << 30
)

func checkVolume(v volume, err error, used int64) Findings {
	if err != nil {
		return Findings{warning("disk", "its free space cannot be told: "+err.Error(), "look yourself")}
	}
	found := Findings{fine("durability", "write-ahead log, each commit on disk")}
	if v.network {
		found = Findings{failure("durability", "the file lies on a network share, whose locks and syncs cannot be relied on", "put it on a local disk, or use PostgreSQL")}
	}
	free := size(v.free) + " are free"
	switch {
	case v.free < 0:
	case v.free < 100*megabyte:
		found = append(found, failure("disk", free, "make room: without it nothing can be acknowledged"))
	case v.free < gigabyte || v.free < used/10:
		found = append(found, warning("disk", free, "make room"))
	default:
		found = append(found, fine("disk", "%s", free))
	}
	return found
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 10*gigabyte:
		return fmt.Sprintf("%d GB", n/gigabyte)
	case n >= megabyte:
		return fmt.Sprintf("%d MB", n/megabyte)
	}
	return fmt.Sprintf("%d kB", n/1024)
}

// checkSchema compares the database's schema with the program's.
func checkSchema(have, want int64, err error, migrate bool) Findings {
	const what = "schema"
	switch {
	case err != nil:
		return Findings{failure(what, err.Error(), "see that this user may read the database")}
	case have >= want:
		return Findings{fine(what, "version %d", have)}
	case migrate:
		return Findings{warning(what, fmt.Sprintf("version %d, and this program needs %d", have, want), "`mm serve` brings it up to date when it starts; make a backup first")}
	}
	return Findings{failure(what, fmt.Sprintf("version %d, and this program needs %d", have, want), "make a backup, then: mm migrate --yes")}
}

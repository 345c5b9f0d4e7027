package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// settings is the command line.
type settings struct {
	mm       string
	workers  int
	duration time.Duration
	stores   string
	postgres string
	fill     int
	feed     int
	rounds   int
	dir      string
	only     string
	profiles string
	listTime time.Duration
	floorTLS string // internal: run as the bare TLS handler with this folder
}

func main() {
	var s settings
	flag.StringVar(&s.mm, "mm", "bin/mm", "the program to measure")
	flag.IntVar(&s.workers, "callers", 32, "callers at the same time")
	flag.DurationVar(&s.duration, "time", 3*time.Second, "how long each series of a round takes")
	flag.StringVar(&s.stores, "stores", "sqlite,postgres", "which stores")
	flag.StringVar(&s.postgres, "postgres", os.Getenv("MM_TEST_POSTGRES"), "a postgres:// address that may create databases; empty: a server is started")
	flag.IntVar(&s.fill, "fill", 0, "compare an empty store with one of so many requests")
	flag.IntVar(&s.feed, "feed", 0, "measure a feed of so many events, and nothing else")
	flag.IntVar(&s.rounds, "rounds", 5, "alternating rounds")
	flag.StringVar(&s.dir, "dir", "", "folder to keep, so that a filled store need not be filled again (PostgreSQL: with -postgres); empty: a temporary one")
	flag.DurationVar(&s.listTime, "list-time", 3*time.Second, "how long each kind of list is asked for; 0: not at all")
	flag.StringVar(&s.only, "only", "", "measure only the kinds of calls whose name matches this expression, and SavePaymentRequest")
	flag.StringVar(&s.profiles, "profiles", "", "folder for a processor profile of the server while each kind of call is made")
	flag.StringVar(&s.floorTLS, "floor-tls", "", "internal")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	if s.floorTLS != "" {
		return serveFloor(ctx, s.floorTLS)
	}
	info, err := os.Stat(s.mm)
	if err != nil {
		return fmt.Errorf("%w: build it with `make build`", err)
	}
	fmt.Printf("%d processors, %s, %d callers, %s a series, binary %.1f MB\n",
		runtime.NumCPU(), runtime.Version(), s.workers, s.duration, float64(info.Size())/1e6)
	dir := s.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "mm-bench-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	}
	places, stop, err := s.places(dir)
	if err != nil {
		return err
	}
	defer stop()
	for _, p := range places {
		switch {
		case s.feed > 0:
			err = errors.Join(err, s.measureFeed(ctx, p))
		case s.fill > 0:
			err = errors.Join(err, s.compare(ctx, p))
		default:
			err = errors.Join(err, s.measure(ctx, p))
		}
	}
	return err
}

// The two stores of a comparison.
const (
	nameEmpty = "empty"
	nameFull  = "full"
)

// place is where one store's data lie.
type place struct {
	name string
	dir  string
	// database makes a new, empty database and gives its address.
	database func(ctx context.Context, name string) (string, error)
}

// places are the chosen stores.
func (s settings) places(dir string) ([]place, func(), error) {
	var all []place
	stop := func() {}
	for name := range strings.SplitSeq(s.stores, ",") {
		p := place{name: name, dir: filepath.Join(dir, name)}
		if err := os.MkdirAll(p.dir, 0o700); err != nil {
			return nil, stop, err
		}
		switch name {
		case "sqlite":
			p.database = func(_ context.Context, name string) (string, error) { return filepath.Join(p.dir, name+".db"), nil }
		case "postgres":
			create, end, err := startPostgres(s.postgres, s.dir != "")
			if err != nil {
				return nil, stop, err
			}
			p.database, stop = create, end
		default:
			return nil, stop, fmt.Errorf("there is no store %q: sqlite, postgres", name)
		}
		all = append(all, p)
	}
	return all, stop, nil
}

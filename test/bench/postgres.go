package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"

	"viss.gov.lv/mm/internal/store/storetest"
)

// startPostgres gives what makes databases on a given server, or on a
// throw-away one that syncs to disk as a real one does. On a given server the
// named ones are kept for later runs, if so asked.
func startPostgres(address string, keep bool) (create func(context.Context, string) (string, error), stop func(), err error) {
	var server *storetest.Server
	if address != "" {
		server, err = storetest.UseServer(address)
	} else {
		server, err = storetest.StartServer()
	}
	if err != nil {
		return nil, func() {}, err
	}
	create = func(ctx context.Context, name string) (string, error) {
		if keep && address != "" && (name == nameEmpty || name == nameFull) {
			return keptDatabase(ctx, address, "mm_bench_"+name)
		}
		return server.Create(ctx)
	}
	stop = func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "bench: stop PostgreSQL:", err)
		}
	}
	return create, stop, nil
}

// keptDatabase makes a database unless it is there.
func keptDatabase(ctx context.Context, address, name string) (_ string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	u.Path = "/" + name
	var has bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&has); err != nil || has {
		return u.String(), err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0 ENCODING 'UTF8'")
	return u.String(), err
}

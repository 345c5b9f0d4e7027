package main

import (
	"context"
	"fmt"
	"os"

	"viss.gov.lv/mm/internal/store/storetest"
)

// startPostgres gives what makes databases on a given server, or on a
// throw-away one that syncs to disk as a real one does.
func startPostgres(_ context.Context, address string) (create func(context.Context, string) (string, error), stop func(), err error) {
	var server *storetest.Server
	if address != "" {
		server, err = storetest.UseServer(address)
	} else {
		server, err = storetest.StartServer()
	}
	if err != nil {
		return nil, func() {}, err
	}
	create = func(ctx context.Context, _ string) (string, error) { return server.Create(ctx) }
	stop = func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "bench: stop PostgreSQL:", err)
		}
	}
	return create, stop, nil
}

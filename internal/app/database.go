package app

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/sqlite"
)

// openDatabase opens what the configuration names: a postgres:// address, or
// the path of a SQLite file.
func openDatabase(ctx context.Context, c config.Database) (*store.Store, error) {
	address := c.URL.Reveal()
	if isPostgres(address) {
		return postgres.Open(ctx, address, postgres.Options{
			Connections: c.MaxConnections, Sleep: sleep, Jitter: rand.Float64,
		})
	}
	return sqlite.Open(ctx, address, sqlite.Options{Readers: c.MaxConnections - 1})
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// sleep waits, or returns early with the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

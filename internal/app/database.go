package app

import (
	"context"
	"fmt"
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
		db, err := postgres.Open(ctx, address, postgres.Options{
			Connections: c.MaxConnections, Sleep: sleep, Jitter: rand.Float64,
		})
		if err != nil {
			return nil, fmt.Errorf("open PostgreSQL: %w", err)
		}
		return db, nil
	}
	db, err := sqlite.Open(ctx, address, sqlite.Options{Readers: c.MaxConnections - 1})
	if err != nil {
		return nil, fmt.Errorf("open SQLite database %s: %w", address, err)
	}
	return db, nil
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

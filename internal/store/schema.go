package store

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// NeededVersion is the number of the newest migration in a folder.
func NeededVersion(migrations fs.FS) (int64, error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return 0, err
	}
	var newest int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("migration %s: %w", name, err)
		}
		newest = max(newest, version)
	}
	return newest, nil
}

// HasVersion reads the version that a database has, 0 when it is empty. Exists
// is the engine's query for whether the table of versions is there; nothing is
// made by asking.
func HasVersion(ctx context.Context, q Querier, exists string) (int64, error) {
	n, err := count(ctx, q, exists)
	if err != nil || n == 0 {
		return 0, err
	}
	has, err := count(ctx, q, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
	return int64(has), err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/store"
)

// requireCurrentSchema refuses a database of another schema than this program's.
func requireCurrentSchema(ctx context.Context, db *store.Store) error {
	have, want, err := db.SchemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have < want {
		return fmt.Errorf("the database has schema %d and this program needs %d: run `mm migrate`, or set database.migrate", have, want)
	}
	return nil
}

// Migrate brings the database's schema up to date. Without yes it only says
// what it would do.
func Migrate(ctx context.Context, c config.Config, w io.Writer, yes bool) error {
	if path := c.Database.URL.Reveal(); !yes && !isPostgres(path) {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) { // opening would make it
			_, err := fmt.Fprintf(w, "Would make the database %s. Add --yes to do it.\n", path)
			return err
		}
	}
	db, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing is written after Migrate
	have, want, err := db.SchemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have >= want {
		_, err := fmt.Fprintf(w, "The schema is current (version %d).\n", have)
		return err
	}
	if !yes {
		_, err := fmt.Fprintf(w, "Would bring the schema from version %d to %d. Add --yes to do it; make a backup first.\n", have, want)
		return err
	}
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Brought the schema from version %d to %d.\n", have, want)
	return err
}

package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	// The counter's row is locked until the end of the transaction, so that
	// versions become visible in their order.
	nextCatalogue   = `UPDATE counter SET value = value + 1 WHERE name = 'catalogue' RETURNING value`
	insertCatalogue = `INSERT INTO catalogue_version (version, valid_from, imported, imported_by, digest, content)
 VALUES ($1, $2, $3, $4, $5, $6)`
)

// AddCatalogue stores a version and gives its number.
func (s *Store) AddCatalogue(ctx context.Context, v pay.CatalogueVersion) (int64, error) {
	var version int64
	err := s.write(ctx, "store a catalogue", func(q Querier) ([]Write, error) {
		err := q.Query(ctx, Query{SQL: nextCatalogue, Each: func(row Row) error { return row.Scan(&version) }})
		content := v.Content
		if content == nil {
			content = []byte{}
		}
		return []Write{{SQL: insertCatalogue, Args: []any{
			version, v.ValidFrom.UnixMilli(), v.Imported.UnixMilli(), text(v.By), v.Digest[:], content,
		}}}, err
	})
	return version, err
}

// CatalogueVersions lists the versions without content, newest first.
func (s *Store) CatalogueVersions(ctx context.Context) ([]pay.CatalogueVersion, error) {
	var versions []pay.CatalogueVersion
	err := s.read(ctx, "list the catalogues", Query{
		SQL: `SELECT version, valid_from, imported, imported_by, digest FROM catalogue_version ORDER BY version DESC`,
		Each: func(row Row) error {
			v := pay.CatalogueVersion{}
			err := row.Scan(&v.Version, moment{&v.ValidFrom}, moment{&v.Imported}, &v.By, digest{&v.Digest})
			versions = append(versions, v)
			return err
		},
	})
	return versions, err
}

// CatalogueVersion reads one version with its content.
func (s *Store) CatalogueVersion(ctx context.Context, version int64) (pay.CatalogueVersion, error) {
	var v pay.CatalogueVersion
	err := s.read(ctx, "read a catalogue", Query{
		SQL: `SELECT version, valid_from, imported, imported_by, digest, content FROM catalogue_version
 WHERE version = $1`,
		Args: []any{version},
		Each: func(row Row) error {
			return row.Scan(&v.Version, moment{&v.ValidFrom}, moment{&v.Imported}, &v.By, digest{&v.Digest}, &v.Content)
		},
	})
	if err == nil && v.Version == 0 {
		err = pay.ErrNotFound
	}
	return v, err
}

// LatestCatalogue is the highest version that is valid at a moment.
func (s *Store) LatestCatalogue(ctx context.Context, at time.Time) (int64, error) {
	var version int64
	err := s.read(ctx, "find the catalogue", Query{
		SQL:  `SELECT version FROM catalogue_version WHERE valid_from <= $1 ORDER BY version DESC LIMIT 1`,
		Args: []any{at.UnixMilli()},
		Each: func(row Row) error { return row.Scan(&version) },
	})
	if err == nil && version == 0 {
		err = pay.ErrNotFound
	}
	return version, err
}

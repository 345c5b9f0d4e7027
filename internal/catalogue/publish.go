package catalogue

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// Published says which version a catalogue has become.
type Published struct {
	Version   int64
	ValidFrom time.Time
	Known     bool // nothing was stored: it is the version that is the newest already
}

// Publish stores a catalogue as a new version. It is in force from its
// ValidFrom, or from now, of the business clock, when it gives none or one that
// has passed: nothing is priced backwards. When the newest version says the
// same, nothing is stored.
//
// Of the versions whose time has come the one with the highest number is in
// force. So a correction that is imported while a version waits for its day
// also comes before that one: publish the waiting one again after it.
func Publish(ctx context.Context, store pay.CatalogueStore, c *pay.Catalogue, by string, now time.Time) (Published, error) {
	from := c.ValidFrom
	if from.Before(now) {
		from = now
	}
	// The moment is a column of its own; in the content it would make each
	// import another version.
	undated := *c
	undated.ValidFrom = time.Time{}
	content := encode(&undated)
	digest := sha256.Sum256(content)

	versions, err := store.CatalogueVersions(ctx)
	if err != nil {
		return Published{}, fmt.Errorf("list versions of the catalogue: %w", err)
	}
	if len(versions) > 0 && versions[0].Digest == digest && !versions[0].ValidFrom.After(from) {
		return Published{Version: versions[0].Version, ValidFrom: versions[0].ValidFrom, Known: true}, nil
	}
	version, err := store.AddCatalogue(ctx, pay.CatalogueVersion{
		ValidFrom: from, Imported: now, By: by, Digest: digest, Content: content,
	})
	if err != nil {
		return Published{}, fmt.Errorf("store the catalogue: %w", err)
	}
	return Published{Version: version, ValidFrom: from}, nil
}

// Versions is the part of a store that versions are read from;
// pay.CatalogueStore has it.
type Versions interface {
	LatestCatalogue(ctx context.Context, at time.Time) (int64, error)
	CatalogueVersion(ctx context.Context, version int64) (pay.CatalogueVersion, error)
}

// Load reads a stored version. It was checked when it was published; a rule
// that came later must not make old requests unreadable, so it is not checked
// again. Damage is noticed by the digest.
func Load(ctx context.Context, versions Versions, version int64) (*pay.Catalogue, error) {
	stored, err := versions.CatalogueVersion(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("read version %d of the catalogue: %w", version, err)
	}
	if sha256.Sum256(stored.Content) != stored.Digest {
		return nil, fmt.Errorf("version %d of the catalogue: %w", version, errDamaged)
	}
	r := newReader()
	if fault := r.read(stored.Content); fault != nil {
		return nil, fmt.Errorf("version %d of the catalogue: %w", version, fault)
	}
	r.catalogue.Version, r.catalogue.ValidFrom = stored.Version, stored.ValidFrom
	return r.catalogue, nil
}

var errDamaged = errors.New("its content does not have the digest that was stored with it")

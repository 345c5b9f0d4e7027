package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

// CheckCatalogue prints all faults of a catalogue file, and what is odd in it,
// each with its line. It fails when there are faults.
func CheckCatalogue(w io.Writer, file string) error {
	c, err := readCatalogue(w, file, machineClock().Now())
	if err != nil {
		return err
	}
	positions := 0
	for _, s := range c.Steps {
		positions += len(s.Positions)
	}
	_, err = fmt.Fprintf(w, "%s is right: %s, %s, %s, %s.\n", filepath.Base(file), counted(len(c.Institutions), "institution"),
		counted(len(c.Steps), "step"), counted(positions, "position"), counted(len(c.Providers), "provider"))
	return err
}

// readCatalogue reads a catalogue file and prints its faults and warnings.
func readCatalogue(w io.Writer, file string, now time.Time) (*pay.Catalogue, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	c, warnings, err := catalogue.Parse(data)
	faults, ok := errors.AsType[catalogue.Faults](err)
	if err != nil && !ok {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	for _, f := range faults {
		fmt.Fprintln(w, placed(file, "", f))
	}
	for _, f := range append(warnings, ageing(data, now)...) {
		fmt.Fprintln(w, placed(file, "warning: ", f))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s has %s", filepath.Base(file), counted(len(faults), "fault"))
	}
	return c, nil
}

// placed writes a fault as compilers do, so that editors find the place.
func placed(file, mark string, f *catalogue.Fault) string {
	at := filepath.Base(file)
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, f.Line)
	}
	text := f.Text
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	return at + ": " + mark + text
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// inForce is the catalogue that is in force; nil when there is none yet.
func (o *Operator) inForce(ctx context.Context) (*pay.Catalogue, error) {
	return catalogueInForce(ctx, o.db, o.clock.Now())
}

// catalogueInForce is the catalogue of a moment; nil when there is none.
func catalogueInForce(ctx context.Context, versions catalogue.Versions, at time.Time) (*pay.Catalogue, error) {
	version, err := versions.LatestCatalogue(ctx, at)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return catalogue.Load(ctx, versions, version)
}

// ExportCatalogue writes a version of the catalogue, the one in force when
// version is 0, as a file that can be imported again: to w, or into a file when
// one is named. A file that is there it replaces only when told yes.
func (o *Operator) ExportCatalogue(ctx context.Context, w io.Writer, version int64, file string, yes bool) error {
	c, err := o.exported(ctx, version)
	if err != nil {
		return err
	}
	text := catalogue.Export(c)
	if file == "" {
		_, err := w.Write(text)
		return err
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) && !yes {
		_, err := fmt.Fprintf(w, "Would replace %s with version %d. Add --yes to do it.\n", file, c.Version)
		return err
	}
	if err := os.WriteFile(file, text, 0o644); err != nil { //nolint:gosec // a catalogue holds nothing secret
		return fmt.Errorf("write the catalogue: %w", err)
	}
	_, err = fmt.Fprintf(w, "Wrote version %d into %s.\n", c.Version, file)
	return err
}

func (o *Operator) exported(ctx context.Context, version int64) (*pay.Catalogue, error) {
	if version == 0 {
		c, err := o.inForce(ctx)
		if err == nil && c == nil {
			err = errors.New("no catalogue is in force: `mm catalogue versions` lists those that wait")
		}
		return c, err
	}
	c, err := catalogue.Load(ctx, o.db, version)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, fmt.Errorf("there is no version %d of the catalogue: `mm catalogue versions` lists them", version)
	}
	return c, err
}

// ListCatalogues prints the versions of the catalogue, newest first.
func (o *Operator) ListCatalogues(ctx context.Context, w io.Writer) error {
	versions, err := o.db.CatalogueVersions(ctx)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		_, err := fmt.Fprintln(w, "There is no catalogue yet: `mm catalogue import` brings in the first.")
		return err
	}
	t := table(w)
	fmt.Fprintln(t, "VERSION\tVALID FROM\tIMPORTED\tBY\tSTATE")
	states := versionStates(versions, o.clock.Now())
	for i, v := range versions {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\n", v.Version, moment(v.ValidFrom), moment(v.Imported), orDash(v.By), states[i])
	}
	return t.Flush()
}

// versionStates says of each version, newest first, whether it counts. Of those
// whose time has come the highest is in force, so a version that waits never
// counts when a higher one is valid before it.
func versionStates(versions []pay.CatalogueVersion, now time.Time) []string {
	states := make([]string, len(versions))
	found := false
	for i, v := range versions {
		above := outranking(versions[:i], v.ValidFrom)
		switch {
		case v.ValidFrom.After(now) && above != 0:
			states[i] = fmt.Sprintf("never, version %d comes before it", above)
		case v.ValidFrom.After(now):
			states[i] = "waits"
		case !found:
			states[i], found = "in force", true
		default:
			states[i] = "past"
		}
	}
	return states
}

// outranking is the first of the higher versions that is in force at a moment;
// 0 when none is.
func outranking(higher []pay.CatalogueVersion, at time.Time) int64 {
	for _, v := range higher {
		if !v.ValidFrom.After(at) {
			return v.Version
		}
	}
	return 0
}

package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

// ImportCatalogue makes a catalogue file the next version. It prints what that
// changes, and does it only when told yes.
func (o *Operator) ImportCatalogue(ctx context.Context, w io.Writer, file, by string, yes bool) error {
	c, err := readCatalogue(w, file, o.clock.machine.Now())
	if err != nil {
		return err
	}
	now := o.clock.Now()
	known, err := o.compare(ctx, w, c, now)
	if err != nil || known {
		return err
	}
	if err := o.tellOutranked(ctx, w, c.ValidFrom, now); err != nil {
		return err
	}
	if services := unsignable(o.config, c); len(services) > 0 {
		fmt.Fprintf(w, "warning: signed notices are wanted by %s, but notifications.masterKey is not configured: they will wait\n", some(services))
	}
	if !yes {
		_, err := fmt.Fprintf(w, "Would store this as a new version, in force %s. Add --yes to do it.\n", from(c.ValidFrom, now))
		return err
	}
	published, err := catalogue.Publish(ctx, o.db, c, by, now)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Stored version %d, in force %s; running instances see it within ten seconds.\n", published.Version, from(c.ValidFrom, now))
	return err
}

// from says since when a catalogue counts that gives a moment, or none.
func from(validFrom, now time.Time) string {
	if validFrom.After(now) {
		return "from " + moment(validFrom)
	}
	return "from now"
}

// compare prints what a catalogue changes against the one in force, and tells
// whether it is the newest already, so that there is nothing to store.
func (o *Operator) compare(ctx context.Context, w io.Writer, c *pay.Catalogue, now time.Time) (known bool, err error) {
	current, err := o.inForce(ctx)
	if err != nil {
		return false, err
	}
	if current == nil {
		fmt.Fprintln(w, "No catalogue is in force yet; this brings in the first:")
	} else {
		fmt.Fprintf(w, "Against version %d, in force since %s:\n", current.Version, moment(current.ValidFrom))
	}
	changes := differences(current, c)
	for _, change := range changes {
		fmt.Fprintln(w, "  "+change.String())
	}
	if len(changes) == 0 {
		fmt.Fprintln(w, "  nothing differs")
	}
	newest, err := o.newest(ctx)
	if err != nil || newest == nil {
		return false, err
	}
	start := c.ValidFrom
	if start.Before(now) {
		start = now
	}
	if newest.ValidFrom.After(start) || len(differences(newest, c)) > 0 {
		return false, nil
	}
	_, err = fmt.Fprintf(w, "The newest version, %d, says the same: there is nothing to store.\n", newest.Version)
	return true, err
}

func (o *Operator) newest(ctx context.Context) (*pay.Catalogue, error) {
	versions, err := o.db.CatalogueVersions(ctx)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	return catalogue.Load(ctx, o.db, versions[0].Version)
}

// differences compares what two catalogues say, but for the moment from which
// they say it.
func differences(before, after *pay.Catalogue) []catalogue.Change {
	undated := *after
	undated.ValidFrom = time.Time{}
	if before == nil {
		return catalogue.Diff(nil, &undated)
	}
	old := *before
	old.ValidFrom = time.Time{}
	return catalogue.Diff(&old, &undated)
}

// tellOutranked warns of versions that wait for a day on which the new version,
// having the higher number, would still come before them.
func (o *Operator) tellOutranked(ctx context.Context, w io.Writer, validFrom, now time.Time) error {
	versions, err := o.db.CatalogueVersions(ctx)
	if err != nil {
		return err
	}
	states := versionStates(versions, now)
	for i, v := range versions {
		if states[i] != "waits" || validFrom.After(v.ValidFrom) {
			continue
		}
		fmt.Fprintf(w, "warning: version %d waits for %s and would never come into force, since the new version has the higher number.\n", v.Version, moment(v.ValidFrom))
		fmt.Fprintf(w, "  Bring it in again afterwards, with this change in it: mm catalogue export --version %d --out next.yaml\n", v.Version)
	}
	return nil
}

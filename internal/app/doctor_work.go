package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/pay"
)

// ledger gathers the facts that lie in the database.
type ledger struct {
	db      *store.Store
	config  config.Config
	machine time.Time
}

// mostListed bounds how many deliveries are looked at.
const mostListed = 100

// examine checks what lies in the database. A part that cannot be read is told
// and does not hide the others.
func (l *ledger) examine(ctx context.Context, certificates []string) Findings {
	offset, err := l.db.ClockOffset(ctx)
	if err != nil {
		return Findings{unreadable("clock", err)}
	}
	found := Findings{checkOffset(offset)}
	now := l.machine.Add(offset)
	found = append(found, l.counters(ctx)...)
	found = append(found, l.catalogue(ctx, certificates, now)...)
	counts, err := l.db.CountJobs(ctx, now)
	if err != nil {
		return append(found, unreadable("due work", err))
	}
	found = append(found, checkJobs(counts, now))
	found = append(found, l.feed(ctx, now)...)
	failed, err := l.db.Deliveries(ctx, pay.DeliveryFilter{State: pay.DeliveryFailed, Limit: mostListed})
	if err != nil {
		return append(found, unreadable("deliveries", err))
	}
	waiting, err := l.db.Deliveries(ctx, pay.DeliveryFilter{State: pay.DeliveryWaiting, Limit: mostListed})
	if err != nil {
		return append(found, unreadable("deliveries", err))
	}
	found = append(found, checkDeliveries(failed, waiting, now)...)
	open, err := l.db.AttentionCounts(ctx)
	if err != nil {
		return append(found, unreadable("attention", err))
	}
	return append(found, checkAttention(open))
}

func unreadable(what string, err error) Finding {
	return failure(what, err.Error(), "see what the database's own log says")
}

func (l *ledger) catalogue(ctx context.Context, certificates []string, now time.Time) Findings {
	versions, err := l.db.CatalogueVersions(ctx)
	if err != nil {
		return Findings{unreadable("catalogue", err)}
	}
	current, err := catalogueInForce(ctx, l.db, now)
	if err != nil {
		return Findings{unreadable("catalogue", err)}
	}
	found := checkCatalogue(current, versions, l.config.Providers, now)
	if current != nil {
		found = append(found, checkNotices(l.config, current)...)
	}
	for _, path := range certificates {
		certs, err := certificatesIn(path)
		found = append(found, checkKnown(path, certs, err, current, l.machine)...)
	}
	return found
}

// checkOffset wants the business clock to be that of the machine.
func checkOffset(offset time.Duration) Finding {
	if offset == 0 {
		return fine("business clock", "not moved")
	}
	return failure("business clock", fmt.Sprintf("IT IS %s AHEAD: requests expire too early, and documents carry days that have not come", offset), "this database was a demo's or a test's, and the clock never goes back: serve from another one")
}

// Ages of due work. An idle second is usual, a minute is not.
const (
	lateWork = time.Minute
	deadWork = 10 * time.Minute
)

// checkJobs looks for work that nobody does.
func checkJobs(counts map[pay.JobKind]pay.JobCount, now time.Time) Finding {
	const what, advice = "due work", "is `mm serve` running? GET /health/ready and its log say what keeps it"
	var due int
	var oldest time.Time
	var kind pay.JobKind
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		c := counts[k]
		due += c.Due
		if c.Due > 0 && (oldest.IsZero() || c.Oldest.Before(oldest)) {
			oldest, kind = c.Oldest, k
		}
	}
	age := now.Sub(oldest).Truncate(time.Second)
	detail := fmt.Sprintf("%s due, the oldest (%s) for %s", counted(due, "job"), kind, age)
	switch {
	case due == 0:
		return fine(what, "nothing is due")
	case age > deadWork:
		return failure(what, detail, advice)
	case age > lateWork:
		return warning(what, detail, advice)
	}
	return fine(what, "%s", detail)
}

// Deliveries that failed longer ago are history; the attention items remember
// those that nobody has looked at.
const recent = 7 * 24 * time.Hour

// manyTries is how many tries of a delivery are no accident any more.
const manyTries = 4

// checkDeliveries looks at what institutions and mail servers did not accept.
func checkDeliveries(failed, waiting []pay.Delivery, now time.Time) Findings {
	const what = "deliveries"
	failed = slices.DeleteFunc(slices.Clone(failed), func(d pay.Delivery) bool { return now.Sub(d.Done) > recent })
	waiting = slices.DeleteFunc(slices.Clone(waiting), func(d pay.Delivery) bool { return d.Tries < manyTries })
	var found Findings
	if len(failed) > 0 {
		found = append(found, warning(what, fmt.Sprintf("%s failed in the last 7 days, to %s", orMore(failed), owed(failed)), "mm delivery list --state failed; when the receiver has mended its side: mm delivery replay ID --yes"))
	}
	if len(waiting) > 0 {
		found = append(found, warning(what, fmt.Sprintf("%s not accepted after %d tries or more, by %s", orMore(waiting), manyTries, owed(waiting)), "tell the receiver; mm delivery list --state waiting shows what it answers"))
	}
	if len(found) == 0 {
		found = append(found, fine(what, "none failed"))
	}
	return found
}

func orMore(all []pay.Delivery) string {
	if len(all) >= mostListed {
		return fmt.Sprintf("%d or more", len(all))
	}
	return fmt.Sprint(len(all))
}

// payersMail stands for the receivers of receipts, whom nobody names.
const payersMail = "payers by e-mail"

// owed names the receivers of deliveries.
func owed(all []pay.Delivery) string {
	var names []string
	for _, d := range all {
		name := string(d.Institution)
		if d.Kind == pay.DeliverReceipt {
			name = payersMail
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return some(names)
}

// checkAttention counts what waits for a person.
func checkAttention(open map[pay.AttentionKind]int) Finding {
	var parts []string
	for _, kind := range pay.AttentionKinds() {
		if n := open[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(parts) == 0 {
		return fine("attention", "nothing waits for a person")
	}
	return warning("attention", strings.Join(parts, ", "), "mm request list --attention")
}

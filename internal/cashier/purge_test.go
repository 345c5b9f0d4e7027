package cashier_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

// forgetful notes what it is asked to forget, and has more than one portion of
// everything.
type forgetful struct {
	asked map[string][]time.Time
}

func (f forgetful) portion(what string, before time.Time, most int) (int, error) {
	f.asked[what] = append(f.asked[what], before)
	if len(f.asked[what]) == 1 {
		return most, nil
	}
	return 0, nil
}

func (f forgetful) PurgeIdempotent(_ context.Context, before time.Time, most int) (int, error) {
	return f.portion("idempotency keys", before, most)
}

func (f forgetful) PurgeCopyLinks(_ context.Context, before time.Time, most int) (int, error) {
	return f.portion("links to copies", before, most)
}

func (f forgetful) ForgetReceipts(_ context.Context, before time.Time, most int) (int, error) {
	return f.portion("addresses of receipts", before, most)
}

// What need not be kept is forgotten in portions until there is no more of it,
// each at its term.
func TestPurge(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	f := forgetful{map[string][]time.Time{}}
	d.Purger = f
	now := d.Clock.Now()
	next, err := d.Purge(t.Context(), pay.Job{Kind: pay.JobPurge})
	if err != nil || !next.Equal(now.Add(time.Hour)) {
		t.Errorf("next at %s, %v", next, err)
	}
	day, week := now.Add(-24*time.Hour), now.Add(-7*24*time.Hour)
	want := map[string][]time.Time{
		"idempotency keys": {day, day}, "links to copies": {now, now}, "addresses of receipts": {week, week},
	}
	if diff := cmp.Diff(want, f.asked); diff != "" {
		t.Errorf("asked to forget (-want +got)\n%s", diff)
	}
}

package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

func TestSmoke(t *testing.T) {
	ctx := t.Context()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "a b?.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	t.Log(s.SchemaVersion(ctx))
	samples := storetest.NewSamples(1)
	r := samples.Request("VRAA", 2)
	if err := s.Update(ctx, func(tx pay.Tx) error { samples.Save(tx, r); return nil }); err != nil {
		t.Fatal(err)
	}
	got, err := s.Request(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(r, got); d != "" {
		t.Error(d)
	}
	t.Log(s.Letter(ctx, r.ID))
	t.Log(s.NextDue(ctx))
	t.Log(s.CountJobs(ctx, r.Expires))
	t.Log(s.ClaimJobs(ctx, pay.Claim{Now: r.Expires, Machine: r.Created, Lease: 1e9, Max: 3, PerLane: 2}))
	t.Log(s.ReserveSerials(ctx, 3))
	t.Log(s.AdvanceClock(ctx, 3e9))
	t.Log(s.ClockOffset(ctx))
	t.Log(s.AddCatalogue(ctx, pay.CatalogueVersion{}))
	t.Log(s.LatestCatalogue(ctx, r.Created))
	t.Log(s.PurgeIdempotent(ctx, r.Created, 3))
	for _, n := range []pay.Number{r.Number, r.Payments[1].Number} {
		t.Log(s.FindRequest(ctx, n))
	}
	t.Log(s.Deliveries(ctx, pay.DeliveryFilter{State: "waiting", Institution: "a", Request: r.ID}))
	t.Log(s.AttentionItems(ctx, pay.AttentionFilter{Request: r.ID}))
	t.Log(s.AttentionCounts(ctx))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// Money that came before migration 0008 is known to go back where a person was
// told so, whether or not the item is resolved since, and nowhere else.
func TestMoneyThatGoesBackIsKnownFromItsItem(t *testing.T) {
	t.Parallel()
	path, url := filepath.Join(t.TempDir(), "mm.db"), storetest.Postgres(t)
	lite, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	big, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s                       storetest.Store
		folder, driver, address string
	}{{lite, "sqlite", "sqlite", path}, {big, "postgres", "pgx", url}} {
		defer func() {
			if err := c.s.Close(); err != nil {
				t.Error(err)
			}
		}()
		if err := c.s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		w := paytest.NewWorld()
		r := w.Request(t, paytest.Split(3))
		err := c.s.Update(t.Context(), func(tx pay.Tx) error {
			tx.AddRequest(r)
			for i, kind := range []pay.AttentionKind{pay.AttentionToRefund, pay.AttentionPartlyPaid, pay.AttentionToRefund} {
				tx.AddAttention(pay.Attention{
					ID: paytest.ID(70 + i), Kind: kind, Institution: r.Institution, Request: r.ID, Number: r.Number,
					Payment: r.Payments[i].Number, Created: w.Clock.Now(), Resolved: w.Clock.Now(),
				})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		migrateAgain(t, c.driver, c.address, filepath.Join(c.folder, "migrations", "0008_refund.sql"))
		got, err := c.s.Request(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false, true} {
			if got.Payments[i].Refund != want {
				t.Errorf("%s: payment %d goes back: %v, want %v", c.folder, i, !want, want)
			}
		}
	}
}

// migrateAgain takes back what a migration added to payments, and runs it.
func migrateAgain(t *testing.T, driver, address, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, up, _ := strings.Cut(string(text), "-- +goose Up")
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	for _, statements := range []string{"ALTER TABLE payment DROP COLUMN refund", up} {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Error(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

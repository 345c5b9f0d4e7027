package store_test

import (
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
)

// On a small database all amounts are rare. Lists of those that are not hold
// the same rows.
func TestListsAlongTheTime(t *testing.T) {
	t.Parallel()
	storetest.RunLists(t, func(t *testing.T) func() storetest.Store {
		path := filepath.Join(t.TempDir(), "mm.db")
		return func() storetest.Store {
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s.NothingIsFew()
			return s
		}
	})
}

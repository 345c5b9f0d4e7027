package sqlite_test

import (
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) func() storetest.Store {
		path := filepath.Join(t.TempDir(), "mm ?#%.db")
		return func() storetest.Store {
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}

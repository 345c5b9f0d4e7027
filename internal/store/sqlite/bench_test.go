package sqlite_test

import (
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/internal/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "mm.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	storetest.Benchmark(b, s)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

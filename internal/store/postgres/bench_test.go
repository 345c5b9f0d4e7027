package postgres_test

import (
	"testing"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	s, err := postgres.Open(b.Context(), storetest.Postgres(b), postgres.Options{Connections: storetest.Callers})
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

package postgres_test

import (
	"testing"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) func() storetest.Store {
		url := storetest.Postgres(t)
		return func() storetest.Store {
			s, err := postgres.Open(t.Context(), url, postgres.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}

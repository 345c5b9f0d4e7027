package postgres_test

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/storetest"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	f, err := postgres.Inspect(t.Context(), storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	if f.Version < 150000 || f.FSync == "" || f.FullPageWrites == "" || f.Connections < 1 || f.Bytes < 1 || f.Clock.Year() < 2026 {
		t.Errorf("facts are missing: %+v", f)
	}
	if f.Commit != "on" || f.Encoding != "UTF8" || f.Standby {
		t.Errorf("a session of the store would not work: %+v", f)
	}
}

func TestInspectHidesThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://mm:hunter2@127.0.0.1:1/mm?connect_timeout=2", "postgres://mm:hunter2@[/mm"} {
		_, err := postgres.Inspect(t.Context(), url)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got error %v, want one without the password", err)
		}
	}
}

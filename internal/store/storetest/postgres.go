package storetest

import (
	"context"
	"os"
	"sync"
	"testing"
)

// server is the one server of a test binary. It is started by the first test
// that needs it and ends with the process.
var server = sync.OnceValues(func() (*Server, error) {
	if given := os.Getenv("MM_TEST_POSTGRES"); given != "" {
		return UseServer(given)
	}
	return StartServer()
})

// Postgres gives the URL of a fresh, empty database, which is dropped after the
// test. The server is that of MM_TEST_POSTGRES, or a throw-away one. The test
// fails, and is not skipped, when none can be had: what runs on PostgreSQL must
// be tested on it.
func Postgres(t testing.TB) string {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	url, err := s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Drop(context.WithoutCancel(t.Context()), url); err != nil {
			t.Error(err)
		}
	})
	return url
}

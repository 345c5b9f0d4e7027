package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/config"
)

// A browser opens connections in advance. A stop must not wait for them.
func TestStopDoesNotWaitForWhoHasAskedNothing(t *testing.T) {
	t.Parallel()
	s, err := listen(t.Context(), "web", "127.0.0.1:0", nil, nil, http.NotFoundHandler(), config.Default().Limits, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.serve()
	silent, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	answer, err := http.Get(s.address("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	if err := s.stop(ctx); err != nil || ctx.Err() != nil {
		t.Errorf("stop: %v, context %v", err, ctx.Err())
	}
	if err := <-s.done; err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

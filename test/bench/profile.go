package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// profile keeps a profile of what the server does meanwhile, if so asked.
func (s settings) profile(ctx context.Context, mm *child, name string) (stop func()) {
	if s.profiles == "" {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.keepProfile(ctx, mm, name); err != nil {
			fmt.Fprintln(os.Stderr, "bench: profile:", err)
		}
	}()
	return func() { <-done }
}

func (s settings) keepProfile(ctx context.Context, mm *child, name string) error {
	address := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", mm.facts.Ops, max(1, int(s.duration.Seconds())))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.profiles, strings.NewReplacer("/", "-", " ", "-").Replace(name)+".prof"), text, 0o600)
}

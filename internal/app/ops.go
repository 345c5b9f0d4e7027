package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// readyTimeout bounds a readiness check: whoever asks has a time-out of his own.
const readyTimeout = 2 * time.Second

// opsHandler answers operators: is it alive, is it ready, what does it count,
// what does it spend.
func (a *App) opsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health/live", func(w http.ResponseWriter, _ *http.Request) {
		writeHealth(w, nil)
	})
	mux.HandleFunc("GET /health/ready", func(w http.ResponseWriter, r *http.Request) {
		writeHealth(w, a.unready(r.Context()))
	})
	mux.Handle("GET /metrics", a.metrics.handler())
	profiles(mux)
	return mux
}

// unready says what keeps this instance from working; empty when nothing does.
func (a *App) unready(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	var faults []string
	if err := a.db.Ping(ctx); err != nil {
		a.log.WarnContext(ctx, "not ready", "part", "database", "error", err)
		faults = append(faults, "the database does not answer")
	}
	if a.catalogue.Current().Version == 0 {
		faults = append(faults, "no catalogue is in force: run `mm catalogue import`")
	}
	return faults
}

func writeHealth(w http.ResponseWriter, faults []string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	state := "ok"
	if len(faults) > 0 {
		state = "unready"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(struct { // the asker has hung up if it fails
		Status string   `json:"status"`
		Faults []string `json:"faults,omitempty"`
	}{state, faults})
}

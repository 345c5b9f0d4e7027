package app

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay/paytest"
)

// A call that waited for something to happen is no slow one.
func TestTheTimeThatACallWaitedIsToldApart(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := paytest.NewClock(paytest.Start())
	a := &App{log: slog.New(slog.NewTextHandler(&log, nil)), machine: clock, metrics: newMetrics("test")}
	handler := a.observed("services", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clock.Advance(2 * time.Millisecond)
		if r.URL.Path == "/waits" {
			clock.Advance(30 * time.Second)
			w.(interface{ Idle(d time.Duration) }).Idle(30 * time.Second)
		}
	}))
	for path, want := range map[string]string{"/works": "took=2ms\n", "/waits": "took=2ms waited=30s\n"} {
		log.Reset()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("X-Request-Id", "1")
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if !strings.HasSuffix(log.String(), want) {
			t.Errorf("%s: logged %q, want %q at the end", path, log.String(), want)
		}
	}
}

func TestPathsAreMatchedInAnyCase(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"/services/A.svc":      "/services/a.svc",
		"//Services//A.SVC":    "/services/a.svc",
		"/Services/Pdf/":       "/services/pdf/",
		"/":                    "/",
		"/services/../etc/X":   "/etc/x",
		"/RESTX509/INVOICES/1": "/restx509/invoices/1",
	} {
		var got string
		handler := folded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.Path }))
		r := httptest.NewRequest(http.MethodPost, "https://mm.test/", nil)
		r.URL.Path = given
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if got != want {
			t.Errorf("%s became %s, want %s", given, got, want)
		}
	}
}

func TestNoMoreThanTheInstanceCanBear(t *testing.T) {
	t.Parallel()
	inside, leave := make(chan struct{}), make(chan struct{})
	refused := 0
	handler := limited(1, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(inside)
		<-leave
	}), func(w http.ResponseWriter, _ *http.Request) {
		refused++
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}()
	<-inside
	second := httptest.NewRecorder()
	handler.ServeHTTP(second, httptest.NewRequest(http.MethodGet, "/", nil))
	close(leave)
	<-done
	if refused != 1 || second.Code != http.StatusServiceUnavailable {
		t.Errorf("refused %d, status %d", refused, second.Code)
	}
}

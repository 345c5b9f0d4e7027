package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

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

package paymentsoap

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

// instant is a cashier that does nothing, so that only the edge is measured.
type instant struct{}

func (instant) Save(context.Context, pay.Caller, pay.Draft, string) (pay.Saved, error) {
	return pay.Saved{}, nil
}

func (instant) Letter(context.Context, pay.Caller, pay.ID) (pay.Letter, error) {
	return pay.LetterProcess, nil
}

// sink is a writer that keeps nothing.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(b []byte) (int, error) { return len(b), nil }
func (s sink) WriteHeader(int)             {}

// BenchmarkEdge is the whole handler without network; bare is the same with a
// handler that only reads and writes as much.
func BenchmarkEdge(b *testing.B) {
	f := newFixture()
	f.Cashier, f.Observe = instant{}, nil
	h := f.handler(b)
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			b.Error(err)
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write(make([]byte, 400))
	})
	for _, file := range []string{"php-check.http", "php-save.http"} {
		_, body := recorded(b, file)
		for name, handler := range map[string]http.Handler{file: h, file + "/bare": bare} {
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "https://mm.test"+Path, nil)
				r.Header.Set("Content-Type", "text/xml; charset=utf-8")
				for b.Loop() {
					r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
					handler.ServeHTTP(sink{http.Header{}}, r)
				}
			})
		}
	}
}

package paymentapi

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
type instant struct{ Cashier }

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

// BenchmarkEdge is the whole handler without network, beside that of SOAP in
// package paymentsoap.
func BenchmarkEdge(b *testing.B) {
	f := newFixture()
	f.Cashier, f.Observe = instant{}, nil
	h := f.handler(b)
	for _, name := range []string{"savepaymentrequest", "checkpaymentrequeststatus"} {
		body := published(b, name+".request.json")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "https://mm.test"+Path+name, nil)
			r.Header.Set("Content-Type", "application/json; charset=utf-8")
			for b.Loop() {
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
				h.ServeHTTP(sink{http.Header{}}, r)
			}
		})
	}
}

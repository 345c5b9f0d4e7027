package apiv2_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// instant is a cashier that does nothing, so that only the edge is measured.
type instant struct {
	apiv2.Cashier
	request *pay.Request
}

func (i instant) Create(_ context.Context, _ pay.Caller, _ pay.Draft, _ pay.Once, show func(*pay.Request) (pay.Answer, error)) (pay.Answer, error) {
	return show(i.request)
}

func (i instant) Own(context.Context, pay.Caller, pay.ID) (*pay.Request, error) {
	return i.request, nil
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
	d := newDesk(b)
	request := d.Request(b, paytest.Draft("DEM11", paytest.Quantity("1", "1.5"), paytest.Amount("2", "7.50")))
	d.Config.Cashier, d.Observe, d.PerMinute = instant{request: request}, nil, 1<<40
	h := d.handler(b)
	id := request.ID.String()
	for _, row := range []struct{ name, method, path, body string }{
		{"create", http.MethodPost, "payment-requests", full},
		{"status", http.MethodGet, "payment-requests/" + id + "/status", ""},
		{"read", http.MethodGet, "payment-requests/" + id, ""},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequestWithContext(b.Context(), row.method, "https://services.test/api/v2/"+row.path, nil)
			if row.method == http.MethodPost {
				r.Header.Set("Content-Type", "application/json")
			}
			for b.Loop() {
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader(row.body)), int64(len(row.body))
				h.ServeHTTP(sink{http.Header{}}, r)
			}
		})
	}
}

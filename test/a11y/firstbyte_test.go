package a11y_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"testing"
	"time"
)

// How long a payer waits for the first byte of the page, beside a bare handler
// that answers with the same bytes: both over kept connections on this machine,
// in turn, so that what else the machine does falls on both.
func BenchmarkFirstByte(b *testing.B) {
	demo := startDemo(b)
	address := demo.page(demo.order(b, "03G11", "1", "2"))
	body := packed(b, address)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
	}))
	b.Cleanup(bare.Close)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	var page, floor []time.Duration
	for b.Loop() {
		page = append(page, firstByte(b, client, address))
		floor = append(floor, firstByte(b, client, bare.URL))
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2].Microseconds())
	}
	b.ReportMetric(median(page), "µs/page")
	b.ReportMetric(median(floor), "µs/bare")
	b.ReportMetric(median(page)/median(floor), "x-bare")
	b.ReportMetric(float64(len(body)), "wire-B")
	b.ReportMetric(0, "ns/op") // of both together, which means nothing
}

// packed is a page as it comes over the wire.
func packed(b *testing.B, address string) []byte {
	b.Helper()
	answer := get(b, &http.Client{Transport: &http.Transport{DisableCompression: true}}, address, &httptrace.ClientTrace{})
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.Header.Get("Content-Encoding") != "gzip" {
		b.Fatalf("%v, %v", answer.Header, err)
	}
	return body
}

func get(b *testing.B, client *http.Client, address string, trace *httptrace.ClientTrace) *http.Response {
	b.Helper()
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(b.Context(), trace), http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(answer, err)
	}
	return answer
}

// firstByte is the time from asking to the first byte.
func firstByte(b *testing.B, client *http.Client, address string) time.Duration {
	b.Helper()
	var first time.Time
	began := time.Now()
	answer := get(b, client, address, &httptrace.ClientTrace{GotFirstResponseByte: func() { first = time.Now() }})
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return first.Sub(began)
}

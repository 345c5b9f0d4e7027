package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// series is what a series of calls showed.
type series struct {
	calls  int
	failed int
	took   time.Duration
	times  []time.Duration // sorted
	spent  processor
}

func (r series) perSecond() float64 { return float64(r.calls) / r.took.Seconds() }

// percentile is the time that the given share of the calls stayed below.
func (r series) percentile(share float64) time.Duration {
	if len(r.times) == 0 {
		return 0
	}
	return r.times[min(int(share*float64(len(r.times))), len(r.times)-1)]
}

func (r series) String() string {
	s := fmt.Sprintf("%8.0f/s   p50 %7.2f ms   p99 %7.2f ms", r.perSecond(), ms(r.percentile(.5)), ms(r.percentile(.99)))
	if r.failed > 0 {
		s += fmt.Sprintf("   %d FAILED", r.failed)
	}
	return s
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// drive lets workers call for a while and collects the times of their calls. A
// call gets the number of its worker and a running number.
func drive(ctx context.Context, workers int, howLong time.Duration, call func(ctx context.Context, worker, n int) error) series {
	return driveTimed(ctx, workers, howLong, func(ctx context.Context, worker, n int) (time.Duration, error) {
		start := time.Now()
		err := call(ctx, worker, n)
		return time.Since(start), err
	})
}

// driveTimed is drive for calls that take their time themselves.
func driveTimed(ctx context.Context, workers int, howLong time.Duration, call func(ctx context.Context, worker, n int) (time.Duration, error)) series {
	ctx, cancel := context.WithTimeout(ctx, howLong)
	defer cancel()
	var all series
	var mu sync.Mutex
	var count atomic.Int64
	began := time.Now()
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			var own series
			for ctx.Err() == nil {
				n := int(count.Add(1))
				took, err := call(context.WithoutCancel(ctx), worker, n)
				own.times = append(own.times, took)
				if err != nil {
					if own.failed == 0 {
						fmt.Fprintln(os.Stderr, "bench: a call failed:", err)
					}
					own.failed++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all.calls += len(own.times) - own.failed
			all.failed += own.failed
			all.times = append(all.times, own.times...)
		})
	}
	group.Wait()
	all.took = time.Since(began)
	slices.Sort(all.times)
	return all
}

// clients makes one keep-alive client a worker, with the client certificate,
// as so many separate callers would have.
func clients(n int, caFile, certFile, keyFile string) ([]*http.Client, error) {
	ca, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return nil, fmt.Errorf("%s holds no certificate", caFile)
	}
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	all := make([]*http.Client, n)
	for i := range all {
		all[i] = &http.Client{
			Timeout: 30 * time.Second,
			Transport: &http.Transport{
				TLSClientConfig:     &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{cert}},
				MaxIdleConnsPerHost: 1,
				ForceAttemptHTTP2:   false,
			},
		}
	}
	return all, nil
}

// post sends a SOAP message and gives the answer's body; any status but 200 is
// an error.
func post(ctx context.Context, c *http.Client, address string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	answer, err := c.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s: %.300s", address, answer.Status, text)
	}
	return text, nil
}

package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// answer is what became of one try.
type answer struct {
	status     int    // 0: none came
	result     string // for the log of tries; says nothing about persons
	retryAfter time.Duration
	final      bool   // no later try can end otherwise
	to         string // where the try went, if that is not where it was owed to
}

// accepted tells whether the receiver took the news. A redirect is not
// followed, so it is no acceptance.
func (a answer) accepted() bool { return a.status >= 200 && a.status <= 299 }

const (
	maxBody       = 4 << 10
	maxRetryAfter = 24 * time.Hour
)

// read takes what matters of a response. The content does not; a little of it
// is read so that the connection can be used again.
func read(r *http.Response, now time.Time) answer {
	_, _ = io.CopyN(io.Discard, r.Body, maxBody) // the status is known; what the rest is does not matter
	_ = r.Body.Close()
	a := answer{status: r.StatusCode, result: strconv.Itoa(r.StatusCode)}
	if a.status >= 300 && a.status <= 399 {
		a.result += ", redirects are not followed"
	}
	if !a.accepted() {
		a.retryAfter = retryAfter(r.Header.Get("Retry-After"), now)
	}
	return a
}

// retryAfter reads the header in both of its forms (RFC 9110, section 10.2.3).
// What cannot be read is nothing; more than a day is a day.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}

// silence puts into words why there was no answer. The error itself may hold
// the whole address, so it is not shown.
func silence(err error) answer {
	for _, known := range []struct {
		is   func(error) bool
		says string
	}{
		{is[*refusedError], "address is not allowed"},
		{func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }, "timed out"},
		{is[*net.DNSError], "host not found"},
		{func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }, "connection refused"},
		{is[*tls.CertificateVerificationError], "certificate is not trusted"},
		{is[x509.HostnameError], "certificate is for another host"},
		{func(err error) bool { return errors.Is(err, http.ErrSchemeMismatch) || is[tls.RecordHeaderError](err) }, "does not speak TLS"},
		{is[tls.AlertError], "TLS was refused"},
		{func(err error) bool {
			return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
		}, "host unreachable"},
		{func(err error) bool { return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) }, "connection broken off"},
		{func(err error) bool { e, ok := errors.AsType[net.Error](err); return ok && e.Timeout() }, "timed out"},
	} {
		if known.is(err) {
			return answer{result: known.says}
		}
	}
	return answer{result: "no answer"}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

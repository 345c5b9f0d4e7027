// Package receive takes in the bodies of calls over HTTP within bounds of size and
// time.
package receive

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Refused is a body that was not received.
type Refused struct {
	Status int    // of HTTP: 413 it is too large, 408 it did not arrive in time, 400 it broke off
	LV, EN string // what would be right, or what happened, for people
	Err    error  // cause, for the log; may be nil
}

// Error is for logs.
func (e *Refused) Error() string {
	if e.Err != nil {
		return e.EN + ": " + e.Err.Error()
	}
	return e.EN
}

// Unwrap gives the cause.
func (e *Refused) Unwrap() error { return e.Err }

// Body reads the body of a call, at most so many bytes of it. Its errors are
// *Refused. Once the body is there no deadline for reading is left: it would end
// the context of a slow call.
func Body(w http.ResponseWriter, r *http.Request, into *bytes.Buffer, most int) error {
	if r.ContentLength > int64(most) {
		return TooLarge(most, nil)
	}
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, int64(most)))
	if err == nil {
		Deadline(w, time.Time{})
		return nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return TooLarge(most, err)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return &Refused{http.StatusRequestTimeout, "Ziņojums netika saņemts laikā.", "The message did not arrive in time.", err}
	}
	return &Refused{http.StatusBadRequest, "Ziņojums netika saņemts līdz galam.", "The message did not arrive completely.", err}
}

// TooLarge refuses a body of more bytes than are allowed.
func TooLarge(most int, cause error) *Refused {
	return &Refused{
		http.StatusRequestEntityTooLarge, fmt.Sprintf("Ne vairāk par %d baitiem.", most), fmt.Sprintf("At most %d bytes.", most), cause,
	}
}

// Deadline bounds how long the rest of a body may take. It holds for refused
// calls too: the server reads on for a while after the answer. A writer that
// knows no deadlines leaves them to the server's ReadTimeout.
func Deadline(w http.ResponseWriter, at time.Time) {
	_ = http.NewResponseController(w).SetReadDeadline(at)
}

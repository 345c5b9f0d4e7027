package apiv2

import (
	"net/http"

	"viss.gov.lv/mm/pay"
)

// fault is one thing that is wrong, with its place: exactly one of the three.
type fault struct {
	pointer   *string // JSON Pointer into the body
	parameter string
	header    string
	err       *pay.Error
}

// place is how the fault's place begins a sentence.
func (f fault) place() string {
	switch {
	case f.pointer != nil && *f.pointer != "":
		return *f.pointer + ": "
	case f.parameter != "":
		return f.parameter + ": "
	case f.header != "":
		return f.header + ": "
	}
	return ""
}

// mostFaults bounds what one answer tells.
const mostFaults = 100

// faults are all that was found wrong so far.
type faults []fault

func (f *faults) add(one fault) {
	if len(*f) < mostFaults {
		*f = append(*f, one)
	}
}

// at notes a fault in the body.
func (f *faults) at(pointer string, err *pay.Error) { f.add(fault{pointer: &pointer, err: err}) }

// refusal is nil when nothing is wrong. Faults of the address and of headers
// are a bad request; those of the body its content's.
func (f faults) refusal() error {
	if len(f) == 0 {
		return nil
	}
	status := http.StatusUnprocessableEntity
	if f[0].pointer == nil {
		status = http.StatusBadRequest
	}
	return &refusal{status: status, err: f[0].err, faults: f}
}

// badHeader is a refusal because of one header.
func badHeader(status int, name string, err *pay.Error) error {
	return &refusal{status: status, err: err, faults: faults{{header: name, err: err}}}
}

// badBody is a refusal because of the body as a whole.
func badBody(status int, err *pay.Error) error {
	whole := ""
	return &refusal{status: status, err: err, faults: faults{{pointer: &whole, err: err}}}
}

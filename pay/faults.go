package pay

import "errors"

// mostFaults bounds how many faults of one message are told.
const mostFaults = 100

// faults collects what is wrong with a message. Who can tell only one thing
// tells the first.
type faults []*Error

// add notes an error that a check gave; nil is none.
func (f *faults) add(err error) {
	found, ok := errors.AsType[*Error](err)
	if !ok {
		return
	}
	one := *found
	one.More = nil
	*f = append(append(*f, &one), found.More...)
	*f = (*f)[:min(len(*f), mostFaults)]
}

// first is the first of them with the rest as its More; nil without any.
func (f faults) first() error {
	if len(f) == 0 {
		return nil
	}
	f[0].More = f[1:]
	if len(f) == 1 {
		f[0].More = nil
	}
	return f[0]
}

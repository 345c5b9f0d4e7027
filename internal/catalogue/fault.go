package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in a catalogue file.
type Fault struct {
	Line int    // from 1; 0 when the document has no lines
	Path string // as institutions[VRAA].services[DEM].name; empty for the whole
	Text string
}

// Error is the fault in one line, without the line number in front when there
// is none.
func (f *Fault) Error() string {
	s := f.Text
	if f.Path != "" {
		s = f.Path + ": " + s
	}
	if f.Line > 0 {
		s = fmt.Sprintf("line %d: %s", f.Line, s)
	}
	return s
}

// Faults are all faults of a file, in the order of its lines.
type Faults []*Fault

// Error is one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b *Fault) int { return a.Line - b.Line })
	return f
}

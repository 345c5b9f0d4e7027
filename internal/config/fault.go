package config

import (
	"fmt"
	"strings"
)

// Fault is one thing wrong with a configuration.
type Fault struct {
	Source  string // file with line, as mm.yaml:12, or the environment variable
	Path    string // the setting, as web.publicUrl; may be empty
	Message string // what is wrong and what would be right
}

func (f Fault) String() string {
	parts := []string{f.Source}
	if f.Path != "" {
		parts = append(parts, f.Path)
	}
	return strings.Join(append(parts, f.Message), ": ")
}

// Faults is everything that is wrong with a configuration, in the order of the
// file. It is the error of Load.
type Faults []Fault

// Error lists all faults, one on a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// position is where a setting was given.
type position struct {
	line     int
	variable string // set when the environment gave it
}

// source writes a position for people.
func (p position) source(file string) string {
	switch {
	case p.variable != "":
		return p.variable
	case file == "":
		return "configuration"
	case p.line > 0:
		return fmt.Sprintf("%s:%d", file, p.line)
	default:
		return file
	}
}

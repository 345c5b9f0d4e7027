package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Level says what a finding means for the set-up.
type Level string

// The levels.
const (
	LevelOK      Level = "ok"
	LevelWarning Level = "warn" // it works, and someone should know
	LevelFailure Level = "FAIL" // it does not work, or must not be used like this
)

// Finding is the outcome of one check of a set-up.
type Finding struct {
	Level  Level  `json:"level"`
	What   string `json:"what"`             // the setting or the part that was looked at
	Detail string `json:"detail"`           // what was found
	Advice string `json:"advice,omitempty"` // what to do about it; empty when it is fine
}

// Findings are the outcomes of all checks, in the order in which things are set
// up.
type Findings []Finding

func fine(what, format string, args ...any) Finding {
	return Finding{Level: LevelOK, What: what, Detail: fmt.Sprintf(format, args...)}
}

func warning(what, detail, advice string) Finding {
	return Finding{Level: LevelWarning, What: what, Detail: detail, Advice: advice}
}

func failure(what, detail, advice string) Finding {
	return Finding{Level: LevelFailure, What: what, Detail: detail, Advice: advice}
}

// String is the finding in one line.
func (f Finding) String() string {
	s := fmt.Sprintf("%-4s  %s: %s", f.Level, f.What, f.Detail)
	if f.Advice != "" {
		s += " → " + f.Advice
	}
	return strings.ReplaceAll(s, "\n", "; ")
}

// Print writes one finding a line.
func (f Findings) Print(w io.Writer) error {
	for _, one := range f {
		if _, err := fmt.Fprintln(w, one); err != nil {
			return err
		}
	}
	return nil
}

// PrintJSON writes the findings as a JSON array.
func (f Findings) PrintJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(f)
}

// Err is an error when a check failed; warnings are none.
func (f Findings) Err() error {
	failed := 0
	for _, one := range f {
		if one.Level == LevelFailure {
			failed++
		}
	}
	if failed == 0 {
		return nil
	}
	return errors.New(counted(failed, "check") + " failed")
}

package main

import (
	"os"
	"runtime/debug"
)

// garbage is how much a server's memory grows, in per cent of what lives, before
// it is cleaned up. MM keeps little alive, and by the default of 100 would spend
// a tenth of its processor time on cleaning some twenty megabytes.
const garbage = 400

// spareProcessor trades some memory for processor time, unless the operator
// decided (GOGC). A limit in GOMEMLIMIT is kept to all the same.
func spareProcessor() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}

package app

import (
	"bufio"
	"crypto/rand"
	"io"
	"sync"

	"viss.gov.lv/mm/pay"
)

// identifiers makes identifiers of business time from the system's
// cryptographic source, read in small blocks since each read is a system call.
type identifiers struct {
	clock pay.Clock

	mu      sync.Mutex
	entropy io.Reader
}

func newIdentifiers(clock pay.Clock) *identifiers {
	return &identifiers{clock: clock, entropy: bufio.NewReaderSize(rand.Reader, 1000)}
}

// NewID makes an identifier.
func (i *identifiers) NewID() (pay.ID, error) {
	now := i.clock.Now()
	i.mu.Lock()
	defer i.mu.Unlock()
	return pay.NewID(now, i.entropy)
}

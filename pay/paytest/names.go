package paytest

import (
	"context"
	"encoding/binary"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

// ID is the nth identifier: always the same for the same n, rising with n, and
// a valid UUID of version 7.
func ID(n int) pay.ID {
	var id pay.ID
	ms := uint64(Start().Add(time.Duration(n) * time.Millisecond).UnixMilli())
	binary.BigEndian.PutUint64(id[:8], ms<<16)
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	id[6] = 0x70
	id[8] = 0x80
	return id
}

// IDs is a pay.IDs that gives ID(1), ID(2) and so on.
type IDs struct{ last atomic.Int64 }

// NewID gives the next identifier and never fails.
func (i *IDs) NewID() (pay.ID, error) { return ID(int(i.last.Add(1))), nil }

// Numbers is a pay.Numbers that gives the numbers of the serials 1, 2, 3
// and so on.
type Numbers struct{ last atomic.Uint64 }

// NextNumber gives the next number and never fails.
func (n *Numbers) NextNumber(context.Context) (pay.Number, error) {
	return pay.NumberOf(n.last.Add(1)), nil
}

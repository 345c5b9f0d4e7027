package app

import (
	"slices"
	"syscall"
)

// File systems of other machines, by the magic numbers of statfs(2).
const (
	magicNFS  = 0x6969
	magicSMB  = 0x517b
	magicCIFS = 0xff534d42
	magicSMB2 = 0xfe534d42
)

// volumeOf looks at the disk of a folder.
func volumeOf(folder string) (volume, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return volume{}, err
	}
	return volume{
		free:    int64(s.Bavail) * int64(s.Bsize), //nolint:unconvert // the types differ between processors
		network: slices.Contains([]uint32{magicNFS, magicSMB, magicCIFS, magicSMB2}, uint32(s.Type)),
	}, nil
}

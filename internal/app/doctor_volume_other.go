//go:build !linux

package app

// volumeOf knows nothing of disks where the system tells it otherwise than
// Linux does.
func volumeOf(string) (volume, error) { return volume{free: -1}, nil }

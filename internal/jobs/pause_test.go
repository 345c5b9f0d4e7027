package jobs

import (
	"testing"
	"time"
)

func TestPauseGrowsAndIsSpread(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tries       int
		least, most time.Duration
	}{
		{0, 500 * time.Millisecond, time.Second},
		{1, time.Second, 2 * time.Second},
		{5, 16 * time.Second, 32 * time.Second},
		{9, 256 * time.Second, 512 * time.Second},
		{10, 5 * time.Minute, 10 * time.Minute},
		{1000, 5 * time.Minute, 10 * time.Minute},
	} {
		if got := pause(c.tries, 0); got != c.least {
			t.Errorf("pause(%d, 0) = %s, want %s", c.tries, got, c.least)
		}
		if got := pause(c.tries, 0.999999999); got < c.most-time.Millisecond || got > c.most {
			t.Errorf("pause(%d, almost 1) = %s, want almost %s", c.tries, got, c.most)
		}
	}
}

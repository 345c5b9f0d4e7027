package notify

import (
	"testing"
	"time"
)

const day = 24 * time.Hour

func TestScheduleOfAReceiverThatNeverAnswers(t *testing.T) {
	t.Parallel()
	want := []time.Duration{
		0, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
		time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
		day, 2 * day, 3 * day, 4 * day, 5 * day, 6 * day, 7 * day,
	}
	for _, random := range []float64{0, 0.5, 0.999} {
		first := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		at := first
		for n, step := range want {
			if late := at.Sub(first) - step; late < 0 || late > maxJitter || late > step/10 {
				t.Fatalf("random %v: try %d is %s after its step %s", random, n+1, late, step)
			}
			next, again := following(first, at, n+1, random)
			if last := n == len(want)-1; again == last {
				t.Fatalf("random %v: after try %d of %d: again = %v", random, n+1, len(want), again)
			}
			at = next
		}
	}
}

func TestScheduleAfterMMStoodStill(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		at    time.Duration // of the try that was just made
		tries int
		next  time.Duration
		again bool
	}{
		{"a minute late", 71 * time.Second, 2, 5 * time.Minute, true},
		{"two days late: no burst", 2*day + time.Hour, 2, 3 * day, true},
		{"over the end with few tries: made up for", 8 * day, 11, 8*day + makeUp, true},
		{"over the end with enough tries", 8 * day, 12, 0, false},
	} {
		next, again := following(first, first.Add(c.at), c.tries, 0)
		if again != c.again || again && next.Sub(first) != c.next {
			t.Errorf("%s: %s, %v", c.name, next.Sub(first), again)
		}
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                               0,
		"120":                            2 * time.Minute,
		" 120 ":                          2 * time.Minute,
		"Mon, 02 Mar 2026 10:30:00 GMT":  30 * time.Minute,
		"Monday, 02-Mar-26 10:30:00 GMT": 30 * time.Minute,
		"Mon, 02 Mar 2026 09:00:00 GMT":  0,
		"99999999999999999999":           maxRetryAfter,
		"18446744073709551615":           maxRetryAfter,
		"Mon, 02 Mar 2099 10:30:00 GMT":  maxRetryAfter,
		"-5":                             0,
		"soon":                           0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("Retry-After %q = %s, want %s", value, got, want)
		}
	}
}

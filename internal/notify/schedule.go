package notify

import "time"

// steps are the moments of the tries, counted from the first one, which is at
// zero: 10 s, 1, 5 and 15 minutes, 1, 3, 6 and 12 hours, then daily to day 7.
func steps() []time.Duration {
	s := []time.Duration{
		10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
		time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	}
	for day := 1; day <= lastDay; day++ {
		s = append(s, time.Duration(day)*24*time.Hour)
	}
	return s
}

const (
	lastDay = 7
	// leastTries are made in any case, even if MM stood still for days.
	leastTries = 12
	// makeUp is the time between tries after day 7 that only make up for missed
	// ones.
	makeUp = 10 * time.Second
	// maxJitter is small against every step: receivers of many news at once see
	// at most four of ours at a time anyway.
	maxJitter = time.Minute
)

// following is when the next try is due after one at a moment, and whether
// there is one. The schedule goes by the time since the first try, not by the
// number of tries, so time in which MM stood still brings no burst afterwards.
// A try is never earlier than its step, and later by a random part of at most a
// tenth of the distance between steps.
func following(first, at time.Time, tries int, random float64) (time.Time, bool) {
	elapsed := at.Sub(first)
	before := time.Duration(0)
	for _, step := range steps() {
		if step > elapsed {
			jitter := min((step-before)/10, maxJitter)
			return first.Add(step + time.Duration(random*float64(jitter))), true
		}
		before = step
	}
	if tries < leastTries {
		return at.Add(makeUp), true
	}
	return time.Time{}, false
}

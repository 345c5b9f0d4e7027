package pay

import (
	"errors"
	"strings"
	"time"
	_ "time/tzdata" // Riga's rules must not depend on the machine
)

// Riga is the time zone of people: dates and terms are meant there.
func Riga() *time.Location { return rigaZone() }

var errMoment = errors.New("not a date: want 2026-12-31 or 2026-12-31T23:59:00+02:00")

// ParseMoment reads a date or date-time of a message: ISO 8601, the zone as Z,
// +03:00, +3:00 (as the published examples print it) or +0300; without a zone
// it is Riga's. DateOnly tells that there was no time. The date 0001-01-01 is
// what .NET sends for "not set": the zero time, without an error.
func ParseMoment(s string) (t time.Time, dateOnly bool, err error) {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "0001-01-01") {
		return time.Time{}, false, nil
	}
	if t, err = time.ParseInLocation("2006-01-02", s, Riga()); err == nil {
		return bounded(t, true)
	}
	if t, err = time.Parse("2006-01-02Z07:00", s); err == nil { // xs:date may carry a zone; the day counts
		return bounded(t, true)
	}
	body, zone := splitZone(s)
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if zone == "" {
			t, err = time.ParseInLocation(layout, body, Riga())
		} else {
			t, err = time.Parse(layout+"Z07:00", body+zone)
		}
		if err == nil {
			return bounded(t, false)
		}
	}
	return time.Time{}, false, errMoment
}

// bounded refuses years that no payment has, which also keeps milliseconds in
// range.
func bounded(t time.Time, dateOnly bool) (time.Time, bool, error) {
	if t.Year() < 1990 || t.Year() > 2199 {
		return time.Time{}, false, errMoment
	}
	return t, dateOnly, nil
}

// splitZone cuts a zone off the time and brings it into the form +03:00.
func splitZone(s string) (body, zone string) {
	if strings.HasSuffix(s, "Z") || strings.HasSuffix(s, "z") {
		return s[:len(s)-1], "Z"
	}
	i := strings.LastIndexAny(s, "+-")
	if i < len("2006-01-02T") {
		return s, ""
	}
	digits := strings.ReplaceAll(s[i+1:], ":", "")
	if len(digits) == 3 {
		digits = "0" + digits
	}
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 {
		return s, ""
	}
	return s[:i], s[i:i+1] + digits[:2] + ":" + digits[2:]
}

// EndOfDay is the end of a date in Riga: the first moment of the next day.
func EndOfDay(date time.Time) time.Time {
	y, m, d := date.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Riga())
}

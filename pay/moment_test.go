package pay_test

import (
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

func TestParseMoment(t *testing.T) {
	t.Parallel()
	utc := func(y int, m time.Month, d, h, min, s, ms int) time.Time {
		return time.Date(y, m, d, h, min, s, ms*1_000_000, time.UTC)
	}
	for _, c := range []struct {
		text     string
		want     time.Time
		dateOnly bool
	}{
		// As the published samples write it.
		{"2020-09-30T14:00:00+03:00", utc(2020, 9, 30, 11, 0, 0, 0), false},
		{"2019-12-31T15:45:00+3:00", utc(2019, 12, 31, 12, 45, 0, 0), false},
		{"2020-01-31T12:41:00+3:00", utc(2020, 1, 31, 9, 41, 0, 0), false},
		{"2013-02-15", utc(2013, 2, 14, 22, 0, 0, 0), true},

		// As clients write it.
		{"2026-12-31T14:00:00Z", utc(2026, 12, 31, 14, 0, 0, 0), false},
		{"2026-12-31T14:00:00z", utc(2026, 12, 31, 14, 0, 0, 0), false},
		{"2026-12-31T14:00:00.1234567+02:00", utc(2026, 12, 31, 12, 0, 0, 123).Add(456700 * time.Nanosecond), false}, // .NET
		{"2026-12-31T14:00:00.000Z", utc(2026, 12, 31, 14, 0, 0, 0), false},                                          // JavaScript
		{"2026-12-31T14:00:00+0200", utc(2026, 12, 31, 12, 0, 0, 0), false},
		{"2026-12-31T14:00:00+02", utc(2026, 12, 31, 12, 0, 0, 0), false},
		{"2026-12-31T14:00:00-05:00", utc(2026, 12, 31, 19, 0, 0, 0), false},
		{"2026-12-31T14:00:00-5:30", utc(2026, 12, 31, 19, 30, 0, 0), false},
		{"2026-12-31T14:00:00+00:00", utc(2026, 12, 31, 14, 0, 0, 0), false},
		{"2026-12-31T14:00", utc(2026, 12, 31, 12, 0, 0, 0), false},
		{"2026-12-31T14:00+02:00", utc(2026, 12, 31, 12, 0, 0, 0), false},
		{" 2026-12-31 ", utc(2026, 12, 30, 22, 0, 0, 0), true},

		// Without a zone it is Riga's, winter and summer.
		{"2026-01-15T12:00:00", utc(2026, 1, 15, 10, 0, 0, 0), false},
		{"2026-07-15T12:00:00", utc(2026, 7, 15, 9, 0, 0, 0), false},

		// The date is what counts of a date with a zone (xs:date).
		{"2026-07-15Z", utc(2026, 7, 15, 0, 0, 0, 0), true},
		{"2026-07-15+03:00", utc(2026, 7, 14, 21, 0, 0, 0), true},

		// Clocks go forward in Riga at 3:00 on 29 March 2026: 3:30 does not exist,
		// the offset before counts. Back at 4:00 on 25 October: 3:30 happens twice,
		// the later one counts, to the payer's good.
		{"2026-03-29T02:59:59", utc(2026, 3, 29, 0, 59, 59, 0), false},
		{"2026-03-29T03:30:00", utc(2026, 3, 29, 1, 30, 0, 0), false},
		{"2026-03-29T04:00:00", utc(2026, 3, 29, 1, 0, 0, 0), false},
		{"2026-10-25T03:30:00", utc(2026, 10, 25, 1, 30, 0, 0), false},
		{"2026-10-25T04:00:00", utc(2026, 10, 25, 2, 0, 0, 0), false},

		// "Not set" of .NET.
		{"0001-01-01T00:00:00", time.Time{}, false},
		{"0001-01-01", time.Time{}, false},
		{"0001-01-01T00:00:00Z", time.Time{}, false},
	} {
		got, dateOnly, err := pay.ParseMoment(c.text)
		if err != nil || !got.Equal(c.want) || dateOnly != c.dateOnly {
			t.Errorf("ParseMoment(%q) = %s, %v, %v; want %s, %v", c.text, got.UTC(), dateOnly, err, c.want, c.dateOnly)
		}
	}
}

func TestWhatIsNoMoment(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "tomorrow", "31.12.2026", "12/31/2026", "2026-13-01", "2026-02-30", "2026-12-31T25:00:00", "2026-12-31T14:60:00",
		"2026-12-31T14", "2026-12-31 14:00:00 Europe/Riga", "2026-12-31T14:00:00+24:00x", "2026-12-31T14:00:00+", "2026-12-31T14:00:00+3",
		"2026-12-31T14:00:00+03:00:00", "1899-12-30", "1989-12-31T23:59:59Z", "2200-01-01", "9999-12-31T23:59:59", "20261231",
		"1767225600", "/Date(1767225600000)/", "2026-12-31T14:00:00ZZ", "-2026-12-31", "2026-12-31T14:00:00+03:00Z",
	} {
		if got, _, err := pay.ParseMoment(s); err == nil || !got.IsZero() {
			t.Errorf("ParseMoment(%q) = %s, %v; want it refused", s, got, err)
		}
	}
}

func TestEndOfDayIsMidnightInRiga(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ date, want string }{
		{"2013-02-15", "2013-02-15T22:00:00Z"},
		{"2026-07-15", "2026-07-15T21:00:00Z"},
		{"2026-03-28", "2026-03-28T22:00:00Z"}, // before the short day
		{"2026-03-29", "2026-03-29T21:00:00Z"}, // the short day itself
		{"2026-10-25", "2026-10-25T22:00:00Z"}, // the long day
		{"2026-12-31", "2026-12-31T22:00:00Z"},
		{"2028-02-28", "2028-02-28T22:00:00Z"},
		{"2026-07-15Z", "2026-07-15T21:00:00Z"},
		{"2026-07-15-11:00", "2026-07-15T21:00:00Z"}, // the day counts, not the zone
	} {
		date, dateOnly, err := pay.ParseMoment(c.date)
		if err != nil || !dateOnly {
			t.Fatalf("%s: %v, %v", c.date, dateOnly, err)
		}
		if got := pay.EndOfDay(date).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("end of %s = %s, want %s", c.date, got, c.want)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{
		"2020-09-30T14:00:00+03:00", "2019-12-31T15:45:00+3:00", "2013-02-15", "2026-07-15Z", "0001-01-01T00:00:00",
		"2026-12-31T14:00:00.1234567+02:00", "2026-03-29T03:30:00", "2026-12-31T14:00-5:30", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, dateOnly, err := pay.ParseMoment(s)
		if err != nil {
			if !got.IsZero() || dateOnly {
				t.Errorf("%q: %s, %v beside %v", s, got, dateOnly, err)
			}
			return
		}
		if got.IsZero() {
			return
		}
		if y := got.UTC().Year(); y < 1989 || y > 2200 {
			t.Fatalf("%q is in the year %d", s, y)
		}
		again, _, err := pay.ParseMoment(got.UTC().Format("2006-01-02T15:04:05.999999999Z"))
		if err != nil && got.Year() == got.UTC().Year() || err == nil && !again.Equal(got) {
			t.Errorf("%q: %s reads back as %s, %v", s, got, again, err)
		}
	})
}

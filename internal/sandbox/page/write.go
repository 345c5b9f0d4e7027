package page

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // Riga's rules must not depend on the machine
)

// Money writes cents: "1 210,05 EUR" in Latvian, "EUR 1,210.05" in English.
func (d Display) Money(cents int64, currency string) string {
	whole, point, gap := fmt.Sprint(cents/100), ",", "\u00a0"
	if d.Language == "en" {
		point, gap = ".", ","
	}
	var groups []string
	for len(whole) > 3 {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
		whole = whole[:len(whole)-3]
	}
	number := strings.Join(append([]string{whole}, groups...), gap) + point + fmt.Sprintf("%02d", cents%100)
	if d.Language == "en" {
		return currency + "\u00a0" + number
	}
	return number + "\u00a0" + currency
}

// Moment writes a moment as it is in Riga: "22.11.2026. plkst. 10:00:00" in
// Latvian, "22 Nov 2026, 10:00:00" in English.
func (d Display) Moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	if riga, err := time.LoadLocation("Europe/Riga"); err == nil {
		t = t.In(riga)
	}
	if d.Language == "en" {
		return t.Format("2 Jan 2006, 15:04:05")
	}
	return t.Format("02.01.2006. plkst.\u00a015:04:05")
}

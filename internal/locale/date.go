package locale

import (
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// ending is the case of a Latvian month.
type ending int

const (
	nominative ending = iota // novembris
	genitive                 // no … novembra
	dative                   // līdz … novembrim
	locative                 // … novembrī
)

// month is a Latvian month in a case.
func month(m time.Month, e ending) string {
	return [...][4]string{
		{"janvāris", "janvāra", "janvārim", "janvārī"},
		{"februāris", "februāra", "februārim", "februārī"},
		{"marts", "marta", "martam", "martā"},
		{"aprīlis", "aprīļa", "aprīlim", "aprīlī"},
		{"maijs", "maija", "maijam", "maijā"},
		{"jūnijs", "jūnija", "jūnijam", "jūnijā"},
		{"jūlijs", "jūlija", "jūlijam", "jūlijā"},
		{"augusts", "augusta", "augustam", "augustā"},
		{"septembris", "septembra", "septembrim", "septembrī"},
		{"oktobris", "oktobra", "oktobrim", "oktobrī"},
		{"novembris", "novembra", "novembrim", "novembrī"},
		{"decembris", "decembra", "decembrim", "decembrī"},
	}[m-1][e]
}

// All of these show the moment as it is in Riga.

// Date is a date that stands alone: "2026. gada 22. novembris", "22 November
// 2026".
func (w *Words) Date(t time.Time) string { return w.date(t, nominative) }

// DateFrom is the date after "no" (from): "2026. gada 22. novembra".
func (w *Words) DateFrom(t time.Time) string { return w.date(t, genitive) }

// DateUntil is the date after "līdz" (until): "2026. gada 22. novembrim".
func (w *Words) DateUntil(t time.Time) string { return w.date(t, dative) }

// DateOn is the date when something happens: "2026. gada 22. novembrī".
func (w *Words) DateOn(t time.Time) string { return w.date(t, locative) }

func (w *Words) date(t time.Time, e ending) string {
	t = t.In(pay.Riga())
	if w.language == English {
		return fmt.Sprintf("%d%s%s %d", t.Day(), nbsp, t.Month(), t.Year())
	}
	return fmt.Sprintf("%d.%sgada %d.%s%s", t.Year(), nbsp, t.Day(), nbsp, month(t.Month(), e))
}

// ShortDate is a date for tables: "22.11.2026." in Latvian, "22/11/2026" in
// English.
func (w *Words) ShortDate(t time.Time) string {
	if w.language == English {
		return t.In(pay.Riga()).Format("02/01/2006")
	}
	return t.In(pay.Riga()).Format("02.01.2006.")
}

// Time is the time of day for tables: "12:05".
func (w *Words) Time(t time.Time) string { return t.In(pay.Riga()).Format("15:04") }

// Moment is when something happened: "2026. gada 22. novembrī plkst. 12.05",
// "22 November 2026 at 12:05".
func (w *Words) Moment(t time.Time) string { return w.DateOn(t) + w.clock(t) }

// clock is the time of day within a sentence, after a date.
func (w *Words) clock(t time.Time) string {
	if w.language == English {
		return " at" + nbsp + w.Time(t)
	}
	return " plkst." + nbsp + t.In(pay.Riga()).Format("15.04")
}

// Deadline is a term after "līdz" (by). The moment given is the first one that
// is too late; when it is midnight in Riga the term is the whole day before, and
// no time is shown.
func (w *Words) Deadline(end time.Time) string {
	if day, whole := lastDay(end); whole {
		return w.DateUntil(day)
	}
	return w.DateUntil(end) + w.clock(end)
}

// DeadlinePassed is when such a term ended, in a sentence.
func (w *Words) DeadlinePassed(end time.Time) string {
	if day, whole := lastDay(end); whole {
		return w.DateOn(day)
	}
	return w.Moment(end)
}

// lastDay is the day that ends at midnight in Riga; false when the moment is
// not midnight.
func lastDay(end time.Time) (time.Time, bool) {
	local := end.In(pay.Riga())
	if local.Hour() != 0 || local.Minute() != 0 || local.Second() != 0 {
		return time.Time{}, false
	}
	return local.AddDate(0, 0, -1), true
}

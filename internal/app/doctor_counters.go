package app

import (
	"context"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// counters compares the counters from which numbers come with the numbers that
// are in use. They only disagree in a database that was put together from parts
// of different age.
func (l *ledger) counters(ctx context.Context) Findings {
	const what = "counters"
	c, err := l.db.Counters(ctx)
	if err != nil {
		return Findings{unreadable(what, err)}
	}
	taken, err := l.takenNumbers(ctx, c.Series)
	if err != nil {
		return Findings{unreadable(what, err)}
	}
	return checkCounters(c, taken)
}

// takenNumbers are the numbers that series would give next though a document
// has them.
func (l *ledger) takenNumbers(ctx context.Context, series []pay.SeriesCounter) ([]string, error) {
	var taken []string
	for _, s := range series {
		next, err := s.Next()
		if err != nil {
			continue // the series is full, which is told when it is used
		}
		found, err := l.db.Documents(ctx, pay.DocumentFilter{Institution: s.Institution, Number: next, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			taken = append(taken, string(next))
		}
	}
	return taken, nil
}

// checkCounters judges counters and the document numbers that were given too
// early.
func checkCounters(c pay.Counters, taken []string) Findings {
	const what = "counters"
	const advice = "stop `mm serve` and restore the whole database from one backup; a part of it is older than the rest"
	var found Findings
	if c.NextSerial <= c.HighestSerial {
		found = append(found, failure(what, fmt.Sprintf("the next number is made of serial %d, and %d is in use: numbers would be given twice", c.NextSerial, c.HighestSerial), advice))
	}
	if len(taken) > 0 {
		found = append(found, failure(what, "documents would get numbers that others have: "+some(taken), advice))
	}
	if len(found) == 0 {
		found = append(found, fine(what, "ahead of all numbers in use"))
	}
	return found
}

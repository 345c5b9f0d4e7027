package store

import (
	"context"

	"viss.gov.lv/mm/pay"
)

const (
	selectNextSerial = `SELECT value FROM counter WHERE name = 'serial'`

	// Each is the end of an index.
	highestRequest  = `SELECT coalesce(max(serial), 0) FROM request`
	highestPayment  = `SELECT coalesce(max(serial), 0) FROM payment`
	highestAttempt  = `SELECT coalesce(max(serial), 0) FROM attempt`
	highestDocument = `SELECT coalesce(max(repository), 0) FROM document`

	selectSeries = `SELECT institution, series, year, last FROM document_series ORDER BY institution, series, year`
)

// Counters reads where numbers come from, and how far they have got.
func (s *Store) Counters(ctx context.Context) (pay.Counters, error) {
	var c pay.Counters
	queries := []Query{{SQL: selectNextSerial, Each: func(row Row) error { return row.Scan(&c.NextSerial) }}}
	for _, highest := range []string{highestRequest, highestPayment, highestAttempt, highestDocument} {
		queries = append(queries, Query{SQL: highest, Each: func(row Row) error {
			var serial int64
			err := row.Scan(&serial)
			c.HighestSerial = max(c.HighestSerial, serial)
			return err
		}})
	}
	queries = append(queries, Query{SQL: selectSeries, Each: func(row Row) error {
		one := pay.SeriesCounter{}
		err := row.Scan(&one.Institution, &one.Series, &one.Year, &one.Last)
		c.Series = append(c.Series, one)
		return err
	}})
	return c, s.read(ctx, "read the counters", queries...)
}

package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
)

// bareList is a hundred rows along an index and nothing else.
const bareList = `SELECT id, number, created, expires, total, currency, state, detail FROM request
 WHERE institution = $1 AND (created, serial) > ($2, -1) ORDER BY created, serial LIMIT 100`

// listFloors prints what cannot be undercut: an empty answer over the same TLS,
// and the same rows read by this process with nothing around them.
func (s settings) listFloors(ctx context.Context, p place, address string, mm *child) error {
	handler, err := s.bareTLS(ctx, p.dir, mm)
	if err != nil {
		return err
	}
	fmt.Printf("  %-37s %s\n", "bare TLS handler", handler)
	settle()
	driver := "sqlite"
	if strings.Contains(address, "://") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // only read from
	yearAgo := time.Now().AddDate(0, 0, -364)
	usage := newMeter(address)
	before := usage.used()
	query := drive(ctx, s.workers, s.duration, func(ctx context.Context, _, n int) error {
		rows, err := db.QueryContext(ctx, bareList, string(catalogue.SampleInstitution), yearAgo.AddDate(0, 0, n*7919%360).UnixMilli())
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error is in rows.Err
		var value [8]any
		for rows.Next() {
			if err := rows.Scan(&value[0], &value[1], &value[2], &value[3], &value[4], &value[5], &value[6], &value[7]); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	spent := usage.used().minus(before)
	fmt.Printf("  %-37s %s   100 rows   processor %6.1f ms\n", "bare query", query, ms(spent.callers+spent.database)/float64(max(1, len(query.times))))
	return nil
}

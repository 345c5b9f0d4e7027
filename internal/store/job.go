package store

import (
	"context"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	// A job that is set anew gets a new rev and loses its lease, so that who has
	// it in hand can no longer finish it.
	upsertJob = `INSERT INTO job (kind, ref, lane, due, tries, rev, claim, lease_until)
 VALUES ($1, $2, $3, $4, $5, 1, 0, 0)
 ON CONFLICT (kind, ref) DO UPDATE SET lane = excluded.lane, due = excluded.due, tries = excluded.tries,
 rev = job.rev + 1, lease_until = 0`
	dropJob = `DELETE FROM job WHERE kind = $1 AND ref = $2`

	// A job is finished or released only by who holds it.
	finishJob = `UPDATE job SET due = $1, tries = $2, rev = rev + 1, lease_until = 0
 WHERE kind = $3 AND ref = $4 AND rev = $5 AND claim = $6 AND lease_until > 0`
	endJob     = `DELETE FROM job WHERE kind = $1 AND ref = $2 AND rev = $3 AND claim = $4 AND lease_until > 0`
	releaseJob = `UPDATE job SET lease_until = 0
 WHERE kind = $1 AND ref = $2 AND rev = $3 AND claim = $4 AND lease_until > 0`

	// lanes walks the index on (lane, due) from lane to lane, so that its cost
	// is that of the number of lanes and not of the number of jobs.
	lanes = `WITH RECURSIVE lanes (lane) AS (
 SELECT min(lane) FROM job
 UNION ALL
 SELECT (SELECT min(job.lane) FROM job WHERE job.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL) `

	selectNextDue = lanes + `SELECT min(due) FROM (
 SELECT (SELECT min(job.due) FROM job WHERE job.lane = lanes.lane) AS due FROM lanes WHERE lanes.lane IS NOT NULL) AS firsts
 WHERE due IS NOT NULL`

	selectDueLanes = lanes + `SELECT lane FROM (
 SELECT lane, (SELECT min(job.due) FROM job WHERE job.lane = lanes.lane) AS due FROM lanes
 WHERE lanes.lane IS NOT NULL) AS firsts
 WHERE due <= $1`

	countDue = `SELECT kind, count(*), min(due) FROM (
 SELECT kind, due FROM job WHERE lane = $1 AND due <= $2 ORDER BY due LIMIT $3) AS oldest GROUP BY kind`

	countWaiting = `SELECT count(*) FROM (SELECT 1 FROM job WHERE kind = $1 LIMIT $2) AS first_ones`
)

// Bounds of how far CountJobs counts, of a kind and in a lane, since every open
// request has a job for its expiry.
const (
	mostWaiting = 10_000
	mostDue     = 1_000
)

// jobRef is the reference of a job as it is kept. Jobs of MM itself refer to
// nothing; the key holds no NULL, so that theirs is kept as zeros.
func jobRef(id pay.ID) []byte { return id[:] }

// SetJob implements pay.Tx.
func (t *tx) SetJob(j pay.Job) {
	t.write(upsertJob, text(j.Kind), jobRef(j.Ref), text(j.Lane), j.Due.UnixMilli(), int64(j.Tries))
}

// DropJob implements pay.Tx.
func (t *tx) DropJob(kind pay.JobKind, ref pay.ID) {
	t.write(dropJob, text(kind), jobRef(ref))
}

// FinishJob ends a claimed job.
func (s *Store) FinishJob(ctx context.Context, j pay.Job, next time.Time, tries int) error {
	w := Write{SQL: endJob, Args: []any{text(j.Kind), jobRef(j.Ref), j.Rev, j.Claim}}
	if !next.IsZero() {
		w = Write{SQL: finishJob, Args: []any{
			next.UnixMilli(), int64(tries), text(j.Kind), jobRef(j.Ref), j.Rev, j.Claim,
		}}
	}
	return s.write(ctx, "finish a job", func(Querier) ([]Write, error) { return []Write{w}, nil })
}

// ReleaseJob gives a claimed job back at once.
func (s *Store) ReleaseJob(ctx context.Context, j pay.Job) error {
	w := Write{SQL: releaseJob, Args: []any{text(j.Kind), jobRef(j.Ref), j.Rev, j.Claim}}
	return s.write(ctx, "release a job", func(Querier) ([]Write, error) { return []Write{w}, nil })
}

// NextDue is when the earliest job becomes due, also one that somebody has in
// hand.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var due time.Time
	err := s.read(ctx, "find the next job", Query{
		SQL:  selectNextDue,
		Each: func(row Row) error { return row.Scan(moment{&due}) },
	})
	if err == nil && due.IsZero() {
		err = pay.ErrNotFound
	}
	return due, err
}

// CountJobs counts the jobs by kind, those that somebody has in hand with the
// others. It counts no further than 10 000 of a kind, and 1 000 due ones of a
// lane: beyond that "many" is all that matters.
func (s *Store) CountJobs(ctx context.Context, now time.Time) (map[pay.JobKind]pay.JobCount, error) {
	counts := map[pay.JobKind]pay.JobCount{}
	queries := make([]Query, 0, len(pay.JobKinds()))
	for _, kind := range pay.JobKinds() {
		queries = append(queries, Query{SQL: countWaiting, Args: []any{text(kind), int64(mostWaiting)}, Each: func(row Row) error {
			var n int
			err := row.Scan(&n)
			if n > 0 {
				counts[kind] = pay.JobCount{Waiting: n}
			}
			return err
		}})
	}
	due, err := dueLanes(ctx, s.engine, now)
	if err != nil {
		return nil, fmt.Errorf("count the jobs: %w", err)
	}
	for _, lane := range due {
		queries = append(queries, Query{SQL: countDue, Args: []any{lane, now.UnixMilli(), int64(mostDue)}, Each: func(row Row) error {
			var (
				kind   pay.JobKind
				n      int
				oldest time.Time
			)
			err := row.Scan(&kind, &n, moment{&oldest})
			c := counts[kind]
			c.Due += n
			if c.Oldest.IsZero() || oldest.Before(c.Oldest) {
				c.Oldest = oldest
			}
			counts[kind] = c
			return err
		}})
	}
	return counts, s.read(ctx, "count the jobs", queries...)
}

// dueLanes lists the lanes that have a due job.
func dueLanes(ctx context.Context, q Querier, now time.Time) ([]string, error) {
	var due []string
	err := q.Query(ctx, Query{SQL: selectDueLanes, Args: []any{now.UnixMilli()}, Each: func(row Row) error {
		var lane string
		err := row.Scan(&lane)
		due = append(due, lane)
		return err
	}})
	return due, err
}

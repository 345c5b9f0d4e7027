package store

import (
	"context"
	"time"

	"viss.gov.lv/mm/pay"
)

const (
	// The lanes that have a due job that nobody has in hand, with the due time
	// of the oldest. Jobs in hand are few per lane, so that skipping them costs
	// little.
	selectFreeLanes = lanes + `SELECT lane, due FROM (
 SELECT lane, (SELECT job.due FROM job WHERE job.lane = lanes.lane AND job.due <= $1 AND job.lease_until <= $2
 ORDER BY job.due LIMIT 1) AS due FROM lanes WHERE lanes.lane IS NOT NULL) AS firsts
 WHERE due IS NOT NULL ORDER BY due, lane`

	selectFree = `SELECT kind, ref, lane, due, tries, rev, claim FROM job
 WHERE lane = $1 AND due <= $2 AND lease_until <= $3 ORDER BY due LIMIT $4`

	claimJob = `UPDATE job SET claim = $1, lease_until = $2 WHERE kind = $3 AND ref = $4`
)

// ClaimJobs takes due jobs under a lease. It goes round the lanes that have
// work, the one with the oldest first, and takes one of each until it has
// enough: a lane with a million due jobs gets no more than one with three.
func (s *Store) ClaimJobs(ctx context.Context, c pay.Claim) ([]pay.Job, error) {
	if c.Max < 1 {
		return nil, nil
	}
	var jobs []pay.Job
	err := s.write(ctx, "claim jobs", func(q Querier) ([]Write, error) {
		free, err := freeLanes(ctx, q, c)
		if err != nil || len(free) == 0 {
			jobs = nil
			return nil, err
		}
		found, err := candidates(ctx, q, s.engine.Clauses().Skip, c, free)
		if err != nil {
			return nil, err
		}
		jobs = inTurns(found, c.Max)
		return leases(jobs, c), nil
	})
	if err != nil {
		return nil, err
	}
	return jobs, nil
}

// freeLanes lists lanes from which a job may be taken, the one with the oldest
// job first, and no more of them than jobs are wanted.
func freeLanes(ctx context.Context, q Querier, c pay.Claim) ([]string, error) {
	var free []string
	err := q.Query(ctx, Query{
		SQL:  selectFreeLanes,
		Args: []any{c.Now.UnixMilli(), c.Machine.UnixMilli()},
		Each: func(row Row) error {
			var (
				lane string
				due  time.Time
			)
			err := row.Scan(&lane, moment{&due})
			if room(c, lane) > 0 && len(free) < c.Max {
				free = append(free, lane)
			}
			return err
		},
	})
	return free, err
}

// room is how many more jobs of a lane the caller may have.
func room(c pay.Claim, lane string) int {
	if c.PerLane < 1 {
		return c.Max
	}
	return c.PerLane - c.Busy[lane]
}

// candidates reads, for each lane, as many of its jobs as could be taken, and
// keeps other claimers from them until the transaction ends.
func candidates(ctx context.Context, q Querier, skip string, c pay.Claim, free []string) ([][]pay.Job, error) {
	found := make([][]pay.Job, len(free))
	queries := make([]Query, len(free))
	for i, lane := range free {
		most := min(room(c, lane), c.Max-len(free)+1) // each of the other lanes gives at least one
		queries[i] = Query{
			SQL:  selectFree + skip,
			Args: []any{lane, c.Now.UnixMilli(), c.Machine.UnixMilli(), int64(most)},
			Each: func(row Row) error {
				j := pay.Job{}
				err := row.Scan(&j.Kind, identifier{&j.Ref}, &j.Lane, moment{&j.Due}, &j.Tries, &j.Rev, &j.Claim)
				found[i] = append(found[i], j)
				return err
			},
		}
	}
	return found, q.Query(ctx, queries...)
}

// inTurns takes one job of each lane in turn until there are enough.
func inTurns(lanes [][]pay.Job, most int) []pay.Job {
	var jobs []pay.Job
	for turn := 0; len(jobs) < most; turn++ {
		before := len(jobs)
		for _, lane := range lanes {
			if turn < len(lane) && len(jobs) < most {
				jobs = append(jobs, lane[turn])
			}
		}
		if len(jobs) == before {
			break
		}
	}
	return jobs
}

// leases writes the claims into the jobs and gives the statements that keep
// them. A claim is of the machine clock, so that it is a new one even for a job
// that was dropped and made again in between.
func leases(jobs []pay.Job, c pay.Claim) []Write {
	writes := make([]Write, len(jobs))
	until := c.Machine.Add(c.Lease).UnixMilli()
	for i := range jobs {
		jobs[i].Claim = max(jobs[i].Claim+1, c.Machine.UnixNano())
		writes[i] = Write{SQL: claimJob, Args: []any{jobs[i].Claim, until, text(jobs[i].Kind), jobRef(jobs[i].Ref)}}
	}
	return writes
}

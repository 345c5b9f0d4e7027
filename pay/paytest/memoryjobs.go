package paytest

import (
	"context"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

type jobKey struct {
	kind pay.JobKind
	ref  pay.ID
}

type memoryJob struct {
	pay.Job
	leased time.Time // until when, machine clock
}

// SetJob makes a job due, as Tx.SetJob does, without an Update.
func (m *Memory) SetJob(j pay.Job) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.setJob(j)
}

func (m *Memory) setJob(j pay.Job) {
	m.rev++
	j.Rev, j.Claim, j.Due = m.rev, 0, moment(j.Due)
	m.jobs[jobKey{j.Kind, j.Ref}] = &memoryJob{Job: j}
}

// Jobs lists all jobs, the earliest first.
func (m *Memory) Jobs() []pay.Job {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]pay.Job, 0, len(m.jobs))
	for _, j := range m.sorted() {
		all = append(all, j.Job)
	}
	return all
}

func (m *Memory) sorted() []*memoryJob {
	all := make([]*memoryJob, 0, len(m.jobs))
	for _, j := range m.jobs {
		all = append(all, j)
	}
	slices.SortFunc(all, func(a, b *memoryJob) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return int(a.Rev - b.Rev)
	})
	return all
}

// ClaimJobs takes due jobs, one of each lane in turn.
func (m *Memory) ClaimJobs(ctx context.Context, c pay.Claim) ([]pay.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lanes, order := map[string][]*memoryJob{}, []string(nil)
	for _, j := range m.sorted() {
		if j.Due.After(c.Now) || j.leased.After(c.Machine) {
			continue
		}
		if len(lanes[j.Lane]) == 0 {
			order = append(order, j.Lane)
		}
		lanes[j.Lane] = append(lanes[j.Lane], j)
	}
	var claimed []pay.Job
	for n := 0; len(claimed) < c.Max; n++ {
		before := len(claimed)
		for _, lane := range order {
			if n >= len(lanes[lane]) || n+c.Busy[lane] >= c.PerLane || len(claimed) == c.Max {
				continue
			}
			j := lanes[lane][n]
			m.rev++
			j.Claim, j.leased = m.rev, c.Machine.Add(c.Lease)
			claimed = append(claimed, j.Job)
		}
		if len(claimed) == before {
			break
		}
	}
	return claimed, nil
}

// held finds a job that is still under the lease of the claimed one.
func (m *Memory) held(j pay.Job) *memoryJob {
	known := m.jobs[jobKey{j.Kind, j.Ref}]
	if known == nil || known.Rev != j.Rev || known.Claim != j.Claim {
		return nil
	}
	return known
}

// FinishJob ends a claimed job.
func (m *Memory) FinishJob(ctx context.Context, j pay.Job, next time.Time, tries int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	known := m.held(j)
	switch {
	case known == nil:
	case next.IsZero():
		delete(m.jobs, jobKey{j.Kind, j.Ref})
	default:
		known.Due, known.Tries, known.leased, known.Claim = moment(next), tries, time.Time{}, 0
	}
	return nil
}

// ReleaseJob gives a claimed job back.
func (m *Memory) ReleaseJob(ctx context.Context, j pay.Job) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if known := m.held(j); known != nil {
		known.leased, known.Claim = time.Time{}, 0
	}
	return nil
}

// NextDue is when the earliest job becomes due, leased or not.
func (m *Memory) NextDue(context.Context) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.sorted()
	if len(all) == 0 {
		return time.Time{}, pay.ErrNotFound
	}
	return all[0].Due, nil
}

// CountJobs counts jobs by kind.
func (m *Memory) CountJobs(_ context.Context, now time.Time) (map[pay.JobKind]pay.JobCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := map[pay.JobKind]pay.JobCount{}
	for _, j := range m.sorted() {
		c := counts[j.Kind]
		c.Waiting++
		if !j.Due.After(now) {
			c.Due++
			if c.Oldest.IsZero() {
				c.Oldest = j.Due
			}
		}
		counts[j.Kind] = c
	}
	return counts, nil
}

package storetest

import (
	"fmt"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// lanesOf counts jobs by their lane.
func lanesOf(jobs []pay.Job) map[string]int {
	lanes := map[string]int{}
	for _, j := range jobs {
		lanes[j.Lane]++
	}
	return lanes
}

func fairness(f *fixture) {
	var jobs []pay.Job
	for i := range 50 {
		jobs = append(jobs, f.job("crowd", time.Duration(i)*time.Second))
	}
	for i := range 2 {
		jobs = append(jobs, f.job("quiet", time.Hour+time.Duration(i)*time.Second))
	}
	jobs = append(jobs, f.job("late", 2*time.Hour), f.job("not yet", 3*time.Hour))
	f.setJobs(jobs...)

	c := pay.Claim{Now: at(2 * time.Hour), Machine: at(0), Lease: lease, Max: 8, PerLane: 10}
	got := f.claimed(c)
	f.same("lanes of eight", map[string]int{"crowd": 5, "quiet": 2, "late": 1}, lanesOf(got))
	oldest := map[string]time.Time{}
	for _, j := range got {
		if j.Due.Before(oldest[j.Lane]) {
			f.Errorf("lane %s: a job of %s came after one of %s", j.Lane, j.Due, oldest[j.Lane])
		}
		oldest[j.Lane] = j.Due
	}
	if want := at(4 * time.Second); !oldest["crowd"].Equal(want) {
		f.Errorf("the last of the crowd is of %s, want the five oldest", oldest["crowd"])
	}
	c.Max = 2
	f.same("lanes of two more", map[string]int{"crowd": 2}, lanesOf(f.claimed(c)))
}

func laneLimits(f *fixture) {
	var jobs []pay.Job
	for i := range 5 {
		for _, lane := range []string{"a", "b", "c"} {
			jobs = append(jobs, f.job(lane, time.Duration(i)*time.Second))
		}
	}
	f.setJobs(jobs...)
	c := pay.Claim{
		Now: at(time.Hour), Machine: at(0), Lease: lease, Max: 100, PerLane: 3, Busy: map[string]int{"a": 2, "b": 3},
	}
	f.same("lanes", map[string]int{"a": 1, "c": 3}, lanesOf(f.claimed(c)))
	c.Busy = map[string]int{"a": 3, "c": 3}
	c.Max = 1
	f.same("a lane that is full is no reason to leave the others", map[string]int{"b": 1}, lanesOf(f.claimed(c)))
	c.Max = 0
	f.none("nothing is wanted", c)
}

func claimedOnce(f *fixture) {
	const jobs, claimers = 200, 8
	var made []pay.Job
	for i := range jobs {
		made = append(made, f.job(fmt.Sprint("lane", i%5), time.Duration(i)*time.Second))
	}
	f.setJobs(made...)
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		seen = map[pay.ID]int{}
	)
	stores := []Store{f.s, f.open(), f.open()}
	for i := range claimers {
		s := stores[i%len(stores)]
		all.Go(func() {
			for idle := 0; idle < 3; { // others may hold the rest for a moment
				got, err := s.ClaimJobs(f.Context(), pay.Claim{
					Now: at(time.Hour), Machine: at(0), Lease: lease, Max: 7, PerLane: 100,
				})
				if err != nil {
					f.Error(err)
					return
				}
				if idle++; len(got) > 0 {
					idle = 0
				}
				mu.Lock()
				for _, j := range got {
					seen[j.Ref]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for ref, n := range seen {
		if n > 1 {
			f.Errorf("job %s was claimed %d times", ref, n)
		}
	}
	rest := f.claimed(pay.Claim{Now: at(time.Hour), Machine: at(0), Lease: lease, Max: jobs, PerLane: jobs})
	if len(seen)+len(rest) != jobs {
		f.Errorf("%d and %d jobs were claimed, want %d", len(seen), len(rest), jobs)
	}
}

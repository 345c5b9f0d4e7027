package eservice

import "sync"

// answers are what the next calls of MM are answered, where a script wants
// another answer than the usual one.
type answers struct {
	mu     sync.Mutex
	status int
	times  int
}

// next is the status of the next answer.
func (a *answers) next(usual int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.times == 0 {
		return usual
	}
	a.times--
	return a.status
}

// Answer lets the next calls and notices of MM be answered with a status; zero
// times: as usual again.
func (s *Service) Answer(status, times int) {
	s.answers.mu.Lock()
	defer s.answers.mu.Unlock()
	s.answers.status, s.answers.times = status, times
}

package store

// NothingIsFew makes a store read every list along the time, as it does when
// what is asked for is not rare.
func (s *Store) NothingIsFew() { s.few = -1 }

package sqlite

import (
	"context"

	"viss.gov.lv/mm/internal/store"
)

// groupQuerier is the querier of a function in a group. It does not listen to
// the caller's context: a group belongs to all of its callers.
type groupQuerier struct{ *session }

var _ store.Querier = groupQuerier{}

// Query implements store.Querier.
func (g groupQuerier) Query(ctx context.Context, queries ...store.Query) error {
	return g.session.Query(context.WithoutCancel(ctx), queries...)
}

// apply runs one transaction of a group in a savepoint of its own. Its error,
// or panic, undoes that savepoint only; the error that apply returns is one that
// ends the group.
func apply(ctx context.Context, s *session, u *update) (broken error) {
	if err := s.exec(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	perform(ctx, s, u)
	if u.err == nil && u.panicked == nil {
		return s.exec(ctx, "RELEASE one")
	}
	if err := s.exec(ctx, "ROLLBACK TO one"); err != nil {
		return err
	}
	return s.exec(ctx, "RELEASE one")
}

// perform runs the function and executes what it wants written.
func perform(ctx context.Context, s *session, u *update) {
	returned := false
	defer func() {
		if !returned {
			u.panicked = recover()
		}
	}()
	writes, err := u.work(groupQuerier{s})
	returned = true
	for i := 0; err == nil && i < len(writes); i++ {
		err = s.exec(ctx, writes[i].SQL, writes[i].Args...)
		if err != nil && writes[i].Taken != nil && isTaken(err) {
			err = writes[i].Taken
		}
	}
	u.err = err
}

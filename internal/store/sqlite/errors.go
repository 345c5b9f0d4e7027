package sqlite

import (
	"errors"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// isTaken tells whether a write failed because a unique key is in use.
func isTaken(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == codes.SQLITE_CONSTRAINT_UNIQUE)
}

package sqlite

import (
	"context"

	"viss.gov.lv/mm/internal/store"
)

const (
	// checkpointEvery is after how many transactions what is in the WAL is
	// copied into the file: one to four megabytes of it.
	checkpointEvery = 400
	// largestWAL is the size at which the WAL must be begun anew: 64 MB of
	// pages. Usually it is after every checkpoint, but not while readers always
	// overlap each other.
	largestWAL = 16 << 10
)

// care keeps the WAL small. It runs between transactions, when all callers have
// their answer; on the connection that writes, since one beside it would only
// compete for the disk. What fails here is done next time, and a disk that fails
// also fails a commit.
func (w *writer) care(ctx context.Context, committed int) {
	if w.since += committed; w.since < checkpointEvery {
		return
	}
	w.since = 0
	if frames := checkpoint(ctx, w.session, "PRAGMA wal_checkpoint(PASSIVE)"); frames < largestWAL {
		return
	}
	// Readers that began before are waited for, but not for long.
	_ = w.session.exec(ctx, "PRAGMA busy_timeout(50)") // cannot fail, and would do no harm
	checkpoint(ctx, w.session, "PRAGMA wal_checkpoint(RESTART)")
	_ = w.session.exec(ctx, "PRAGMA busy_timeout(5000)")
}

// checkpoint runs a checkpoint and tells how many frames the WAL had.
func checkpoint(ctx context.Context, s *session, sql string) (frames int) {
	_ = s.Query(ctx, store.Query{SQL: sql, Each: func(row store.Row) error {
		var busy, copied int
		return row.Scan(&busy, &frames, &copied)
	}})
	return frames
}

package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/sandbox/demobank"
)

// A script learns that there is no clock to move, and that nothing is broken.
func TestClockThatCannotBeMoved(t *testing.T) {
	t.Parallel()
	for advance, want := range map[error]int{
		ErrNoClock:                         http.StatusConflict,
		errors.New("the database is away"): http.StatusInternalServerError,
	} {
		s := &Sandbox{bank: &demobank.Bank{}, c: Config{Advance: func(context.Context, time.Duration) error { return advance }}}
		w := httptest.NewRecorder()
		s.clock(w, httptest.NewRequest(http.MethodPost, "/clock?advance=1h", nil))
		if w.Code != want || !strings.Contains(w.Body.String(), advance.Error()) {
			t.Errorf("%v is answered %d %s", advance, w.Code, w.Body)
		}
	}
}

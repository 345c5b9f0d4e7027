package apiv2

import (
	"context"
	"net/http"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// Waiting goes before what answers calls, and before what counts those in hand:
// who reads the feed with wait=… and finds nothing new stands here, and takes no
// room, until something has happened or the time is over. Then the call goes on
// as any other. A call in which anything is wrong goes on at once, and is
// refused as any other; so does one with a body, since nothing would bound for
// how long the server then waits for that.
func (h *Handler) Waiting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.ContentLength == 0 && strings.Contains(r.URL.RawQuery, "wait=") && feedPath(r.URL.Path) {
			c := &call{w: w, r: r, path: "events"}
			if err := h.await(r.Context(), c); err != nil {
				h.refuse(r.Context(), c, err)
				h.Observe(Call{Operation: "listEvents", Institution: c.caller.Institution, Code: pay.CodeOf(err)})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// idler is a writer that wants to know how long a call was not worked on.
type idler interface{ Idle(d time.Duration) }

func feedPath(path string) bool {
	return strings.EqualFold(strings.TrimSuffix(path, "/"), Path+"events")
}

// await waits if the caller may and wants to. Its only refusal is that too many
// do.
func (h *Handler) await(ctx context.Context, c *call) error {
	asked, err := c.feedQuery()
	if err != nil || asked.wait == 0 || h.identify(c) != nil {
		return nil //nolint:nilerr // the call that goes on is told
	}
	wait := time.Duration(asked.wait) * time.Second
	// The server's bounds are for calls that are worked on.
	control := http.NewResponseController(c.w)
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(h.Machine.Now().Add(wait + h.BodyTimeout))
	began := h.Machine.Now()
	waited := h.Told.Watch.wait(ctx, c.caller.Institution, asked.after, wait)
	if w, ok := c.w.(idler); ok {
		w.Idle(h.Machine.Now().Sub(began))
	}
	if waited {
		return nil
	}
	return &pay.Error{Code: pay.CodeTooManyCalls, Want: pay.Want{
		LV: "Vienlaikus gaida pārāk daudzi.", EN: "Too many wait at once.",
	}}
}

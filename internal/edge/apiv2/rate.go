package apiv2

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"viss.gov.lv/mm/pay"
)

// window is the stretch of time that a rate is told for.
const window = time.Minute

// rates counts the calls of each institution: there are as many as the
// catalogue has, so nothing is ever forgotten. Each instance counts for itself.
type rates struct {
	quota   int
	policy  []string // as a header's values
	machine pay.Clock
	mu      sync.Mutex
	buckets map[pay.InstitutionCode]*rate.Limiter
}

func newRates(quota int, machine pay.Clock) *rates {
	policy := fmt.Sprintf(`"institution";q=%d;w=%d`, quota, int(window/time.Second))
	return &rates{quota: quota, policy: []string{policy}, machine: machine, buckets: map[pay.InstitutionCode]*rate.Limiter{}}
}

// taken is what became of one call's share.
type taken struct {
	ok   bool
	left int
	full time.Duration // until all is there again
	wait time.Duration // until there are as many as the call costs, when it is not ok
}

// dear is what a call costs that works on up to a thousand things: a hundredth of
// the quota, so that there may be a hundred of them in a window.
func (r *rates) dear() int { return max(r.quota/100, 1) }

// take takes so many shares, or none when fewer are there.
func (r *rates) take(owner pay.InstitutionCode, shares int) taken {
	r.mu.Lock()
	bucket, ok := r.buckets[owner]
	if !ok {
		bucket = rate.NewLimiter(rate.Every(window/time.Duration(r.quota)), r.quota)
		r.buckets[owner] = bucket
	}
	r.mu.Unlock()
	now := r.machine.Now()
	t := taken{ok: bucket.AllowN(now, shares)}
	tokens := bucket.TokensAt(now)
	t.left = max(int(tokens), 0)
	each := float64(bucket.Limit())
	t.full = time.Duration((float64(r.quota) - tokens) / each * float64(time.Second))
	t.wait = time.Duration((float64(shares) - tokens) / each * float64(time.Second))
	return t
}

// limit takes the call's share of the institution's rate and tells how much is
// left, as draft-ietf-httpapi-ratelimit-headers writes it.
func (h *Handler) limit(c *call) error {
	shares := 1
	if c.route.dear {
		shares = h.rates.dear()
	}
	t := h.rates.take(c.caller.Institution, shares)
	header := c.w.Header()
	header["Ratelimit-Policy"] = h.rates.policy
	header["Ratelimit"] = []string{`"institution";r=` + strconv.Itoa(t.left) + ";t=" + strconv.Itoa(seconds(t.full))}
	if t.ok {
		return nil
	}
	header.Set("Retry-After", strconv.Itoa(max(seconds(t.wait), 1)))
	return pay.Fail(pay.CodeTooManyCalls, nil)
}

// seconds are whole ones, so many that the time has passed by then.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

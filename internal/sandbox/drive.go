package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/sandbox/demobank"
	"viss.gov.lv/mm/internal/sandbox/payer"
)

// paid is the answer to a walk that is over.
type paid struct {
	Request  string        `json:"request"`
	Provider string        `json:"provider"`
	Outcome  string        `json:"outcome"`
	Payments []payer.Visit `json:"payments"`
}

// pay walks MM's pages and the bank's as a payer would. Without an outcome the
// bank's page is left on automatic.
func (s *Sandbox) pay(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for name := range q {
		if name != "provider" && name != "outcome" && name != "payment" {
			fail(w, http.StatusBadRequest, "unknown parameter "+name+": want provider, outcome, payment")
			return
		}
	}
	wish := payer.Wish{
		ID: r.PathValue("id"), Payment: q.Get("payment"), Provider: either(q.Get("provider"), s.c.Provider),
		Outcome: either(q.Get("outcome"), string(demobank.Automatic)),
	}
	if !strings.EqualFold(wish.Provider, s.c.Provider) {
		fail(w, http.StatusBadRequest, "provider: the sandbox has a stand-in for "+s.c.Provider+" only")
		return
	}
	wish.Provider = s.c.Provider
	if wish.Outcome != payer.Abandon && !demobank.Outcome(wish.Outcome).Valid() {
		fail(w, http.StatusBadRequest, "outcome: want one of auto, "+strings.Join(outcomes(), ", "))
		return
	}
	visits, err := s.payer.Pay(r.Context(), wish)
	if err != nil {
		status := http.StatusBadGateway
		if stopped, ok := errors.AsType[*payer.Error](err); ok {
			status = stopped.Status
		}
		fail(w, status, err.Error())
		return
	}
	reply(w, http.StatusOK, paid{wish.ID, wish.Provider, wish.Outcome, visits})
}

func either(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// outcomes are those that a script may ask for, besides auto.
func outcomes() []string {
	names := []string{payer.Abandon}
	for _, o := range demobank.Outcomes() {
		names = append(names, string(o))
	}
	return names
}

// callbacks lists what the sample e-service received.
func (s *Sandbox) callbacks(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, s.service.Callbacks(r.URL.Query().Get("id")))
}

// mostAnswers bounds how many calls are answered as a script wants.
const mostAnswers = 1000

// answer lets the sample e-service answer MM's next calls and notices with
// another status, as a script needs that tests what MM does then.
func (s *Sandbox) answer(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	status, err := strconv.Atoi(q.Get("answer"))
	if err != nil || status < 200 || status > 599 {
		fail(w, http.StatusBadRequest, "answer: want a status from 200 to 599")
		return
	}
	times, err := strconv.Atoi(either(q.Get("times"), "1"))
	if err != nil || times < 0 || times > mostAnswers {
		fail(w, http.StatusBadRequest, "times: want a number from 0 to "+strconv.Itoa(mostAnswers))
		return
	}
	s.service.Answer(status, times)
	reply(w, http.StatusOK, map[string]int{"answer": status, "times": times})
}

// maxAdvance bounds one move of the clock.
const maxAdvance = 10 * 365 * 24 * time.Hour

// ErrNoClock says that the stand-ins have no business clock to move: MM runs
// elsewhere, by its own.
var ErrNoClock = errors.New("the business clock moves only in mm demo")

// clock moves the business clock. MM does first what became due for it, then
// the bank does, then MM what that has caused: so a bank's answer that was to
// come after a term does come after it, however far the clock is moved at once.
func (s *Sandbox) clock(w http.ResponseWriter, r *http.Request) {
	text := r.URL.Query().Get("advance")
	by, err := time.ParseDuration(text)
	switch {
	case text == "" || err != nil:
		fail(w, http.StatusBadRequest, "advance: want a duration as 48h or 90m")
		return
	case by < 0:
		fail(w, http.StatusBadRequest, "advance: the clock goes forward only")
		return
	case by > maxAdvance:
		fail(w, http.StatusBadRequest, "advance: want at most 87600h, ten years")
		return
	}
	switch err := s.advance(r.Context(), by); {
	case errors.Is(err, ErrNoClock):
		fail(w, http.StatusConflict, err.Error())
		return
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
		return
	}
	reply(w, http.StatusOK, map[string]string{"now": s.c.Now().UTC().Format(time.RFC3339Nano)})
}

func (s *Sandbox) advance(ctx context.Context, by time.Duration) error {
	err := s.bank.RunDueAfter(ctx, func() error { return s.c.Advance(ctx, by) })
	if err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	if err := s.c.Advance(ctx, 0); err != nil {
		return fmt.Errorf("do what became due: %w", err)
	}
	return nil
}

func fail(w http.ResponseWriter, status int, text string) {
	reply(w, status, map[string]string{"error": text})
}

func reply(w http.ResponseWriter, status int, value any) {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}

package payerweb

import (
	"errors"
	"log/slog"
	"net/http"

	"viss.gov.lv/mm/pay"
)

// errNoPage: the address belongs to no page.
var errNoPage = errors.New("no such page")

// errForeign: another site started the action.
var errForeign = errors.New("cross-origin request")

// noPage answers an address that we do not have.
func noPage(http.ResponseWriter, *http.Request, visit) error { return errNoPage }

// refused answers an action that another site started.
func refused(http.ResponseWriter, *http.Request, visit) error { return errForeign }

// answer is how an error is answered.
type answer struct {
	status  int
	heading string   // keys of the texts
	text    []string //
	home    bool     // shown by the request's own page, which knows what is true
}

// answerTo is the one table from errors to pages.
func answerTo(err error) answer {
	var bank bankFailure
	switch {
	case errors.Is(err, errNoPage):
		return answer{status: http.StatusNotFound, heading: "page.title", text: []string{"page.text"}}
	case errors.Is(err, errForeign):
		return answer{status: http.StatusForbidden, heading: "refused.title", text: []string{"refused.text"}}
	case errors.Is(err, errNotPayer):
		return answer{status: http.StatusForbidden, heading: "copy.refused.title", text: []string{"copy.refused.text"}}
	case errors.Is(err, errNoCopy):
		return answer{status: http.StatusNotFound, heading: "copy.none.title", text: []string{"copy.none.text"}}
	case errors.Is(err, errUsed):
		return answer{status: http.StatusNotFound, heading: "copy.used.title", text: []string{"copy.used.text"}}
	case errors.As(err, &bank) && bank.own():
		return answer{status: bank.status(), heading: "bankmessage.title", text: []string{"bankmessage.text"}}
	}
	return answerToKind(pay.KindOf(err))
}

func answerToKind(k pay.Kind) answer {
	switch k {
	case pay.NotFound:
		return answer{status: http.StatusNotFound, heading: "notfound.title", text: []string{"notfound.text", "notfound.next"}}
	case pay.Invalid:
		return answer{status: http.StatusBadRequest, heading: "badform.title", text: []string{"badform.text"}}
	case pay.TooLarge:
		return answer{status: http.StatusRequestEntityTooLarge, heading: "badform.title", text: []string{"badform.text"}}
	case pay.Unauthenticated, pay.Forbidden:
		return answer{status: http.StatusForbidden, heading: "refused.title", text: []string{"refused.text"}}
	case pay.RateLimited:
		return answer{status: http.StatusTooManyRequests, heading: "toomany.title", text: []string{"toomany.text"}}
	case pay.Unavailable:
		return answer{status: http.StatusServiceUnavailable, heading: "outage.title", text: []string{"outage.text"}}
	case pay.Conflict, pay.Ended:
		return answer{status: http.StatusConflict, heading: "badform.title", text: []string{"badform.text"}, home: true}
	case pay.Internal:
	}
	return answer{status: http.StatusInternalServerError, heading: "tech.title", text: []string{"tech.text"}}
}

// fail answers a visit that could not be served.
func (s *site) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	s.logFailure(r, err)
	a := answerTo(err)
	if a.home && r.Method == http.MethodPost && !v.ID.IsZero() {
		seeOther(w, v.Overtaken())
		return
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	if err := s.render(w, s.problemPage(v, a)); err != nil {
		s.Log.ErrorContext(r.Context(), "page not shown", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// problemPage makes the page of an answer.
func (s *site) problemPage(v visit, a answer) *page {
	p := &page{
		visit: v, Kind: kindProblem, Status: a.status, Demo: s.Demo, Fixed: v.ID.IsZero(),
		Heading: v.Words.Text(a.heading), Files: s.files,
	}
	for _, key := range a.text {
		p.Text = append(p.Text, v.Words.Text(key))
	}
	if !v.ID.IsZero() && a.status != http.StatusNotFound {
		p.Open = v.Home()
	}
	return p
}

// logFailure notes what went wrong: our own faults as errors, what others did
// as information; addresses of no page, which scanners try all day, stand in the
// log of requests. The address is noted without its query.
func (s *site) logFailure(r *http.Request, err error) {
	if errors.Is(err, errNoPage) {
		return
	}
	level, code := slog.LevelInfo, pay.CodeOf(err)
	if answerTo(err).status >= http.StatusInternalServerError {
		level = slog.LevelError
	} else if code == pay.CodeInternal { // that of an error without any, which is not ours here
		code = ""
	}
	if r.Context().Err() != nil { // the payer left
		level = slog.LevelInfo
	}
	s.Log.LogAttrs(r.Context(), level, "payer's page refused",
		slog.String("method", r.Method), slog.String("path", cleanPath(r.URL.Path)),
		slog.String("code", string(code)), slog.String("error", err.Error()))
}

func tooLarge(err error) bool {
	var over *http.MaxBytesError
	return errors.As(err, &over)
}

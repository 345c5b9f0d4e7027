package payerweb

import (
	"encoding/json"
	"net/http"
)

// status tells the page's script whether the page is out of date: a token that
// changes with what the payer would see, and nothing else.
func (s *site) status(w http.ResponseWriter, r *http.Request, v visit) error {
	code, state := http.StatusOK, ""
	view, err := s.find(r, v)
	if err != nil {
		code = answerTo(err).status
		s.logFailure(r, err)
	} else {
		state = token(view.Request, view.Now, v.payment)
	}
	body, err := json.Marshal(struct {
		State string `json:"state"`
	}{state})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body)
	return nil
}

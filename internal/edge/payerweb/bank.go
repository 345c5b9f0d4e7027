package payerweb

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"viss.gov.lv/mm/pay"
)

// messageLimit is the size of the largest message of a provider: a signed XML
// document in a form field, with its certificate, is a few thousand characters.
const messageLimit = 256 << 10

// bankReturn takes the payer back from a provider: GET or POST of a browser,
// from a foreign site and without cookies. Some providers' servers call the
// same address; what the message says of its channel decides how it is
// answered.
func (s *site) bankReturn(w http.ResponseWriter, r *http.Request) {
	v := s.visit(r, s.home())
	received, err := s.receive(w, r)
	if err != nil {
		s.fail(w, r, v, bankFailure{err})
		return
	}
	if received.Notice.Channel == pay.ChannelServer {
		reply(w, received.Notice.Reply)
		return
	}
	v.ID = received.Request
	seeOther(w, v.Home())
}

// bankNotify takes a message from a provider's server. An error that is the
// message's own is never 5xx, since banks repeat those for days.
func (s *site) bankNotify(w http.ResponseWriter, r *http.Request) {
	received, err := s.receive(w, r)
	if err != nil {
		s.logFailure(r, err)
		http.Error(w, string(pay.CodeOf(err)), bankFailure{err}.status())
		return
	}
	reply(w, received.Notice.Reply)
}

// receive hands a message to the cashier as it came.
func (s *site) receive(w http.ResponseWriter, r *http.Request) (pay.Received, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return pay.Received{}, pay.Fail(pay.CodeUnknownOperation, nil)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, messageLimit))
	if tooLarge(err) {
		return pay.Received{}, pay.Fail(pay.CodeMessageTooLarge, err)
	}
	if err != nil {
		return pay.Received{}, pay.Fail(pay.CodeMalformed, err)
	}
	return s.Cashier.Receive(r.Context(), pay.Message{
		Provider: pay.ProviderCode(r.PathValue("code")).Canonical(),
		Method:   r.Method,
		Query:    r.URL.Query(),
		Form:     formOf(r.Header.Get("Content-Type"), body),
		Body:     body,
		Header:   map[string]string{"Content-Type": r.Header.Get("Content-Type"), "User-Agent": r.UserAgent()},
		Remote:   s.ClientAddr(r).String(),
		Received: s.Clock.Now(),
	})
}

// formOf reads the body as a form where it is one. Pairs that cannot be read are
// left out: whether the rest is enough is for the signature to say.
func formOf(contentType string, body []byte) url.Values {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil
	}
	values, _ := url.ParseQuery(string(body))
	return values
}

// reply answers a provider's server with what it wants to hear.
func reply(w http.ResponseWriter, answer pay.Reply) {
	if answer.ContentType != "" {
		w.Header().Set("Content-Type", answer.ContentType)
	} else if answer.Body != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	status := answer.Status
	if status < 200 || status > 599 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, answer.Body)
}

// bankFailure is an error of a provider's message.
type bankFailure struct{ error }

func (f bankFailure) Unwrap() error { return f.error }

// own tells whether the fault is the message's own: it cannot be verified, or
// belongs to nothing that we know.
func (f bankFailure) own() bool {
	switch pay.KindOf(f.error) {
	case pay.Invalid, pay.NotFound, pay.Conflict, pay.Ended, pay.Unauthenticated, pay.Forbidden:
		return true
	case pay.Internal, pay.TooLarge, pay.RateLimited, pay.Unavailable:
	}
	return false
}

// status is that of the answer.
func (f bankFailure) status() int {
	if f.own() && pay.KindOf(f.error) != pay.NotFound {
		return http.StatusBadRequest
	}
	return answerTo(f.error).status
}

// cleanPath leaves of a path what may stand in a log. What follows /copy/ opens
// a person's document.
func cleanPath(path string) string {
	const secret = "/copy/"
	for i := range len(path) - len(secret) {
		if end := i + len(secret); strings.EqualFold(path[i:end], secret) {
			return path[:end]
		}
	}
	if len(path) > 100 {
		path = path[:100]
	}
	return strings.ToValidUTF8(path, "")
}

package payerweb

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// Who may fetch a copy of a document is kept in a cookie of the browser: the
// attempts that were begun in it, and the requests of links that were used in
// it. Only an attempt that paid lets its browser in, so that it helps nobody to
// begin one and leave.
type right struct {
	kind  byte
	id    pay.ID
	until time.Time
}

const (
	rightOfAttempt byte = 'a'
	rightOfLink    byte = 'l'

	rightSize  = 1 + 16 + 8
	mostRights = 8              // the oldest goes first
	rightTerm  = 24 * time.Hour // though the browser be left open
)

// copiesCookie is the cookie's name; see cookieName.
func (s *site) copiesCookie() string {
	if s.secure {
		return "__Host-mm_copies"
	}
	return "mm_copies"
}

// rights are those in the cookie that hold at a moment; none of a cookie that
// is not ours.
func (s *site) rights(r *http.Request, now time.Time) []right {
	cookie, err := r.Cookie(s.copiesCookie())
	if err != nil {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(text) < sha256.Size || (len(text)-sha256.Size)%rightSize != 0 {
		return nil
	}
	body, mac := text[:len(text)-sha256.Size], text[len(text)-sha256.Size:]
	if !hmac.Equal(mac, s.signed(body)) {
		return nil
	}
	var held []right
	for one := range slices.Chunk(body, rightSize) {
		is := right{kind: one[0], id: pay.ID(one[1:17]), until: time.Unix(int64(binary.BigEndian.Uint64(one[17:])), 0)}
		if is.until.After(now) {
			held = append(held, is)
		}
	}
	return held
}

func (s *site) signed(body []byte) []byte {
	mac := hmac.New(sha256.New, s.Documents.CookieKey)
	mac.Write(body)
	return mac.Sum(nil)
}

// grant adds a right to the cookie, until the browser is closed.
func (s *site) grant(w http.ResponseWriter, r *http.Request, kind byte, id pay.ID) {
	if s.Documents == nil {
		return
	}
	now := s.Clock.Now()
	older := slices.DeleteFunc(s.rights(r, now), func(o right) bool { return o.kind == kind && o.id == id })
	held := append([]right{{kind: kind, id: id, until: now.Add(rightTerm)}}, older...)
	var body []byte
	for _, one := range held[:min(len(held), mostRights)] {
		body = append(append(body, one.kind), one.id[:]...)
		body = binary.BigEndian.AppendUint64(body, uint64(one.until.Unix()))
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure with https; the demo's pages are on http
		Name: s.copiesCookie(), Value: base64.RawURLEncoding.EncodeToString(append(body, s.signed(body)...)), Path: "/",
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// mayHaveCopy tells whether the browser paid a payment of the request, or used
// a link to its document.
func (s *site) mayHaveCopy(r *http.Request, request *pay.Request) bool {
	if s.Documents == nil {
		return false
	}
	return slices.ContainsFunc(s.rights(r, s.Clock.Now()), func(is right) bool {
		if is.kind == rightOfLink {
			return is.id == request.ID
		}
		a := request.Attempt(is.id)
		return is.kind == rightOfAttempt && a != nil && a.State == pay.AttemptPaid
	})
}

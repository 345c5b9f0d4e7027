package eservice

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tolerance is how far the time of a notice may be from ours.
const tolerance = 5 * time.Minute

// verifier verifies signed notices, as the Standard Webhooks specification says
// that a receiver should. It is written anew here, as an institution would.
type verifier struct {
	secrets [][]byte            // of scheme v1
	publics []ed25519.PublicKey // of scheme v1a
}

// newVerifier takes the keys as MM's operator hands them over.
func newVerifier(keys []string) (verifier, error) {
	var v verifier
	for _, key := range keys {
		kind, text, _ := strings.Cut(key, "_")
		raw, err := base64.StdEncoding.DecodeString(text)
		switch {
		case err == nil && kind == "whsec" && len(raw) > 0:
			v.secrets = append(v.secrets, raw)
		case err == nil && kind == "whpk" && len(raw) == ed25519.PublicKeySize:
			v.publics = append(v.publics, raw)
		default:
			return v, errors.New("sample e-service: a key of notices begins with whsec_ or whpk_")
		}
	}
	return v, nil
}

// genuine tells whether MM sent the body now.
func (v verifier) genuine(h http.Header, body []byte, now time.Time) bool {
	id, sent := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	signed := []byte(id + "." + sent + "." + string(body))
	for one := range strings.FieldsSeq(h.Get("webhook-signature")) {
		version, text, _ := strings.Cut(one, ",")
		signature, err := base64.StdEncoding.DecodeString(text)
		if err == nil && (version == "v1" && v.shared(signed, signature) || version == "v1a" && v.public(signed, signature)) {
			return true
		}
	}
	return false
}

func (v verifier) shared(signed, signature []byte) bool {
	for _, secret := range v.secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write(signed)
		if hmac.Equal(mac.Sum(nil), signature) {
			return true
		}
	}
	return false
}

func (v verifier) public(signed, signature []byte) bool {
	for _, key := range v.publics {
		if ed25519.Verify(key, signed, signature) {
			return true
		}
	}
	return false
}

// notice is what a signed notice says.
type notice struct {
	Type     string `json:"type"`
	Request  string `json:"paymentRequest"`
	Sequence int    `json:"sequence"`
	Letter   string `json:"letter"`
}

// noticed takes a signed notice. One that is genuine says what happened, so
// nothing is asked; one that came before is only acknowledged.
func (s *Service) noticed(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	genuine := s.verifier.genuine(r.Header, body, s.Machine())
	c := Call{
		Time: s.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Remote: r.RemoteAddr,
		WebhookID: r.Header.Get("webhook-id"), Verified: &genuine,
	}
	request := plainID(c.WebhookID[:min(len(c.WebhookID), 36)]) // of what is not genuine nothing else is believed, either
	var said notice
	if genuine {
		if err := json.Unmarshal(body, &said); err != nil {
			http.Error(w, "the body is not understood", http.StatusBadRequest)
			return
		}
		request, c.Type, c.Letter, c.Sequence = plainID(said.Request), said.Type, said.Letter, said.Sequence
	}
	if request == "" {
		http.Error(w, "not a notice", http.StatusBadRequest)
		return
	}
	status := s.answers.next(http.StatusNoContent)
	if !genuine {
		status = http.StatusUnauthorized
	}
	c.Answered = status
	s.ledger.called(request, c)
	w.WriteHeader(status)
}

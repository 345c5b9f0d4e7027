package eservice_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Keys of these tests: an HMAC secret of 32 equal bytes, and the public part of
// a seed of 32 others.
const (
	noticeSecret = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
	noticePublic = "whpk_/RckOFqgx1tk+3jNYC+h2ZH96/drE8WO1wLqyDXp9hg="
)

func shared(signed string) string {
	mac := hmac.New(sha256.New, []byte(strings.Repeat("\x07", 32)))
	mac.Write([]byte(signed))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func private(signed string) string {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("\x09", 32)))
	return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(signed)))
}

// notify sends a notice and gives the status of the answer.
func (s *shop) notify(t *testing.T, sequence int, letter string, at time.Time, sign func(string) string) int {
	t.Helper()
	body := fmt.Sprintf(`{"type":"payment-request.paid","paymentRequest":%q,"sequence":%d,"letter":%q}`, id, sequence, letter)
	webhookID, sent := fmt.Sprintf("%s-%d", id, sequence), fmt.Sprint(at.Unix())
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/callback?id=", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("webhook-id", webhookID)
	q.Header.Set("webhook-timestamp", sent)
	q.Header.Set("webhook-signature", "v1,AAAA "+sign(webhookID+"."+sent+"."+body))
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	return r.StatusCode
}

func TestSignedNotices(t *testing.T) {
	t.Parallel()
	s, service := open(t)
	wrong := func(string) string { return shared("something else") }
	for n, c := range []struct {
		letter string
		at     time.Time
		sign   func(string) string
		status int
	}{
		{"P", noon(), shared, http.StatusNoContent},
		{"E", noon(), private, http.StatusNoContent},
		{"R", noon(), wrong, http.StatusUnauthorized},
		{"R", noon().Add(-6 * time.Minute), shared, http.StatusUnauthorized},
	} {
		if got := s.notify(t, n+1, c.letter, c.at, c.sign); got != c.status {
			t.Errorf("notice %d: %d, want %d", n+1, got, c.status)
		}
		calls := service.Callbacks(id)
		is, genuine := calls[len(calls)-1], c.status == http.StatusNoContent
		if is.Verified == nil || *is.Verified != genuine || (is.Letter == c.letter) != genuine || is.Answered != c.status {
			t.Errorf("kept: %+v", is)
		}
	}
	if asked := len(s.calls()); asked != 0 {
		t.Errorf("asked MM %d times, although the notices say what happened", asked)
	}
	_, page := get(t, s.url+"/requests/"+id)
	for _, want := range []string{`id="letter">E<`, "MM parakstīts paziņojums", "2. payment-request.paid", "Paziņojums, ko nav parakstījis MM"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestAnswersThatAScriptWants(t *testing.T) {
	t.Parallel()
	s, service := open(t)
	service.Answer(http.StatusServiceUnavailable, 2)
	for n, want := range []int{503, 503, 204} {
		if got := s.notify(t, 1, "E", noon(), shared); got != want {
			t.Errorf("answer %d: %d, want %d", n+1, got, want)
		}
	}
	service.Answer(http.StatusGone, 1)
	for n, want := range []int{410, 200} {
		r, err := http.Get(s.url + "/callback?id=" + id) //nolint:noctx // a test's own server
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("call %d: %d, want %d", n+1, r.StatusCode, want)
		}
	}
}

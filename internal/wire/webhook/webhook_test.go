package webhook_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/wire/webhook"
)

// The vectors of the project's own libraries: "sign function works" in
// libraries/javascript/src/webhook.test.ts (the same in its other languages),
// and TestAsymmetricWebhookSign in libraries/go/webhook_asymmetric_test.go.
const (
	vectorID     = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody   = `{"test": 2432232314}`
	vectorSecret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorSeed   = "VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
	vectorHMAC   = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	vectorEd     = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
)

func vectorTime() time.Time { return time.Unix(1614265330, 0) }

func vector() webhook.Message {
	return webhook.Message{ID: vectorID, At: vectorTime(), Body: []byte(vectorBody)}
}

func decoded(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hmacKey(t testing.TB, secret string) webhook.Key {
	t.Helper()
	k, err := webhook.NewHMAC(decoded(t, secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func edKey(t testing.TB) webhook.Key {
	t.Helper()
	k, err := webhook.NewEd25519(decoded(t, vectorSeed))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func trusted(t testing.TB, text string) webhook.Trusted {
	t.Helper()
	k, err := webhook.ParseTrusted(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t testing.TB, m webhook.Message, keys ...webhook.Key) webhook.Received {
	t.Helper()
	signature, err := webhook.Sign(m, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return webhook.Received{ID: m.ID, Timestamp: m.Timestamp(), Signature: signature, Body: m.Body}
}

func TestVectorsOfTheLibraries(t *testing.T) {
	t.Parallel()
	for want, key := range map[string]webhook.Key{vectorHMAC: hmacKey(t, vectorSecret), vectorEd: edKey(t)} {
		got := signed(t, vector(), key)
		if got.Signature != want || got.Timestamp != "1614265330" {
			t.Errorf("%s at %s, want %s", got.Signature, got.Timestamp, want)
		}
		if err := webhook.Verify(got, vectorTime(), trusted(t, key.Receiver())); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
	if got := hmacKey(t, vectorSecret).Receiver(); got != "whsec_"+vectorSecret {
		t.Errorf("handed over is %s", got)
	}
	if got := edKey(t).Receiver(); !strings.HasPrefix(got, "whpk_") || len(got) != len("whpk_")+44 {
		t.Errorf("handed over is %s", got)
	}
}

func TestKeysOverlap(t *testing.T) {
	t.Parallel()
	older, newer, public := hmacKey(t, vectorSecret), hmacKey(t, strings.Repeat("QUJD", 11)), edKey(t)
	both := signed(t, vector(), older, newer, public)
	for _, k := range []webhook.Key{older, newer, public} {
		if err := webhook.Verify(both, vectorTime(), trusted(t, k.Receiver())); err != nil {
			t.Errorf("%v: %v", k, err)
		}
	}
	one := signed(t, vector(), older)
	if err := webhook.Verify(one, vectorTime(), trusted(t, newer.Receiver()), trusted(t, older.Receiver())); err != nil {
		t.Errorf("a receiver with two keys: %v", err)
	}
	if err := webhook.Verify(one, vectorTime(), trusted(t, newer.Receiver())); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("another secret: %v", err)
	}
}

func TestWhatIsNotGenuine(t *testing.T) {
	t.Parallel()
	good := signed(t, vector(), hmacKey(t, vectorSecret))
	k := trusted(t, "whsec_"+vectorSecret)
	for name, c := range map[string]struct {
		change func(*webhook.Received)
		now    time.Time
		want   error
	}{
		"as it was sent":                 {func(*webhook.Received) {}, vectorTime(), nil},
		"at the end of the tolerance":    {func(*webhook.Received) {}, vectorTime().Add(webhook.Tolerance), nil},
		"too old":                        {func(*webhook.Received) {}, vectorTime().Add(webhook.Tolerance + time.Second), webhook.ErrTimestamp},
		"too new":                        {func(*webhook.Received) {}, vectorTime().Add(-webhook.Tolerance - time.Second), webhook.ErrTimestamp},
		"another body":                   {func(r *webhook.Received) { r.Body = []byte(vectorBody + " ") }, vectorTime(), webhook.ErrSignature},
		"another identifier":             {func(r *webhook.Received) { r.ID += "x" }, vectorTime(), webhook.ErrSignature},
		"another moment":                 {func(r *webhook.Received) { r.Timestamp = "1614265331" }, vectorTime(), webhook.ErrSignature},
		"no identifier":                  {func(r *webhook.Received) { r.ID = "" }, vectorTime(), webhook.ErrHeaders},
		"no timestamp":                   {func(r *webhook.Received) { r.Timestamp = "" }, vectorTime(), webhook.ErrHeaders},
		"a timestamp in words":           {func(r *webhook.Received) { r.Timestamp = "now" }, vectorTime(), webhook.ErrHeaders},
		"no signature":                   {func(r *webhook.Received) { r.Signature = "" }, vectorTime(), webhook.ErrHeaders},
		"an empty signature":             {func(r *webhook.Received) { r.Signature = "v1," }, vectorTime(), webhook.ErrSignature},
		"of a version to come":           {func(r *webhook.Received) { r.Signature = "v2" + r.Signature[2:] }, vectorTime(), webhook.ErrSignature},
		"a secret is no public key":      {func(r *webhook.Received) { r.Signature = "v1a" + r.Signature[2:] }, vectorTime(), webhook.ErrSignature},
		"the right one among many":       {func(r *webhook.Received) { r.Signature = "v1,AAAA v2,AAAA " + r.Signature + " v1,%%" }, vectorTime(), nil},
		"the right one after a thousand": {func(r *webhook.Received) { r.Signature = strings.Repeat("v1,AAAA ", 1000) + r.Signature }, vectorTime(), webhook.ErrSignature},
	} {
		r := good
		c.change(&r)
		if err := webhook.Verify(r, c.now, k); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestWhatIsNotSigned(t *testing.T) {
	t.Parallel()
	k := hmacKey(t, vectorSecret)
	for _, id := range []string{"", "a.b", "a b", "a\nb", "ā"} {
		if s, err := webhook.Sign(webhook.Message{ID: id, At: vectorTime()}, k); err == nil {
			t.Errorf("%q was signed: %s", id, s)
		}
	}
	if s, err := webhook.Sign(vector()); err == nil {
		t.Errorf("signed without a key: %q", s)
	}
	for _, n := range []int{0, 23, 65} {
		if _, err := webhook.NewHMAC(make([]byte, n)); err == nil {
			t.Errorf("a secret of %d bytes", n)
		}
	}
	if _, err := webhook.NewEd25519(make([]byte, 64)); err == nil {
		t.Error("a seed of 64 bytes")
	}
	for _, text := range []string{"", vectorSecret, "whsec_", "whsec_AAAA", "whpk_AAAA", "whsec_%%", "whsk_" + vectorSeed} {
		if _, err := webhook.ParseTrusted(text); err == nil {
			t.Errorf("%q is no key", text)
		} else if len(text) > 10 && strings.Contains(err.Error(), text[6:]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestKeysDoNotShowThemselves(t *testing.T) {
	t.Parallel()
	for _, k := range []webhook.Key{hmacKey(t, vectorSecret), edKey(t)} {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "key", k)
		fmt.Fprintf(&out, "%v %+v %#v %s", k, k, k, k)
		shown := k.Receiver()[len("whsec_"):]
		if got := out.String(); strings.Contains(got, shown) || strings.Contains(got, "[") || strings.Contains(got, "0x") {
			t.Errorf("shown: %s", got)
		}
	}
}

// Whatever the headers hold, verifying ends in an answer, and nothing that was
// not signed is genuine.
func FuzzVerify(f *testing.F) {
	f.Add(vectorID, "1614265330", vectorHMAC, []byte(vectorBody))
	f.Add(vectorID, "1614265330", vectorEd+" "+vectorHMAC, []byte(vectorBody))
	f.Add("", "-9223372036854775808", "v1, ,, v1a,====", []byte{})
	f.Add(vectorID+".1614265330", "9223372036854775807", "v1,"+strings.Repeat("A", 44), []byte("."))
	keys := []webhook.Trusted{trusted(f, "whsec_"+vectorSecret), trusted(f, edKey(f).Receiver())}
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, body []byte) {
		err := webhook.Verify(webhook.Received{ID: id, Timestamp: timestamp, Signature: signature, Body: body}, vectorTime(), keys...)
		same := id == vectorID && timestamp == "1614265330" && string(body) == vectorBody
		if err == nil && !same {
			t.Errorf("genuine: %q %q %q %q", id, timestamp, signature, body)
		}
	})
}

package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The headers of a message, as the specification writes them.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Tolerance is how far a timestamp may lie from the receiver's clock. The
// specification wants "some allowable tolerance"; its libraries take this one.
const Tolerance = 5 * time.Minute

// Message is what is signed.
type Message struct {
	ID   string    // the same however often the message is sent
	At   time.Time // of this sending; whole seconds count
	Body []byte    // as it is sent, byte for byte
}

// Timestamp is the header webhook-timestamp.
func (m Message) Timestamp() string { return strconv.FormatInt(m.At.Unix(), 10) }

func content(id, timestamp string, body []byte) []byte {
	all := make([]byte, 0, len(id)+len(timestamp)+len(body)+2)
	all = append(append(all, id...), '.')
	all = append(append(all, timestamp...), '.')
	return append(all, body...)
}

// Sign is the header webhook-signature: one signature of each key. An
// identifier with a full stop is refused, since another division of the same
// text would be signed with it ("Signature scheme"); so is one that no header
// can carry.
func Sign(m Message, keys ...Key) (string, error) {
	if m.ID == "" || strings.ContainsFunc(m.ID, func(c rune) bool { return c <= ' ' || c > '~' || c == '.' }) {
		return "", fmt.Errorf("webhook: %q is no identifier of a message", m.ID)
	}
	if len(keys) == 0 {
		return "", errors.New("webhook: nothing signs without a key")
	}
	signed := content(m.ID, m.Timestamp(), m.Body)
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = string(k.Scheme()) + "," + base64.StdEncoding.EncodeToString(k.sign(signed))
	}
	return strings.Join(list, " "), nil
}

// Received is a message as it came.
type Received struct {
	ID, Timestamp, Signature string // the headers
	Body                     []byte
}

// Errors of Verify, of which a receiver can tell what is wrong.
var (
	ErrHeaders   = errors.New("webhook: headers are missing or cannot be read")
	ErrTimestamp = errors.New("webhook: the timestamp is too far from now")
	ErrSignature = errors.New("webhook: no signature is of a trusted key")
)

// maxSignatures bounds how many signatures of one message are looked at.
const maxSignatures = 32

// Verify tells whether a message was signed with a trusted key and sent within
// the tolerance. Signatures of other schemes are passed over.
func Verify(r Received, now time.Time, keys ...Trusted) error {
	seconds, err := strconv.ParseInt(r.Timestamp, 10, 64)
	if r.ID == "" || r.Signature == "" || err != nil {
		return ErrHeaders
	}
	if sent := time.Unix(seconds, 0); now.Sub(sent) > Tolerance || sent.Sub(now) > Tolerance {
		return ErrTimestamp
	}
	signed := content(r.ID, r.Timestamp, r.Body)
	for i, one := range strings.Split(r.Signature, " ") {
		if i == maxSignatures {
			break
		}
		scheme, text, _ := strings.Cut(one, ",")
		signature, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		for _, k := range keys {
			if k.genuine(Scheme(scheme), signed, signature) {
				return nil
			}
		}
	}
	return ErrSignature
}

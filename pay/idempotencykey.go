package pay

import "strings"

// HeaderIdempotencyKey is the header by which a caller may repeat a call safely,
// in every interface (draft-ietf-httpapi-idempotency-key-header).
const HeaderIdempotencyKey = "Idempotency-Key"

// mostIdempotencyKey bounds a key, in bytes.
const mostIdempotencyKey = 255

// ParseIdempotencyKey reads the values of HeaderIdempotencyKey: empty when there
// is none. CodeInvalid: there is more than one, or it is none that can be kept.
func ParseIdempotencyKey(values []string) (string, error) {
	if len(values) == 0 {
		return "", nil
	}
	key := strings.TrimSpace(values[0])
	invisible := func(c rune) bool { return c <= ' ' || c > '~' }
	if len(values) == 1 && key != "" && len(key) <= mostIdempotencyKey && !strings.ContainsFunc(key, invisible) {
		return key, nil
	}
	return "", &Error{Code: CodeInvalid, Field: HeaderIdempotencyKey, Want: Want{
		LV: "Viena vērtība, 1 līdz 255 redzamas ASCII zīmes bez atstarpēm.",
		EN: "One value of 1 to 255 visible ASCII characters without spaces.",
	}}
}

package apiv2

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"net/http"
	"slices"
	"strings"

	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// operation names the interface in kept keys: they are the institution's, so
// that a key that was used at one address is known at every other.
const operation = "api/v2"

// headerReplayed marks an answer that was kept.
const headerReplayed = "Idempotency-Replayed"

// key reads the header by which a caller may repeat a call.
func (c *call) key() (string, error) {
	key, err := pay.ParseIdempotencyKey(c.r.Header.Values(pay.HeaderIdempotencyKey))
	if refused, ok := errors.AsType[*pay.Error](err); ok {
		return "", badHeader(http.StatusBadRequest, refused.Field, &pay.Error{Code: refused.Code, Want: refused.Want})
	}
	return key, err
}

// digest names what a call asks for: where, and with which content, however
// that was written. The key's owner and the state it was asked in are no part
// of it.
func digest(method, path string, body *strictjson.Value) [32]byte {
	d := sha256.New()
	part(d, 'a', method+" "+path)
	canonical(d, body)
	return [32]byte(d.Sum(nil))
}

// canonical writes a value so that it can be written in one way only. Members
// are in the order of their names; what is null is not there.
func canonical(d hash.Hash, v *strictjson.Value) {
	switch {
	case v.IsNull():
		part(d, 'z', "")
	case v.Kind == strictjson.Array:
		part(d, '[', "")
		for _, item := range v.Items {
			canonical(d, item)
		}
		part(d, ']', "")
	case v.Kind == strictjson.Object:
		members := slices.Clone(v.Members)
		slices.SortFunc(members, func(a, b strictjson.Member) int { return strings.Compare(a.Name, b.Name) })
		part(d, '{', "")
		for _, m := range members {
			if !m.Value.IsNull() {
				part(d, 'n', m.Name)
				canonical(d, m.Value)
			}
		}
		part(d, '}', "")
	case v.Kind == strictjson.String:
		part(d, 's', v.Text)
	default:
		part(d, 'v', v.Text)
	}
}

// part writes a text that cannot run into the next.
func part(d hash.Hash, kind byte, s string) {
	var head [9]byte
	head[0] = kind
	binary.BigEndian.PutUint64(head[1:], uint64(len(s)))
	_, _ = d.Write(head[:]) // a hash takes everything
	_, _ = d.Write([]byte(s))
}

// reply sends the answer of a call that may be repeated.
func (c *call) reply(a pay.Answer) {
	if a.Again {
		c.w.Header().Set(headerReplayed, "true")
	}
	c.write(a.Status, jsonType, a.Body)
}

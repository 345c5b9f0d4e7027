package apiv2

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"slices"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// A cursor is the place of the last row of a page, with the mark of the
// conditions under which it is one: other conditions may be in another order,
// and then the list would silently leave rows out. Callers do not look inside.

// A cursor is the mark and two numbers, or an identifier.
const (
	markBytes   = 6
	placeBytes  = 16
	cursorBytes = markBytes + placeBytes
)

// mark names the conditions of a list: all parameters but those of paging.
func (q *query) mark(path string) [markBytes]byte {
	d := sha256.New()
	part(d, 'p', path)
	names := make([]string, 0, len(q.values))
	for name, values := range q.values {
		if name != "limit" && name != "cursor" && len(values) == 1 && values[0] != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		part(d, 'n', name)
		part(d, 'v', q.values[name][0])
	}
	return [markBytes]byte(d.Sum(nil))
}

// cut reads where the page begins; not ok without a cursor.
func (q *query) cut(path string) (place [placeBytes]byte, ok bool) {
	given := q.text("cursor")
	if given == "" {
		return place, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(given)
	if err != nil || len(b) != cursorBytes || [markBytes]byte(b) != q.mark(path) {
		q.wrong("cursor", pay.CodeInvalid, shortened(given), pay.Want{
			LV: "Norādiet iepriekšējās lapas next kopā ar tādiem pašiem nosacījumiem.",
			EN: "Give the next of the page before, together with the same conditions.",
		})
		return place, false
	}
	return [placeBytes]byte(b[markBytes:]), true
}

// nextCut is the cursor of the page after a place.
func (q *query) nextCut(path string, place [placeBytes]byte) string {
	mark := q.mark(path)
	return base64.RawURLEncoding.EncodeToString(append(mark[:], place[:]...))
}

// cursor is cut for a list in the order of moments; the zero place without one.
func (q *query) cursor(path string) pay.Place {
	b, ok := q.cut(path)
	if !ok {
		return pay.Place{}
	}
	at, serial := int64(binary.BigEndian.Uint64(b[:])), int64(binary.BigEndian.Uint64(b[8:]))
	return pay.Place{At: time.UnixMilli(at).UTC(), Serial: serial}
}

// next is the cursor of the page after the row at a place.
func (q *query) next(path string, p pay.Place) string {
	var b [placeBytes]byte
	binary.BigEndian.PutUint64(b[:], uint64(p.At.UnixMilli()))
	binary.BigEndian.PutUint64(b[8:], uint64(p.Serial))
	return q.nextCut(path, b)
}

// linkNext tells of the next page in a header too (RFC 8288).
func (c *call) linkNext(q *query, cursor string) {
	values := url.Values{}
	for name, v := range q.values {
		if name != "cursor" && len(v) == 1 && v[0] != "" {
			values[name] = v
		}
	}
	values.Set("cursor", cursor)
	c.w.Header().Set("Link", "<"+strings.TrimSuffix(Path, "/")+"/"+c.path+"?"+values.Encode()+`>; rel="next"`)
}

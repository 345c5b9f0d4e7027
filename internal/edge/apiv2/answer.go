package apiv2

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// send writes an answer as JSON.
func (c *call) send(status int, mediaType string, v any) error {
	b, err := encode(v)
	if err != nil {
		return err
	}
	c.write(status, mediaType, b)
	return nil
}

// encode is a value as JSON that is not for HTML: <, > and & stay.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(2 << 10) // most answers
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write an answer as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// jsonType is the media type of answers. It has no charset: JSON is UTF-8.
const jsonType = "application/json"

// answer is send for a success that made nothing.
func (c *call) answer(v any) error { return c.send(http.StatusOK, jsonType, v) }

func (c *call) write(status int, mediaType string, b []byte) {
	c.begun = true
	header := c.w.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Length", strconv.Itoa(len(b)))
	header.Set("X-Content-Type-Options", "nosniff")
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "private, no-cache")
	}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(b) // nobody is left to tell when the caller has gone
}

// etag names a state. It is quoted already.
func (c *call) etag(tag string) { c.w.Header().Set("ETag", tag) }

// has tells whether a list of entity tags names a state (RFC 9110, 13.1): the
// comparison is the weak one, since proxies weaken tags when they compress.
func has(list, tag string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if item = strings.TrimSpace(item); item == "*" || strings.TrimPrefix(item, "W/") == tag {
			return true
		}
	}
	return false
}

// unchanged answers 304 when the caller has this state already.
func (c *call) unchanged(tag string) bool {
	c.etag(tag)
	if !has(strings.Join(c.r.Header.Values("If-None-Match"), ","), tag) {
		return false
	}
	c.begun = true
	c.w.Header().Set("Cache-Control", "private, no-cache")
	c.w.WriteHeader(http.StatusNotModified)
	return true
}

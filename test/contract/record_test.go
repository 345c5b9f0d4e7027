package contract_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// record is a transport that holds each answer against the contract and
// remembers which it has seen.
type record struct {
	t        testing.TB
	contract *contract

	mu   sync.Mutex
	seen map[answer]int
}

func newRecord(t testing.TB, c *contract) *record {
	return &record{t: t, contract: c, seen: map[answer]int{}}
}

// through gives a transport that records what goes through another one.
func (r *record) through(next http.RoundTripper) http.RoundTripper { return recorder{r, next} }

type recorder struct {
	*record
	next http.RoundTripper
}

// RoundTrip makes a call and looks at its answer.
func (r recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	sent, err := bodyOf(q)
	if err != nil {
		return nil, err
	}
	a, err := r.next.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	if err := a.Body.Close(); err != nil {
		return nil, err
	}
	a.Body = io.NopCloser(bytes.NewReader(text))
	if err := r.judge(q, sent, a, text); err != nil {
		r.t.Errorf("%s %s: %d: %v\n%.2000s", q.Method, q.URL.RequestURI(), a.StatusCode, err, text)
	}
	return a, nil
}

func bodyOf(q *http.Request) ([]byte, error) {
	if q.GetBody == nil {
		return nil, nil
	}
	b, err := q.GetBody()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(b)
}

// judge tells what of a call and its answer the contract does not know.
func (r *record) judge(q *http.Request, sent []byte, a *http.Response, text []byte) error {
	o := r.contract.find(q.Method, q.URL.Path)
	if o == nil {
		return errors.New("no such operation")
	}
	status := fmt.Sprint(a.StatusCode)
	documented, ok := o.node["responses"].(object)[status]
	if !ok {
		return errors.New("no such answer")
	}
	response := r.contract.resolve(documented)
	media := mediaType(a.Header)
	r.mu.Lock()
	r.seen[answer{o.String(), status, media}]++
	r.mu.Unlock()
	faults := []error{r.contract.checkHeaders(response, a.Header), r.contract.checkBody(response, media, text)}
	if a.StatusCode/100 == 2 || a.StatusCode == http.StatusNotModified {
		faults = append(faults, r.contract.checkCall(o, q, sent))
	}
	return errors.Join(faults...)
}

func mediaType(h http.Header) string {
	if h.Get("Content-Type") == "" {
		return ""
	}
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return h.Get("Content-Type")
	}
	return media
}

// plain are headers of any answer over HTTP, which no contract lists.
func plain() []string {
	return []string{
		"Accept-Ranges", "Cache-Control", "Connection", "Content-Disposition", "Content-Language", "Content-Length", "Content-Security-Policy",
		"Content-Type", "Date", "Referrer-Policy", "Vary", "X-Content-Type-Options",
	}
}

func (c *contract) checkHeaders(response object, got http.Header) error {
	documented, _ := response["headers"].(object)
	var faults []error
	known := map[string]bool{}
	for name, node := range documented {
		known[http.CanonicalHeaderKey(name)] = true
		header := c.resolve(node)
		value := got.Get(name)
		if value == "" {
			if header["required"] == true {
				faults = append(faults, fmt.Errorf("the header %s is missing", name))
			}
			continue
		}
		if err := c.checkText(header["schema"], value); err != nil {
			faults = append(faults, fmt.Errorf("the header %s: %s: %w", name, value, err))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !known[name] && !slices.Contains(plain(), name) {
			faults = append(faults, fmt.Errorf("the header %s is not documented", name))
		}
	}
	return errors.Join(faults...)
}

// checkText holds a value against a schema that is a text on the wire, as those
// of headers and parameters are.
func (c *contract) checkText(schema any, text string) error {
	err := c.check(schema, text, true)
	var other any
	if err == nil || json.Unmarshal([]byte(text), &other) != nil {
		return err
	}
	switch other := other.(type) {
	case bool:
		return c.check(schema, other, true)
	case float64:
		return c.check(schema, json.Number(text), true)
	}
	return err
}

func (c *contract) checkBody(response object, media string, text []byte) error {
	content, _ := response["content"].(object)
	if len(content) == 0 {
		if len(text) > 0 {
			return errors.New("there is a body, and none is documented")
		}
		return nil
	}
	form, ok := content[media].(object)
	if !ok {
		return fmt.Errorf("the media type %q is not documented", media)
	}
	return c.checkMessage(form, media, text, true)
}

// checkMessage holds a body against its documented form.
func (c *contract) checkMessage(form object, media string, text []byte, strict bool) error {
	if !strings.HasSuffix(media, "json") {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return c.check(form["schema"], value, strict)
}

// checkCall holds a call that was taken against the contract: nothing is taken
// that is not documented.
func (c *contract) checkCall(o *operation, q *http.Request, sent []byte) error {
	var faults []error
	for name, values := range q.URL.Query() {
		i := slices.IndexFunc(o.parameters, func(p object) bool { return p["in"] == "query" && p["name"] == name })
		if i < 0 {
			faults = append(faults, fmt.Errorf("the parameter %s is taken and not documented", name))
			continue
		}
		for _, value := range values {
			if err := c.checkText(o.parameters[i]["schema"], value); err != nil {
				faults = append(faults, fmt.Errorf("the parameter %s: %w", name, err))
			}
		}
	}
	for _, p := range o.parameters {
		if p["in"] == "header" && p["required"] == true && q.Header.Get(word(p["name"])) == "" {
			faults = append(faults, fmt.Errorf("the header %s is required, and calls are taken without it", p["name"]))
		}
	}
	if o.node["requestBody"] == nil {
		if len(sent) > 0 {
			faults = append(faults, errors.New("a body is taken and not documented"))
		}
		return errors.Join(faults...)
	}
	body := c.resolve(o.node["requestBody"])
	if len(sent) == 0 {
		if body["required"] == true {
			faults = append(faults, errors.New("a body is required, and calls are taken without it"))
		}
		return errors.Join(faults...)
	}
	form, ok := body["content"].(object)[mediaType(q.Header)].(object)
	if !ok {
		faults = append(faults, fmt.Errorf("a body of type %q is taken and not documented", mediaType(q.Header)))
		return errors.Join(faults...)
	}
	return errors.Join(append(faults, c.checkMessage(form, mediaType(q.Header), sent, true))...)
}

// missing are the documented answers that were not seen.
func (r *record) missing() []answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(r.contract.answers(), func(a answer) bool { return r.seen[a] > 0 })
}

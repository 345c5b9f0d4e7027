package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// library is a contract to try the judge on.
const library = `
openapi: 3.1.1
servers: [{url: /lending}]
paths:
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 9}}
      responses:
        "200":
          headers:
            ETag: {required: true, schema: {type: string}}
            X-Left: {schema: {type: integer}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
        "304": {headers: {ETag: {schema: {type: string}}}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [days], properties: {days: {type: integer}}}}}
      responses:
        "204": {}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string, format: uuid}}}
    Book:
      allOf:
        - $ref: '#/components/schemas/Thing'
        - {type: object, properties: {author: {type: object, properties: {name: {type: string}}}}}
`

const bookID = `"id":"0190163d-8694-739b-aea5-966c26f8ad90"`

func TestTheJudge(t *testing.T) {
	t.Parallel()
	c := readContract(t, []byte(library))
	for _, test := range []struct {
		name         string
		method, path string
		sent         string
		status       int
		headers      map[string]string
		body         string
		want         string // a part of what is said; "" when all is right
	}{
		{
			name: "right", method: "GET", path: "/books/1?limit=9", status: 200, headers: map[string]string{"ETag": `"a"`, "X-Left": "3"},
			body: `{` + bookID + `,"author":{"name":"A"}}`,
		},
		{name: "unknown path", method: "GET", path: "/shelves", status: 200, want: "no such operation"},
		{name: "unknown method", method: "DELETE", path: "/books/1", status: 200, want: "no such operation"},
		{name: "unknown status", method: "GET", path: "/books/1", status: 201, want: "no such answer"},
		{name: "no header", method: "GET", path: "/books/1", status: 200, body: `{` + bookID + `}`, want: "header ETag is missing"},
		{name: "strange header", method: "GET", path: "/books/1", status: 304, headers: map[string]string{"X-Secret": "1"}, want: "X-Secret is not documented"},
		{
			name: "wrong header", method: "GET", path: "/books/1", status: 200, headers: map[string]string{"ETag": `"a"`, "X-Left": "few"},
			body: `{` + bookID + `}`, want: "header X-Left",
		},
		{
			name: "strange member", method: "GET", path: "/books/1", status: 200, headers: map[string]string{"ETag": `"a"`},
			body: `{` + bookID + `,"owner":1}`, want: "owner",
		},
		{
			name: "strange member below", method: "GET", path: "/books/1", status: 200, headers: map[string]string{"ETag": `"a"`},
			body: `{` + bookID + `,"author":{"born":1}}`, want: "born",
		},
		{name: "wrong format", method: "GET", path: "/books/1", status: 200, headers: map[string]string{"ETag": `"a"`}, body: `{"id":"x"}`, want: "uuid"},
		{name: "body where none is", method: "GET", path: "/books/1", status: 304, body: "x", want: "none is documented"},
		{name: "strange parameter taken", method: "GET", path: "/books/1?x=1", status: 304, want: "parameter x is taken"},
		{name: "wrong parameter taken", method: "GET", path: "/books/1?limit=10", status: 304, want: "parameter limit"},
		{name: "taken", method: "POST", path: "/books/1", sent: `{"days":1}`, status: 204},
		{name: "no body taken", method: "POST", path: "/books/1", status: 204, want: "a body is required"},
		{name: "strange body taken", method: "POST", path: "/books/1", sent: `{"days":1,"weeks":1}`, status: 204, want: "weeks"},
	} {
		q, err := http.NewRequest(test.method, "https://pay.example.lv/lending"+test.path, strings.NewReader(test.sent))
		if err != nil {
			t.Fatal(err)
		}
		if test.sent != "" {
			q.Header.Set("Content-Type", "application/json")
		}
		a := &http.Response{StatusCode: test.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
		for name, value := range test.headers {
			a.Header.Set(name, value)
		}
		if test.body != "" {
			a.Header.Set("Content-Type", "application/json; charset=utf-8")
		}
		err = newRecord(t, c).judge(q, []byte(test.sent), a, []byte(test.body))
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want one of %q", test.name, err, test.want)
		}
	}
}

func TestTheJudgeKnowsWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := newRecord(t, readContract(t, []byte(library)))
	if got := len(r.missing()); got != 3 {
		t.Errorf("%d answers are missing at first, want 3: %v", got, r.missing())
	}
	r.seen[answer{"POST /books/{id}", "204", ""}]++
	r.seen[answer{"GET /books/{id}", "200", "application/json"}]++
	if got := r.missing(); len(got) != 1 || got[0].String() != "GET /books/{id} 304" {
		t.Errorf("missing: %v", got)
	}
}

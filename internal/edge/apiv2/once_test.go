package apiv2_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// Twins with the same key make one request, and both get the same answer.
func TestTwinsMakeOneRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.handler(t)
	const twins = 16
	answers := make([]*httptest.ResponseRecorder, twins)
	var all sync.WaitGroup
	for i := range twins {
		r := d.request(t, "POST", "payment-requests", simple, "Idempotency-Key", "twin")
		answers[i] = httptest.NewRecorder()
		all.Go(func() { h.ServeHTTP(answers[i], r) })
	}
	all.Wait()
	fresh := 0
	for _, w := range answers {
		if w.Code != http.StatusCreated || w.Body.String() != answers[0].Body.String() {
			t.Errorf("one answer is %d %s, another %s", w.Code, w.Body, answers[0].Body)
		}
		if w.Header().Get("Idempotency-Replayed") == "" {
			fresh++
		}
	}
	rows, err := d.store.RequestRows(t.Context(), pay.RequestFilter{Institution: paytest.Owner}, pay.Place{}, 10)
	if err != nil || len(rows) != 1 || fresh != 1 {
		t.Errorf("%d requests were made, %d answers are the first, %v", len(rows), fresh, err)
	}
}

// The kept answer is the first one, word for word, whatever became of the
// request since.
func TestKeptAnswerStaysAsItWas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	call := func() *httptest.ResponseRecorder {
		return d.do(t, "POST", "payment-requests", simple, "Idempotency-Key", "k")
	}
	first := call()
	id := decode[made](t, first).ID
	d.pays(t, id)
	again := call()
	if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("the answer was\n%s\nand is\n%s", first.Body, again.Body)
	}
	if etag := again.Header().Get("ETag"); etag != "" {
		t.Errorf("the kept answer names a state (%s) that has passed", etag)
	}
	d.Clock.Advance(pay.IdempotencyWindow)
	if late := call(); decode[made](t, late).ID == id {
		t.Error("the key was remembered for ever")
	}
}

func TestWhatIsTheSameCall(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.create(t, simple)
	withdraw := "payment-requests/" + r.ID + "/withdraw"
	for _, row := range []struct {
		name, path, body string
		caller           string
		status           int
		again            bool
	}{
		{"the first", withdraw, `{"reason":"a"}`, "", 200, false},
		{"the same", withdraw, `{"reason":"a"}`, "", 200, true},
		{"written otherwise", withdraw, "{ \"reason\" : \"\\u0061\" }", "", 200, true},
		{"a null more", withdraw, `{"reason":"a"}`, "", 200, true},
		{"other content", withdraw, `{"reason":"b"}`, "", 422, false},
		{"less content", withdraw, `{}`, "", 422, false},
		{"another address", "payment-requests", simple, "", 422, false},
		{"another institution", "payment-requests", `{"step":"RD001","lines":[{"position":"1","quantity":"1"}]}`, "RD", 201, false},
	} {
		w := d.do(t, "POST", row.path, row.body, "Idempotency-Key", "k", "Test-Caller", row.caller)
		if w.Code != row.status || (w.Header().Get("Idempotency-Replayed") == "true") != row.again {
			t.Errorf("%s: %d, replayed %q: %s", row.name, w.Code, w.Header().Get("Idempotency-Replayed"), w.Body)
		}
	}
}

// A refusal is not kept: who mends the call may send it with the same key.
func TestRefusalsAreNotKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wrong := `{"step":"DEM11","lines":[{"position":"1","amount":"2"}]}`
	if w := d.do(t, "POST", "payment-requests", wrong, "Idempotency-Key", "k"); w.Code != 422 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := d.do(t, "POST", "payment-requests", simple, "Idempotency-Key", "k"); w.Code != 201 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A document that was ordered twice with a key is one document, also when
// another was issued in between.
func TestOrderedDocumentIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	path := "payment-requests/" + d.create(t, simple).ID + "/documents"
	order := func(name, key string) (*httptest.ResponseRecorder, string) {
		w := d.do(t, "POST", path, `{"name":"`+name+`"}`, "Idempotency-Key", key)
		return w, decode[struct{ Number string }](t, w).Number
	}
	first, number := order("A", "1")
	_, other := order("B", "2")
	again, same := order("A", "1")
	if number == other || same != number || again.Code != first.Code || again.Body.String() != first.Body.String() ||
		again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("documents %s, %s and %s:\n%s\n%s", number, other, same, first.Body, again.Body)
	}
}

package clients_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// modern is an institution that calls API v2.
type modern struct {
	http    *http.Client
	address string // with a slash at the end
}

func (d *demo) modern() modern {
	origin, _, _ := strings.Cut(d.own.address, "/services/")
	return modern{http: d.own.http, address: origin + "/api/v2/"}
}

// said is what API v2 answered.
type said struct {
	HTTP   int
	Header http.Header
	Text   string
	ID     string // what a resource has
	Number string
	Status any // of a resource a word, of a problem its number
	Letter string
	Code   string // of a problem
}

func (m modern) call(t testing.TB, method, path, body, key string) said {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, m.address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := m.http.Do(request)
	if err != nil {
		t.Error(err)
		return said{}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	s := said{HTTP: response.StatusCode, Header: response.Header, Text: string(text)}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Errorf("%s %s: %v: %s", method, path, err, text)
	}
	return s
}

// twins sends one call many times at once. All get the same answer, one of
// them as the first.
func (m modern) twins(t *testing.T, path, body, key string) said {
	t.Helper()
	answers := make([]said, 16)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = m.call(t, http.MethodPost, path, body, key) })
	}
	all.Wait()
	first := 0
	for _, a := range answers {
		if a.HTTP/100 != 2 || a.HTTP != answers[0].HTTP || a.Text != answers[0].Text {
			t.Errorf("%s: a twin got %d %s, another %d %s", path, a.HTTP, a.Text, answers[0].HTTP, answers[0].Text)
		}
		if a.Header.Get("Idempotency-Replayed") == "" {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%s: %d twins were the first", path, first)
	}
	return answers[0]
}

// Whatever is sent twice at the same moment happens once, on both stores, and
// what was answered stays answered.
func TestAPIv2Twins(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		m := d.modern()
		const order = `{"step":"02Y70","lines":[{"position":"53","quantity":"1"}]}`
		made := m.twins(t, "payment-requests", order, "create")
		if n := d.metric(t, "mm_events_total", `kind="request created"`); n != 1 {
			t.Errorf("%v requests were made, want one", n)
		}
		path := "payment-requests/" + made.ID
		invoice := m.twins(t, path+"/documents", `{"name":"SIA Paraugs"}`, "document")
		d.pay(t, made.ID, "approve")
		if again := m.call(t, http.MethodPost, "payment-requests", order, "create"); again.Text != made.Text || again.HTTP != made.HTTP {
			t.Errorf("once it is paid the kept answer is %d %s", again.HTTP, again.Text)
		}
		if again := m.call(t, http.MethodPost, path+"/documents", `{"name":"SIA Paraugs"}`, "document"); again.Text != invoice.Text {
			t.Errorf("once it is paid the invoice is %s", again.Text)
		}
		if now := m.call(t, http.MethodGet, path, "", ""); now.Status != "paid" || now.Letter != "E" {
			t.Errorf("it is %v %s", now.Status, now.Letter)
		}
		if refused := m.call(t, http.MethodPost, path+"/withdraw", `{}`, "late"); refused.HTTP != http.StatusConflict || refused.Code != "MM403" {
			t.Errorf("a paid one was withdrawn: %d %s", refused.HTTP, refused.Text)
		}
		other := m.call(t, http.MethodPost, "payment-requests", order, "")
		if gone := m.twins(t, "payment-requests/"+other.ID+"/withdraw", `{"reason":"twins"}`, "withdraw"); gone.Status != "withdrawn" || gone.Letter != "R" {
			t.Errorf("it is %v %s", gone.Status, gone.Letter)
		}
		if gone := m.call(t, http.MethodGet, "payment-requests/"+other.ID+"/status", "", ""); gone.Letter != "R" {
			t.Errorf("its letter is %s", gone.Letter)
		}
	})
}

package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What the server answers is documented, and all that is documented it answers.
// It is the server that `mm demo` builds, and then, on the same database, with
// limits that can be reached.
func TestTheServerKeepsTheContract(t *testing.T) {
	t.Parallel()
	s, stop := newStage(t)
	known := s.successes(t)
	s.refusals(t, known)
	s.besideThePages(t)
	s.examples(t)
	stop()
	s.limits(t, known)
	s.failures(t, known)
	for _, a := range s.missing() {
		t.Errorf("documented, and never answered: %s", a)
	}
	t.Logf("%d answers are documented", len(s.contract.answers()))
}

// besideThePages reads the contract where the demonstration shows it to browsers:
// as it is at the API, and no more than that.
func (s *stage) besideThePages(t *testing.T) {
	t.Helper()
	origin := strings.TrimSuffix(s.facts.Contract, "/api/v2/")
	for path, status := range map[string]int{
		"/api/v2/": 200, "/api/v2": 200, "/api/v2/openapi.json": 200, "/api/v2/events": 404, "/api/v2/nosuch": 404,
	} {
		a, err := http.Get(origin + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Body.Close(); err != nil || a.StatusCode != status {
			t.Errorf("%s: %d, %v, want %d", path, a.StatusCode, err, status)
		}
	}
}

// known are things that a call can name.
type known struct {
	open, paid, withdrawn string // payment requests
	payment, document     string // numbers
	event, delivery       string // identifiers
}

func (s *stage) newRequest() call {
	return post("payment-requests", fmt.Sprintf(`{
		"step": "02Y70", "lines": [{"position": "53", "quantity": "1"}, {"position": "54", "amount": "2.50"}],
		"payer": {"firstName": "Ernests", "name": "Paraudziņš", "code": "311299-00000", "email": "ernests@example.org"},
		"description": "Izziņa", "returnUrl": %q, "notificationUrl": %q, "providers": ["DEMO0000", "NOSUCH22"],
		"preferredProvider": "DEMO0000", "documentDate": "2026-08-31"
	}`, s.facts.ResponseURL, s.facts.ServerResponseURL)).keyed()
}

type made struct{ ID string }

// successes walks the life of some payment requests.
func (s *stage) successes(t *testing.T) known {
	t.Helper()
	create := s.newRequest()
	first := s.want(t, http.StatusCreated, create)
	again := s.want(t, http.StatusCreated, create)
	if again.Header.Get("Idempotency-Replayed") != "true" || string(again.body) != string(first.body) {
		t.Errorf("the same call once more is not answered the same: %s", again.body)
	}
	k := known{paid: read[made](t, first).ID}
	s.pay(t, k.paid)
	k.open = read[made](t, s.want(t, http.StatusCreated, s.newRequest())).ID
	k.withdrawn = read[made](t, s.want(t, http.StatusCreated, s.newRequest())).ID
	s.want(t, http.StatusOK, post("payment-requests/"+k.withdrawn+"/withdraw", `{"reason":"Kļūda"}`).keyed())
	if s.facts.NoticeStep != "" {
		s.noticed(t)
	}
	k.event = s.events(t, "payment-request.paid", "document.issued", "payment-request.withdrawn")

	s.unchanging(t, "payment-requests/"+k.paid)
	s.want(t, http.StatusOK, get("payment-requests/"+k.paid+"/status"))
	type rows struct {
		Items []struct{ Number, ID string }
		Next  string
	}
	for _, list := range []string{"payment-requests", "payments", "documents", "deliveries", "payment-requests/" + k.paid + "/documents"} {
		page := read[rows](t, s.want(t, http.StatusOK, get(list+"?limit=1")))
		if len(page.Items) != 1 {
			t.Fatalf("%s: %d items", list, len(page.Items))
		}
		if page.Next != "" {
			s.want(t, http.StatusOK, get(list+"?limit=1&cursor="+page.Next))
		}
	}
	k.payment = read[rows](t, s.want(t, http.StatusOK, get("payments"))).Items[0].Number
	s.unchanging(t, "payments/"+k.payment)
	s.want(t, http.StatusOK, get("events/"+k.event))

	order := post("payment-requests/"+k.paid+"/documents", `{"name":"SIA Paraugs","code":"40003000000","address":"Rīga"}`)
	s.want(t, http.StatusCreated, order.keyed())
	s.want(t, http.StatusOK, order.keyed())
	k.document = read[rows](t, s.want(t, http.StatusOK, get("documents"))).Items[0].Number
	s.want(t, http.StatusOK, get("documents/"+k.document))
	for _, form := range []string{"/pdf?language=en", "/xml", "/ubl"} {
		s.unchanging(t, "documents/"+k.document+form)
	}
	s.delivered(t, &k)
	s.want(t, http.StatusOK, get("notification-keys"))
	for _, form := range []string{"", "openapi.yaml", "openapi.json"} {
		s.unchanging(t, form)
	}
	return k
}

// noticed lets a request of a service that is told by signed notices be paid.
func (s *stage) noticed(t *testing.T) {
	t.Helper()
	for _, step := range s.facts.ServiceSteps {
		if step.Code != s.facts.NoticeStep {
			continue
		}
		line := map[string]string{"position": step.Positions[0].Code, "quantity": "1"}
		if step.Positions[0].Free {
			line = map[string]string{"position": step.Positions[0].Code, "amount": "1.00"}
		}
		body, err := json.Marshal(map[string]any{"step": step.Code, "lines": []any{line}})
		if err != nil {
			t.Fatal(err)
		}
		s.pay(t, read[made](t, s.want(t, http.StatusCreated, post("payment-requests", string(body)).keyed())).ID)
		return
	}
	t.Errorf("the demonstration has no step %s", s.facts.NoticeStep)
}

// events reads the feed until it has seen news of each type, and gives the
// identifier of the last one.
func (s *stage) events(t *testing.T, types ...string) string {
	t.Helper()
	var after int64
	for {
		a := s.want(t, http.StatusOK, get(fmt.Sprintf("events?after=%d&limit=2&wait=30", after)))
		page := read[struct {
			Items []struct{ ID, Type string }
			Next  int64
		}](t, a)
		if len(page.Items) == 0 {
			t.Fatalf("after position %d there is nothing, and %v are missing", after, types)
		}
		after = page.Next
		for _, e := range page.Items {
			if types = slices.DeleteFunc(types, func(one string) bool { return one == e.Type }); len(types) == 0 {
				return e.ID
			}
		}
	}
}

// delivered looks at what the institution was told, and asks for it once more.
func (s *stage) delivered(t *testing.T, k *known) {
	t.Helper()
	type row struct{ ID, State string }
	for k.delivery == "" { // the job is at work
		for _, d := range read[struct{ Items []row }](t, s.want(t, http.StatusOK, get("deliveries?createdFrom=2020-01-01"))).Items {
			if d.State == "accepted" {
				k.delivery = d.ID
			}
		}
	}
	s.want(t, http.StatusOK, get("deliveries/"+k.delivery))
	again := post("deliveries/"+k.delivery+"/replay", "").keyed()
	s.want(t, http.StatusAccepted, again)
	s.want(t, http.StatusAccepted, again)
	s.want(t, http.StatusAccepted, post("replays", `{"deliveries":["`+k.delivery+`"]}`).keyed())
	s.want(t, http.StatusAccepted, post("replays", `{"from":"2020-01-01","till":"2100-01-01","state":"accepted"}`))
}

// unchanging reads something, and once more what it has already.
func (s *stage) unchanging(t *testing.T, path string) {
	t.Helper()
	tag := s.want(t, http.StatusOK, get(path)).Header.Get("ETag")
	s.want(t, http.StatusNotModified, get(path).with("If-None-Match", tag))
}

// each is a call of every operation that would succeed.
func (k known) each(create call) map[string]call {
	return map[string]call{
		"GET /payment-requests":                 get("payment-requests"),
		"POST /payment-requests":                create,
		"GET /payment-requests/{id}":            get("payment-requests/" + k.paid),
		"GET /payment-requests/{id}/status":     get("payment-requests/" + k.paid + "/status"),
		"POST /payment-requests/{id}/withdraw":  post("payment-requests/"+k.open+"/withdraw", "{}").keyed(),
		"GET /payment-requests/{id}/documents":  get("payment-requests/" + k.paid + "/documents"),
		"POST /payment-requests/{id}/documents": post("payment-requests/"+k.paid+"/documents", `{"name":"A"}`).keyed(),
		"GET /payments":                         get("payments"),
		"GET /payments/{number}":                get("payments/" + k.payment),
		"GET /documents":                        get("documents"),
		"GET /documents/{number}":               get("documents/" + k.document),
		"GET /documents/{number}/pdf":           get("documents/" + k.document + "/pdf"),
		"GET /documents/{number}/xml":           get("documents/" + k.document + "/xml"),
		"GET /documents/{number}/ubl":           get("documents/" + k.document + "/ubl"),
		"GET /events":                           get("events"),
		"GET /events/{id}":                      get("events/" + k.event),
		"GET /deliveries":                       get("deliveries"),
		"GET /deliveries/{id}":                  get("deliveries/" + k.delivery),
		"POST /deliveries/{id}/replay":          post("deliveries/"+k.delivery+"/replay", "").keyed(),
		"POST /replays":                         post("replays", `{"from":"2020-01-01","till":"2020-01-02"}`).keyed(),
		"GET /notification-keys":                get("notification-keys"),
		"GET /openapi.yaml":                     get("openapi.yaml"),
		"GET /openapi.json":                     get("openapi.json"),
		"GET /":                                 get(""),
	}
}

// documents tells whether an operation is documented to answer so.
func (c *contract) documents(o *operation, status int) bool {
	_, ok := o.node["responses"].(object)[fmt.Sprint(status)]
	return ok
}

// every makes the call of each operation that documents a status, changed so
// that this must be the answer. A change to nothing leaves the operation out.
func (s *stage) every(t *testing.T, k known, as *http.Client, status int, change func(*operation, call) call) {
	t.Helper()
	calls := k.each(s.newRequest())
	for _, o := range s.contract.operations {
		c, ok := calls[o.String()]
		if !ok {
			t.Errorf("no call of %s is known", o)
			continue
		}
		if !s.contract.documents(o, status) {
			continue
		}
		if c = change(o, c); c.method != "" {
			s.wantAs(t, as, status, c)
		}
	}
}

func same(_ *operation, c call) call { return c }

// strange names what there is not, in place of what a path names.
func (k known) strange(_ *operation, c call) call {
	const nothing = "00000000-0000-7000-8000-000000000000"
	for _, name := range []string{k.open, k.paid, k.delivery} {
		c.path = strings.ReplaceAll(c.path, name, nothing)
	}
	c.path = strings.NewReplacer(k.event, nothing+"-1", k.payment, "22222222", k.document, "VRAA-2020-999999").Replace(c.path)
	if c.path == "replays" {
		c.body = `{"deliveries":["` + nothing + `"]}`
	}
	return c
}

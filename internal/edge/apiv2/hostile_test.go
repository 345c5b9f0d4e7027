package apiv2_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay/paytest"
)

// What no honest caller sends is refused in the caller's form, and makes
// nothing.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	with := func(members string) string {
		return `{"step":"DEM11","lines":[{"position":"1","quantity":"1"}],` + members + `}`
	}
	line := func(members string) string { return `{"step":"DEM11","lines":[{` + members + `}]}` }
	for name, row := range map[string]struct {
		body    string
		status  int
		pointer string // of the first fault
	}{
		"nothing":                {"", 400, ""},
		"null":                   {"null", 400, ""},
		"a list":                 {"[]", 400, ""},
		"a text":                 {`"x"`, 400, ""},
		"two objects":            {simple + simple, 400, ""},
		"cut off":                {simple[:30], 400, ""},
		"a comment":              {"// hello\n" + simple, 400, ""},
		"a comma too many":       {`{"step":"DEM11",}`, 400, ""},
		"not UTF-8":              {with("\"description\":\"\xff\""), 400, ""},
		"half a surrogate":       {with(`"description":"\ud800"`), 400, ""},
		"deep":                   {strings.Repeat(`{"payer":`, 1000) + "1" + strings.Repeat("}", 1000), 400, ""},
		"deep lists":             {`{"lines":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + "}", 400, ""},
		"many values":            {`{"providers":[` + strings.Repeat("1,", 30_000) + "1]}", 400, ""},
		"names that are alike":   {with(`"Payer":{},"payer":{}`), 400, ""},
		"a name in other case":   {with(`"Description":"x"`), 422, "/Description"},
		"a name with a slash":    {with(`"a/b~c":1`), 422, "/a~1b~0c"},
		"NUL":                    {with(`"description":"a\u0000b"`), 422, "/description"},
		"a long text":            {with(`"description":"` + strings.Repeat("ā", 1001) + `"`), 422, "/description"},
		"a long address":         {with(`"returnUrl":"https://x.lv/` + strings.Repeat("a", 2000) + `"`), 422, "/returnUrl"},
		"an address with a user": {with(`"returnUrl":"https://u:p@x.lv/"`), 422, "/returnUrl"},
		"a script":               {with(`"returnUrl":"javascript:alert(1)"`), 422, "/returnUrl"},
		"step is a number":       {`{"step":11,"lines":[{"position":"1","quantity":"1"}]}`, 422, "/step"},
		"step is blank":          {`{"step":" ","lines":[{"position":"1","quantity":"1"}]}`, 422, "/step"},
		"lines is an object":     {`{"step":"DEM11","lines":{}}`, 422, "/lines"},
		"lines is empty":         {`{"step":"DEM11","lines":[]}`, 422, "/lines"},
		"a line is a text":       {`{"step":"DEM11","lines":["x"]}`, 422, "/lines/0"},
		"too many lines":         {`{"step":"DEM11","lines":[` + strings.Repeat(`{},`, 500) + `{}]}`, 422, "/lines"},
		"position is a number":   {line(`"position":1,"quantity":"1"`), 422, "/lines/0/position"},
		"both ways":              {line(`"position":"1","quantity":"1","amount":"1"`), 422, "/lines/0"},
		"neither way":            {line(`"position":"1"`), 422, "/lines/0"},
		"a number":               {line(`"position":"1","quantity":1`), 422, "/lines/0/quantity"},
		"a huge number":          {line(`"position":"1","quantity":"` + strings.Repeat("9", 5000) + `"`), 422, "/lines/0/quantity"},
		"an exponent":            {line(`"position":"1","quantity":"1e3"`), 422, "/lines/0/quantity"},
		"a sign":                 {line(`"position":"1","quantity":"+1"`), 422, "/lines/0/quantity"},
		"less than nothing":      {line(`"position":"2","amount":"-1"`), 422, "/lines/0/amount"},
		"nothing to pay":         {line(`"position":"2","amount":"0.00"`), 422, "/lines/0/amount"},
		"too precise":            {line(`"position":"2","amount":"1.005"`), 422, "/lines/0/amount"},
		"a comma":                {line(`"position":"2","amount":"1,00"`), 422, "/lines/0/amount"},
		"two points":             {line(`"position":"2","amount":"1.0.0"`), 422, "/lines/0/amount"},
		"a point":                {line(`"position":"2","amount":"."`), 422, "/lines/0/amount"},
		"a point at the end":     {line(`"position":"2","amount":"1."`), 422, "/lines/0/amount"},
		"a point in front":       {line(`"position":"2","amount":".5"`), 422, "/lines/0/amount"},
		"a zero in front":        {line(`"position":"2","amount":"01.50"`), 422, "/lines/0/amount"},
		"an empty number":        {line(`"position":"2","amount":""`), 422, "/lines/0/amount"},
		"Arabic digits":          {line(`"position":"2","amount":"١"`), 422, "/lines/0/amount"},
		"beyond all money":       {line(`"position":"1","quantity":"999999999999"`), 422, "/lines/0/quantity"},
		"payer is a text":        {with(`"payer":"x"`), 422, "/payer"},
		"payer has a slip":       {with(`"payer":{"nme":"x"}`), 422, "/payer/nme"},
		"expires is a number":    {with(`"expires":1788256805`), 422, "/expires"},
		"expires without zone":   {with(`"expires":"2026-03-20T12:00:00"`), 422, "/expires"},
		"no such day":            {with(`"expires":"2026-02-30"`), 422, "/expires"},
		"a far year":             {with(`"expires":"9999-12-31"`), 422, "/expires"},
		"not set, as .NET":       {with(`"expires":"0001-01-01"`), 422, "/expires"},
		"a moment for a day":     {with(`"documentDate":"2026-03-20T12:00:00Z"`), 422, "/documentDate"},
		"a flag in quotes":       {with(`"documentWanted":"true"`), 422, "/documentWanted"},
		"providers is a text":    {with(`"providers":"HABALV22"`), 422, "/providers"},
		"a provider is null":     {with(`"providers":[null]`), 422, "/providers/0"},
		"a long provider":        {with(`"providers":["` + strings.Repeat("A", 21) + `"]`), 422, "/providers/0"},
		"parent is no UUID":      {with(`"parent":"x"`), 422, "/parent"},
		"nobody's parent":        {with(`"parent":"01991b2c-0000-7000-8000-000000000001"`), 422, "/parent"},
		"the empty parent":       {with(`"parent":"00000000-0000-0000-0000-000000000000"`), 422, "/parent"},
	} {
		w := d.do(t, "POST", "payment-requests", row.body)
		if w.Code != row.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		p := decode[struct{ Errors []struct{ Pointer *string } }](t, w)
		if len(p.Errors) == 0 || p.Errors[0].Pointer == nil || *p.Errors[0].Pointer != row.pointer {
			t.Errorf("%s: not at %q: %s", name, row.pointer, w.Body)
		}
		if w.Body.Len() > 64<<10 {
			t.Errorf("%s: the refusal has %d bytes", name, w.Body.Len())
		}
	}
	if rows := d.walk(t, "payment-requests", "limit=1", func() {}); len(rows) != 0 {
		t.Errorf("made all the same: %v", rows)
	}
}

// What a POST asks for stands in its body.
func TestPostsTakeNoParameters(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.do(t, "POST", "payment-requests?documentWanted=false", simple)
	if p := decode[struct{ Errors []struct{ Parameter string } }](t, w); w.Code != 400 || p.Errors[0].Parameter != "documentWanted" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// null is the same as absent, wherever it stands.
func TestNullIsAbsent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	body := `{"step":"DEM11","lines":[{"position":"1","quantity":"1","amount":null}],"payer":null,"description":null,"expires":null,
		"returnUrl":null,"notificationUrl":null,"providers":null,"preferredProvider":null,"documentWanted":null,"documentDate":null,"parent":null}`
	if w := d.do(t, "POST", "payment-requests", body); w.Code != http.StatusCreated {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.PerMinute = 60
	seen := func(caller string) *httptest.ResponseRecorder {
		return d.do(t, "GET", "payments", "", "Test-Caller", caller)
	}
	for i := range 60 {
		w := seen("")
		if want := fmt.Sprintf(`"institution";r=%d;t=%d`, 59-i, i+1); w.Code != 200 || w.Header().Get("RateLimit") != want {
			t.Fatalf("call %d: %d, %s; want %s", i, w.Code, w.Header().Get("RateLimit"), want)
		}
	}
	w := seen("")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" || w.Header().Get("RateLimit-Policy") != `"institution";q=60;w=60` {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := seen("RD"); w.Code != 200 {
		t.Errorf("another institution: %d %s", w.Code, w.Body)
	}
	if w := d.do(t, "GET", "openapi.json", ""); w.Code != 200 {
		t.Errorf("the contract: %d", w.Code)
	}
	d.Clock.Advance(1e9)
	if w := seen(""); w.Code != 200 {
		t.Errorf("a second later: %d %s", w.Code, w.Body)
	}
	if calls := d.calls; calls[60].Code != "MM205" || calls[60].Operation != "listPayments" || calls[60].Institution != paytest.Owner {
		t.Errorf("observed: %+v", calls[60])
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	h := d.handler(t)
	for _, row := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/api/v2", 200, ""},
		{"GET", "/api/v2/", 200, ""},
		{"HEAD", "/api/v2/payments", 200, ""},
		{"GET", "/api/v2/payments/", 200, ""},
		{"GET", "/api/v2/nothing", 404, ""},
		{"GET", "/api/v2/payments/x/y", 404, ""},
		{"PUT", "/api/v2/payments", 405, "GET, HEAD, OPTIONS"},
		{"PATCH", "/api/v2/payment-requests", 405, "POST, GET, HEAD, OPTIONS"},
		{"OPTIONS", "/api/v2/payment-requests/x/withdraw", 204, "POST, OPTIONS"},
		{"GET", "/api/v2/payment-requests/x/withdraw", 405, "POST, OPTIONS"},
		{"GET", "/api/v2/payment-requests/x", 404, ""},
		{"GET", "/api/v2/payment-requests/x/status", 404, ""},
		{"GET", "/api/v2/payments/x", 404, ""},
		{"GET", "/api/v2/documents/x", 404, ""},
		{"GET", "/api/v2/documents/VRAA-2026-000009/pdf", 404, ""},
		{"GET", "/api/v2/documents/VRAA-2026-000009/pdf?language=de", 400, ""},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), row.method, "https://services.test"+row.path, nil))
		if w.Code != row.status || w.Header().Get("Allow") != row.allow {
			t.Errorf("%s %s: %d, Allow %q", row.method, row.path, w.Code, w.Header().Get("Allow"))
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s is no problem: %s", row.method, row.path, w.Body)
		}
	}
}

func TestEntityTags(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.create(t, simple)
	path := "payment-requests/" + r.ID
	for _, row := range []struct {
		name, value string
		status      int
	}{
		{"If-None-Match", `"1"`, 304},
		{"If-None-Match", `W/"1"`, 304},
		{"If-None-Match", `"0", "1"`, 304},
		{"If-None-Match", `*`, 304},
		{"If-None-Match", `"2"`, 200},
		{"If-None-Match", `1`, 200},
		{"If-None-Match", ``, 200},
	} {
		w := d.do(t, "GET", path, "", row.name, row.value)
		if w.Code != row.status || w.Header().Get("ETag") != `"1"` || row.status == 304 && w.Body.Len() > 0 {
			t.Errorf("%s %s: %d, ETag %s", row.name, row.value, w.Code, w.Header().Get("ETag"))
		}
	}
	d.pays(t, r.ID)
	if w := d.do(t, "GET", path, "", "If-None-Match", `"1"`); w.Code != 200 {
		t.Errorf("after the payment: %d", w.Code)
	}
	if w := d.do(t, "GET", "payments/"+r.Payments[0].Number, "", "If-None-Match", `"1"`); w.Code != 200 {
		t.Errorf("the payment after it was paid: %d", w.Code)
	}
	other := d.create(t, simple)
	for _, row := range []struct {
		value  string
		status int
	}{{`"7"`, 412}, {`"1"`, 200}, {`"1"`, 412}, {`*`, 200}, {``, 200}} {
		w := d.do(t, "POST", "payment-requests/"+other.ID+"/withdraw", `{}`, "If-Match", row.value)
		if w.Code != row.status {
			t.Errorf("withdraw if %s: %d %s", row.value, w.Code, w.Body)
		}
	}
}

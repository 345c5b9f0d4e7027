package apiv2_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// full has every member.
const full = `{
  "step": "DEM11",
  "lines": [{"position": "01", "quantity": "1.5"}, {"position": "2", "amount": "7.5"}],
  "payer": {"firstName": "Ernests", "name": "Paraudziņš", "code": "31129900000", "email": "e@p.lv", "phone": "26620000", "address": "Rātslaukums 1, Rīga"},
  "description": "Izziņa par deklarēto dzīvesvietu",
  "expires": "2026-03-31",
  "returnUrl": "https://service.test/paid?id=",
  "notificationUrl": "https://service.test/mm",
  "providers": ["DEMO0000", "RIKOLV2X"],
  "preferredProvider": "HABALV22",
  "documentWanted": true,
  "documentDate": "2026-03-01"
}`

// Each row is a call and its answer, kept as a file: what integrators see.
func TestWire(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.create(t, full)
	paid := d.create(t, simple)
	d.Clock.Advance(time.Minute)
	d.pays(t, paid.ID)
	document := decode[struct{ Documents []struct{ Number string } }](t, d.do(t, "GET", "payment-requests/"+paid.ID, "")).Documents[0].Number
	d.Clock.Advance(time.Minute)

	for _, row := range []struct {
		name, method, path, body string
		headers                  []string
	}{
		{"create", "POST", "payment-requests", full, []string{"Idempotency-Key", "k1"}},
		{"create-again", "POST", "payment-requests", full, []string{"Idempotency-Key", "k1"}},
		{"create-other-content", "POST", "payment-requests", simple, []string{"Idempotency-Key", "k1"}},
		{"create-no-key", "POST", "payment-requests", simple, []string{"Idempotency-Key", "two words"}},
		{"create-wrong", "POST", "payment-requests", `{"step":"","lines":[{"quantity":2},{"position":"1"}],"expires":"tomorrow","exspires":"2026-12-31","payer":{"name":7},"documentWanted":"yes"}`, nil},
		{"create-refused", "POST", "payment-requests", `{"step":"DEM11","lines":[{"position":"9","quantity":"1"},{"position":"1","amount":"1"},{"position":"2","quantity":"1"}],"expires":"2026-01-01","returnUrl":"ftp://x","providers":["RIKOLV2X"]}`, nil},
		{"create-refused-lv", "POST", "payment-requests", `{"step":"DEM11","lines":[{"position":"2","quantity":"1"}]}`, []string{"Accept-Language", "lv"}},
		{"create-unknown-step", "POST", "payment-requests", `{"step":"RD001","lines":[{"position":"1","quantity":"1"}]}`, nil},
		{"create-twice-a-member", "POST", "payment-requests", `{"step":"DEM11","step":"DEM11","lines":[]}`, nil},
		{"create-not-json", "POST", "payment-requests", "step=DEM11", nil},
		{"create-as-form", "POST", "payment-requests", "step=DEM11", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"create-too-large", "POST", "payment-requests", `{"description":"` + strings.Repeat("a", 64<<10) + `"}`, nil},
		{"read", "GET", "payment-requests/" + r.ID, "", nil},
		{"read-paid", "GET", "payment-requests/" + paid.ID, "", nil},
		{"read-unchanged", "GET", "payment-requests/" + r.ID, "", []string{"If-None-Match", `"1"`}},
		{"read-foreign", "GET", "payment-requests/" + r.ID, "", []string{"Test-Caller", "RD"}},
		{"read-with-parameter", "GET", "payment-requests/" + r.ID + "?fields=all", "", nil},
		{"status", "GET", "payment-requests/" + paid.ID + "/status", "", nil},
		{"list", "GET", "payment-requests?limit=1&createdFrom=2026-03-02", "", nil},
		{"list-wrong", "GET", "payment-requests?limit=201&unpaid=ja&createdFrom=2.3.2026&amountFrom=-1&currency=euro&page=2&cursor=x", "", nil},
		{"payments", "GET", "payments", "", nil},
		{"payment", "GET", "payments/" + paid.Payments[0].Number, "", nil},
		{"payment-unpaid", "GET", "payments/" + r.Payments[0].Number, "", nil},
		{"payment-unknown", "GET", "payments/000000000", "", nil},
		{"documents", "GET", "documents", "", nil},
		{"documents-of", "GET", "payment-requests/" + paid.ID + "/documents", "", nil},
		{"document", "GET", "documents/" + document, "", nil},
		{"document-pdf", "GET", "documents/" + strings.ToLower(document) + "/pdf?language=en", "", nil},
		{"document-xml", "GET", "documents/" + document + "/xml", "", nil},
		{"document-ubl", "GET", "documents/" + document + "/ubl", "", nil},
		{"document-foreign", "GET", "documents/" + document, "", []string{"Test-Caller", "RD"}},
		{"issue", "POST", "payment-requests/" + r.ID + "/documents", `{"name":"SIA Paraugs","code":"40003000000"}`, []string{"Idempotency-Key", "k2"}},
		{"issue-again", "POST", "payment-requests/" + r.ID + "/documents", `{"name":"SIA Paraugs","code":"40003000000"}`, []string{"Idempotency-Key", "k2"}},
		{"issue-same", "POST", "payment-requests/" + r.ID + "/documents", `{"name":"SIA Paraugs","code":"40003000000"}`, nil},
		{"issue-nameless", "POST", "payment-requests/" + r.ID + "/documents", `{"name":" ","code":"\u0001"}`, nil},
		{"withdraw-changed", "POST", "payment-requests/" + r.ID + "/withdraw", `{}`, []string{"If-Match", `"1"`}},
		{"withdraw", "POST", "payment-requests/" + r.ID + "/withdraw", `{"reason":"taken back"}`, nil},
		{"withdraw-paid", "POST", "payment-requests/" + paid.ID + "/withdraw", `{}`, nil},
		{"no-certificate", "GET", "payments", "", []string{"Test-Caller", "nobody"}},
		{"platform", "GET", "payments", "", []string{"Test-Caller", "platform"}},
		{"other-site", "POST", "payment-requests", simple, []string{"Sec-Fetch-Site", "cross-site"}},
		{"unknown-address", "GET", "payment-request", "", nil},
		{"unknown-method", "DELETE", "payment-requests/" + r.ID, "", nil},
		{"options", "OPTIONS", "payment-requests", "", nil},
	} {
		request := d.request(t, row.method, row.path, row.body, row.headers...)
		w := d.do(t, row.method, row.path, row.body, row.headers...)
		shown := row.body
		if len(shown) > 2000 {
			shown = shown[:40] + "…"
		}
		golden(t, "wire/"+row.name+".txt", wire(request, shown, w))
	}
	if strings.Contains(d.log.String(), "call failed") {
		t.Errorf("the log says:\n%s", d.log.String())
	}
}

// Busy is in the caller's form.
func TestBusy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Codes = map[pay.Code]string{pay.CodeBusy: "E-901"}
	r := d.request(t, "GET", "payments", "")
	w := httptest.NewRecorder()
	d.handler(t).Busy(w, r)
	golden(t, "wire/busy.txt", wire(r, "", w))
}

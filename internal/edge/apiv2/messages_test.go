package apiv2_test

import (
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// A refusal says what would be right, not only what is wrong.
func TestRefusalsSayWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made := d.create(t, simple)
	one := "payment-requests/" + made.ID
	for _, row := range []struct {
		method, path, body string
		headers            []string
		status             int
		says               string
	}{
		{"POST", "payment-requests", `{"Step":"02Y70","lines":[{"position":"53","quantity":"1"}]}`, nil, 422, "Here: step, "},
		{"POST", "payment-requests", `{"step":"02Y70","lines":[{"position":"53","qty":"1"}]}`, nil, 422, "Here: position, quantity, amount."},
		{"POST", "payment-requests", `{"step":"02Y70","lines":[]}`, nil, 422, "At least one line is needed."},
		{"POST", "payment-requests", `{"step":"X","lines":[{"position":"53","quantity":"1"}]}`, nil, 422, "Steps of the institution VRAA: 00001, 02Y70,"},
		{"POST", "payment-requests", `{"step":"02Y70","lines":[{"position":"9","quantity":"1"}]}`, nil, 422, "Positions of the step 02Y70: 53, 54."},
		{"POST", "payment-requests", `{"step":"02Y70","lines":[{"position":"53","quantity":"1","amount":"1.00"}]}`, nil, 422, "not valid. Give one of the two:"},
		{"GET", "payment-requests?page=2", "", nil, 400, "createdTill"},
		{"GET", "payment-requests/" + made.Number, "", nil, 404, "not its number"},
		{"GET", "documents/VRAA-2026-000009/pdf", "", nil, 404, "You have no document with this number."},
		{"POST", one + "/withdraw", `{}`, []string{"If-Match", "1"}, 400, "with its quotes"},
		{"POST", one + "/withdraw", `{}`, []string{"If-Match", `"7"`}, 412, "If-Match: "},
	} {
		w := d.do(t, row.method, row.path, row.body, row.headers...)
		if w.Code != row.status || !strings.Contains(w.Body.String(), row.says) {
			t.Errorf("%s %s %s: %d, %s; want %q", row.method, row.path, row.body, w.Code, w.Body, row.says)
		}
	}
}

// The address of a list of replays is right; what is wrong stands in the body.
func TestAnUnknownDeliveryIsWrongInItsPlace(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.refused = pay.Fail(pay.CodeNotFound, nil)
	p := answered[struct{ Errors []struct{ Pointer string } }](t, d, own, "POST", "replays", `{"deliveries":["`+paytest.ID(9).String()+`"]}`, 404)
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "/deliveries" {
		t.Errorf("%+v", p)
	}
}

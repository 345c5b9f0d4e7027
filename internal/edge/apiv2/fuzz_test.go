package apiv2

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// FuzzBody reads bodies as strangers may send them: every refusal has a place
// and a form in JSON, and what is taken can be composed or refused with a place.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, ``, `null`, `{"step":"DEM11","lines":[{"position":"1","quantity":"2"}]}`,
		`{"step":"DEM11","lines":[{"position":"2","amount":"7.50"}],"payer":{"name":"x","code":"1"},"expires":"2026-12-31","documentDate":"2026-03-01",
		"returnUrl":"https://x.lv/?id=","notificationUrl":"https://x.lv","providers":["DEMO0000"],"preferredProvider":"a","documentWanted":false,"parent":"01991b2c-0000-7000-8000-000000000001","description":"ā"}`,
		`{"step":1,"lines":{"a":[null]},"x/~":true,"payer":[],"expires":"0001-01-01"}`,
	} {
		f.Add([]byte(seed))
	}
	world := paytest.NewWorld()
	f.Fuzz(func(t *testing.T, message []byte) {
		body, err := parse(message)
		if err == nil {
			c := &call{}
			draft := readDraft(&object{value: body, faults: &c.faults})
			if err = c.faults.refusal(); err == nil {
				_ = digest("POST", "payment-requests", body)
				_, err = world.Compose(draft)
				err = placed(err, draft.Lines)
			}
		}
		if err == nil {
			return
		}
		if pay.KindOf(err) == pay.Internal {
			t.Fatalf("%q: %v", message, err)
		}
		r, ok := errors.AsType[*refusal](err)
		if !ok || len(r.faults) == 0 {
			t.Fatalf("%q: no place in %v", message, err)
		}
		h := &Handler{Config: Config{RequestID: func(*http.Request) string { return "x" }}}
		for _, l := range []pay.Language{pay.Latvian, pay.English} {
			if _, err := json.Marshal(h.problem(&call{}, l, r.err, r)); err != nil {
				t.Fatalf("%q: %v", message, err)
			}
		}
	})
}

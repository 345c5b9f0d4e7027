package paymentapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	some := with(`"PaymentRequestId":"` + someID + `"`)
	for name, tc := range map[string]struct {
		verb, path, body, header, value string
		status                          int
		code, message                   string
	}{
		"no such method":        {"POST", Path + "getmoney", some, "", "", 404, "MM122", "getmoney"},
		"GET":                   {"GET", Path + "getpayments", "", "", "", 405, "MM122", "POST"},
		"not the platform":      {"POST", Path + "getpayments", some, "Test-Role", "institution", 500, "MM204", "MM_Cert"},
		"no MM_Cert":            {"POST", Path + "getpayments", `{}`, "", "", 500, "MM201", "MM_Cert: "},
		"MM_Cert of nobody":     {"POST", Path + "getpayments", `{"MM_Cert":"x"}`, "", "", 500, "MM203", "MM_Cert: "},
		"MM_Cert is an object":  {"POST", Path + "getpayments", `{"MM_Cert":{}}`, "", "", 500, "MM102", "MM_Cert: "},
		"a list":                {"POST", Path + "getpayments", `[]`, "", "", 500, "MM100", "{…}"},
		"nothing":               {"POST", Path + "getpayments", ``, "", "", 500, "MM100", "tukšs"},
		"twice, in other cases": {"POST", Path + "getpayments", with(`"mm_cert":"x"`), "", "", 500, "MM100", "„mm_cert”"},
		"after the end":         {"POST", Path + "getpayments", some + "x", "", "", 500, "MM100", "aiz JSON"},
		"a form":                {"POST", Path + "getpayments", some, "Content-Type", "application/x-www-form-urlencoded", 415, "MM121", "application/json"},
		"another charset":       {"POST", Path + "getpayments", some, "Content-Type", "application/json; charset=windows-1257", 415, "MM121", "utf-8"},
		"compressed":            {"POST", Path + "getpayments", some, "Content-Encoding", "gzip", 415, "MM121", "nesaspiestu"},
		"too large":             {"POST", Path + "getpayments", with(`"x":"` + strings.Repeat("x", 1<<20) + `"`), "", "", 413, "MM120", "1048576"},
		"unknown request":       {"POST", Path + "checkpaymentrequeststatus", some, "", "", 404, "MM301", "nav atrasts"},
		"the same per position": {"POST", Path + "checkpaymentstatus", with(`"paymentrequestid":"` + someID + `","position":1`), "", "", 404, "MM301", ""},
		"no identifier":         {"POST", Path + "checkpaymentrequeststatus", with(`"x":1`), "", "", 500, "MM101", "PaymentRequestId: "},
		"no GUID":               {"POST", Path + "createinvoice", with(`"Id":"17"`), "", "", 500, "MM102", "Id: "},
		"no position":           {"POST", Path + "checkpaymentstatus", some, "", "", 500, "MM101", "Position: "},
		"no PaymentRequest":     {"POST", Path + "savepaymentrequest", with(`"PaymentsDataStructure":{}`), "", "", 500, "MM101", "PaymentRequest: "},
		"another structure":     {"POST", Path + "savepaymentrequest", with(`"PaymentsDataStructure":{"PaymentRequestPPK":{"a":1}}`), "", "", 500, "MM113", "PaymentRequestPPK: "},
		"a row is a number":     {"POST", Path + "savepaymentrequest", with(`"PaymentRequest":{"ServiceStep":"03G10","PriceList":[{},7]}`), "", "", 500, "MM102", "PaymentRequest/PriceList[2]: "},
		"unknown position":      {"POST", Path + "savepaymentrequest", with(`"PaymentRequest":{"ServiceStep":"03G10","PriceList":[{"Item":1,"ItemElementName":"Quantity","Position":"9"}]}`), "", "", 500, "MM104", "PaymentRequest/PriceList[1]/Position: "},
		"a bad date":            {"POST", Path + "getpayments", with(`"PaymentDateFrom":"24.07.2020"`), "", "", 500, "MM102", "PaymentDateFrom: "},
		"an amount with comma":  {"POST", Path + "getpayments", with(`"AmountTill":"7,99"`), "", "", 500, "MM102", "AmountTill: "},
		"an amount too precise": {"POST", Path + "getpayments", with(`"AmountTill":7.999`), "", "", 500, "MM115", "AmountTill: "},
		"a negative amount":     {"POST", Path + "getpayments", with(`"AmountFrom":-1`), "", "", 500, "MM108", "AmountFrom: "},
		"a currency":            {"POST", Path + "getpayments", with(`"Currency":"euro"`), "", "", 500, "MM102", "Currency: "},
		"neither true or false": {"POST", Path + "getpaymentrequests", with(`"OnlyNotPayed":"jā"`), "", "", 500, "MM102", "OnlyNotPayed: "},
		"a page too large":      {"POST", Path + "getpayments", with(`"Limit":501`), "", "", 500, "MM102", "Limit: "},
		"a place of nowhere":    {"POST", Path + "getpayments", with(`"Limit":5,"After":"x"`), "", "", 500, "MM102", "After: "},
		"a place, but no page":  {"POST", Path + "getpayments", with(`"After":"a.b"`), "", "", 500, "MM102", "After: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture()
			var headers []string
			if tc.header != "" {
				headers = []string{tc.header, tc.value}
			}
			w := f.send(t, tc.verb, tc.path, tc.body, headers...)
			status, code, message := refusalOf(t, w)
			if status != tc.status || code != tc.code || !strings.Contains(message, tc.message) {
				t.Errorf("%d %s %q", status, code, message)
			}
			var body struct{ Code, Message string }
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Code != code || body.Message != message {
				t.Errorf("body %s, %v", w.Body, err)
			}
			if len(f.calls) != 1 || string(f.calls[0].Code) != code {
				t.Errorf("observed %+v", f.calls)
			}
		})
	}
}

// The names are written with the letters of the guide, for who compares bytes.
func TestHeadersAsPrinted(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Codes = map[pay.Code]string{pay.CodeRequestNotFound: "E-404"}
	w := f.post(t, "checkpaymentrequeststatus", with(`"PaymentRequestId":"`+someID+`"`))
	if as(w, "MM-Error") != "E-404" {
		t.Errorf("%v", w.Header())
	}
	if got := as(w, "MM-ErrorMessage"); got != "Maks%C4%81%C5%A1anas%20piepras%C4%ABjums%20nav%20atrasts." {
		t.Errorf("%v", got)
	}
}

func TestWhatIsOursStaysOurs(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.fail = errors.New("disk on fire")
	for _, method := range []string{"checkpaymentrequeststatus", "getpayments", "getpaymentrequests"} {
		w := f.post(t, method, with(`"PaymentRequestId":"`+someID+`"`))
		if status, code, message := refusalOf(t, w); status != 500 || code != "MM900" || strings.Contains(message+w.Body.String(), "fire") {
			t.Errorf("%s: %d %s %s", method, status, code, message)
		}
	}
	if log := f.log.String(); !strings.Contains(log, "disk on fire") || strings.Contains(log, "MIIM") {
		t.Errorf("log: %s", log)
	}
}

func TestShapesOfADraft(t *testing.T) {
	t.Parallel()
	row := `{"Item":"12.00","ItemElementName":"Quantity","Position":2346}`
	for name, request := range map[string]string{
		"as published":              `"PaymentsDataStructure":{"PaymentRequest":{"ServiceStep":"03G10","AllowedBanks":[{"SwiftCode":"DEMO0000"}],"PriceList":[` + row + `]}}`,
		"without the outer object":  `"paymentrequest":{"servicestep":"03G10","allowedbanks":["DEMO0000",null],"pricelist":[` + row + `]}`,
		"as a translation of XML":   `"PaymentsDataStructure":{"PaymentRequest":{"ServiceStep":"03G10","AllowedBanks":{"AllowedBankStructure":{"SwiftCode":"DEMO0000"}},"PriceList":{"PriceList":` + row + `}}}`,
		"with everything else null": `"PaymentsDataStructure":{"Payment":null,"PaymentRequestPPK":{},"PaymentRequest":{"ServiceStep":"03G10","SwiftCode":null,"ClientInfo":null,"NoInvoice":null,"ExpiryDate":null,"AllowedBanks":["DEMO0000"],"PriceList":` + row + `,"ExpiryDateSpecified":false}}`,
	} {
		f := newFixture()
		w := f.post(t, "savepaymentrequest", "\ufeff"+with(request), "Idempotency-Key", "k-1")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
			continue
		}
		item, kind, position := "12.00", "Quantity", "2346"
		want := pay.Draft{
			ServiceStep: "03G10", AllowedBanks: []string{"DEMO0000"}, HasPriceList: true,
			Lines: []pay.DraftLine{{Item: &item, ItemName: &kind, Position: &position}},
		}
		if diff := cmp.Diff([]pay.Draft{want}, f.drafts); diff != "" || f.keys[0] != "k-1" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	f := newFixture()
	f.post(t, "savepaymentrequest", with(`"PaymentsDataStructure":{"PaymentRequestPPK":{"a" : 1.50},"PaymentRequest":{"ServiceStep":"03G10","PriceList":[`+row+`]}}`))
	if diff := cmp.Diff([]pay.ExtraMember{{Name: "PaymentRequestPPK", Raw: `{"a" : 1.50}`}}, f.drafts[0].Extra); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownPositionIsNotAnUnknownRequest(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.request = &pay.Request{ID: identifier(t, someID), Detail: pay.Detail{Lines: []pay.Line{{Position: "1"}}}, Payments: []pay.Payment{{State: pay.PaymentDue}}}
	if status, code, message := refusalOf(t, f.post(t, "checkpaymentstatus", with(`"PaymentRequestId":"`+someID+`","Position":"172"`))); status != 500 || code != "MM104" || !strings.Contains(message, "172") {
		t.Errorf("%d %s %s", status, code, message)
	}
	if w := f.post(t, "checkpaymentstatus", with(`"PaymentRequestId":"`+someID+`","Position":001`)); w.Code != 500 {
		t.Errorf("001 is no number of JSON: %d", w.Code)
	}
	w := f.post(t, "checkpaymentstatus", with(`"PaymentRequestId":"{`+strings.ToUpper(someID)+`}","Position":"001"`))
	if w.Body.String() != `{"RequestStatus":"P","PaymentProvider":""}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, pay.Riga()) }
	from, till := int64(799), int64(100000)
	for name, tc := range map[string]struct {
		members string
		want    pay.RequestFilter
	}{
		"none":         {`"CreatedDateFrom":null,"AmountFrom":"","Currency":" ","CreatedDateTill":"0001-01-01T00:00:00"`, pay.RequestFilter{}},
		"dates":        {`"CreatedDateFrom":"2026-03-01","createddatetill":"2026-03-31"`, pay.RequestFilter{Created: pay.Span{From: day(3, 1), Before: day(4, 1)}}},
		"moments":      {`"PaymentDateFrom":"2026-03-01T10:00:00+2:00","PaymentDateTill":"2026-03-01T12:00:00.5+02:00"`, pay.RequestFilter{Paid: pay.Span{From: day(3, 1).Add(10 * time.Hour), Before: day(3, 1).Add(12*time.Hour + time.Second)}}},
		"terms, days":  {`"ExpirationDateFrom":"2026-03-01","ExpirationDateTill":"2026-03-02"`, pay.RequestFilter{Expires: pay.Span{From: day(3, 1).Add(time.Millisecond), Before: day(3, 3).Add(time.Millisecond)}}},
		"terms, times": {`"ExpirationDateFrom":"2026-03-01T14:00:00+02:00","ExpirationDateTill":"2026-03-01T14:00:00+02:00"`, pay.RequestFilter{Expires: pay.Span{From: day(3, 1).Add(14 * time.Hour), Before: day(3, 1).Add(14*time.Hour + time.Second)}}},
		"amounts":      {`"AmountFrom":"7.99","AmountTill":1e3`, pay.RequestFilter{AmountFrom: &from, AmountTill: &till}},
		"the rest":     {`"OnlyNotPayed":true,"Currency":"eur"`, pay.RequestFilter{OnlyUnpaid: true, Currency: "EUR"}},
	} {
		f := newFixture()
		w := f.post(t, "getpaymentrequests", with(tc.members))
		if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != "[]" {
			t.Fatalf("%s: %d %s", name, w.Code, w.Body)
		}
		tc.want.Institution = "VRAA"
		if diff := cmp.Diff(tc.want, f.requestF[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// many gives a list of some length.
func (f *fixture) many(n int) {
	for i := range n {
		f.rows = append(f.rows, pay.RequestRow{Place: pay.Place{At: summer(), Serial: int64(i + 1)}, Number: pay.NumberOf(uint64(i)), Total: pay.EUR(1)})
	}
}

func numbers(t *testing.T, w *httptest.ResponseRecorder) []pay.Number {
	t.Helper()
	var rows []struct{ Number pay.Number }
	if err := json.Unmarshal(w.Body.Bytes(), &rows); err != nil {
		t.Fatalf("%v: %.200s", err, w.Body)
	}
	var all []pay.Number
	for _, r := range rows {
		all = append(all, r.Number)
	}
	return all
}

func TestAListIsReadInPortions(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, portion - 1, portion, portion + 1, 2*portion + 1, 3 * portion} {
		f := newFixture()
		f.many(n)
		f.ListRows = 3 * portion
		w := f.post(t, "getpaymentrequests", with(`"x":1`))
		if got := numbers(t, w); len(got) != n || n > 0 && (got[0] != f.rows[0].Number || got[n-1] != f.rows[n-1].Number) {
			t.Errorf("%d of %d rows", len(got), n)
		}
		for _, limit := range f.limits {
			if limit > portion+1 {
				t.Errorf("%d rows were asked for at once", limit)
			}
		}
	}
}

func TestAListHasACeiling(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.many(11)
	f.ListRows = 10
	if status, code, message := refusalOf(t, f.post(t, "getpaymentrequests", with(`"x":1`))); status != 500 || code != "MM117" || !strings.Contains(message, "10 rindām") {
		t.Errorf("%d %s %s", status, code, message)
	}
	var all []pay.Number
	after := ""
	for range 10 {
		w := f.post(t, "getpaymentrequests", with(`"Limit":4,"After":"`+after+`"`))
		all = append(all, numbers(t, w)...)
		if after = as(w, headerNext); after == "" {
			break
		}
	}
	if len(all) != 11 || all[10] != f.rows[10].Number {
		t.Errorf("pages hold %v", all)
	}
}

func TestASlowListIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.ListTimeout = time.Nanosecond
	f.Lists = stuck{}
	for _, members := range []string{`"x":1`, `"Limit":5`} {
		if status, code, _ := refusalOf(t, f.post(t, "getpayments", with(members))); status != 500 || code != "MM118" {
			t.Errorf("%d %s", status, code)
		}
	}
}

// stuck is a database that takes for ever.
type stuck struct{ pay.ListStore }

func (stuck) CountPaymentRows(ctx context.Context, _ pay.PaymentFilter, _ int) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

func (stuck) PaymentRows(ctx context.Context, _ pay.PaymentFilter, _ pay.Place, _ int) ([]pay.PaymentRow, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// breaking is a database that goes away after the first portion.
type breaking struct{ *fixture }

func (b breaking) RequestRows(ctx context.Context, f pay.RequestFilter, after pay.Place, limit int) ([]pay.RequestRow, error) {
	if after.Serial > 0 {
		return nil, errors.New("gone")
	}
	return b.fixture.RequestRows(ctx, f, after, limit)
}

// A list that breaks off must not look like a whole one.
func TestABrokenListBreaksTheConnection(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.many(portion + 1)
	f.Lists = breaking{f}
	server := httptest.NewServer(f.handler(t))
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+Path+"getpaymentrequests", strings.NewReader(with(`"x":1`)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(request)
	if err != nil {
		return // broken before the header was sent
	}
	defer func() { _ = answer.Body.Close() }()
	if body, err := io.ReadAll(answer.Body); err == nil {
		t.Errorf("the answer ends in good order: %d bytes", len(body))
	}
}

func TestNewWantsEverything(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Config){
		"cashier": func(c *Config) { c.Cashier = nil }, "lists": func(c *Config) { c.Lists = nil },
		"platform": func(c *Config) { c.Platform = nil }, "rows": func(c *Config) { c.ListRows = 0 },
		"address": func(c *Config) { c.PaymentURL = "https://mm.example.lv/" },
	} {
		c := newFixture().Config
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s may be missing", name)
		}
	}
}

// FuzzMessage sends anything to every method: it never panics, it always
// answers, and no input is an internal error.
func FuzzMessage(f *testing.F) {
	names := []string{
		"savepaymentrequest", "checkpaymentrequeststatus", "getpaymentrequests", "getpayments", "checkpaymentstatus",
		"checkpaymentrequeststatuswpt", "createinvoice",
	}
	for i, name := range names {
		f.Add(i, published(f, name+".request.json"))
	}
	f.Add(0, with(`"PaymentRequest":{"PriceList":[null,[],{"Item":{}}],"AllowedBanks":[[]],"ClientInfo":7}`))
	f.Add(2, with(`"Limit":"-5","After":".","CreatedDateFrom":"2020-01-31T12:41:00+3:00:00"`))
	f.Fuzz(func(t *testing.T, method int, message string) {
		fixture := newFixture()
		fixture.request = &pay.Request{ID: identifier(t, someID), Payments: []pay.Payment{{}}, Detail: pay.Detail{Lines: []pay.Line{{Position: "172"}}}}
		w := fixture.post(t, names[uint(method)%uint(len(names))], message)
		if w.Code == http.StatusOK {
			return
		}
		if status, code, text := refusalOf(t, w); code == "" || code == "MM900" || text == "" || status == http.StatusOK {
			t.Errorf("%d %s %s", status, code, text)
		}
		if fixture.log.Len() > 0 {
			t.Errorf("logged: %s", fixture.log.String())
		}
	})
}

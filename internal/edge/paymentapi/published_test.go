package paymentapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// The files in testdata/published are the examples of spec 002, chapter 2.10,
// word for word but for what is not JSON: curly quotes, missing commas, and an
// address without quotes.

// answers compares an answer with the published one, byte for byte but for
// white space.
func answers(t *testing.T, w *httptest.ResponseRecorder, file string) {
	t.Helper()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		_, code, message := refusalOf(t, w)
		t.Fatalf("%d %s: %s %s", w.Code, w.Header().Get("Content-Type"), code, message)
	}
	var got, want bytes.Buffer
	if err := json.Compact(&got, w.Body.Bytes()); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if err := json.Compact(&want, []byte(published(t, file))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Error(diff)
	}
}

// summer is a moment at which the examples are in time.
func summer() time.Time { return time.Date(2020, 8, 1, 9, 0, 0, 0, time.UTC) }

func TestPublishedSave(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.world.Clock = paytest.NewClock(summer())
	f.request = &pay.Request{ID: identifier(t, "05ae69d8-2be1-4a63-ae93-9d0e42e254f1")}
	answers(t, f.post(t, "savepaymentrequest", published(t, "savepaymentrequest.request.json")), "savepaymentrequest.answer.json")
	p := func(s string) *string { return &s }
	want := pay.Draft{
		ServiceStep: "03G10", PaymentObject: "DEM11 payment", ExpiryDate: p("2020-09-30T14:00:00+03:00"), NoInvoice: p("true"),
		ResponseURL:       "https://tv-vraa.zzdats.lv/MMTests/S2S/?id=",
		ServerResponseURL: "https://tv-vraa.zzdats.lv/MMTests/S2S/ok1?id=",
		SwiftCode:         "DEMO0000", AllowedBanks: []string{"DEMO0000", "FIRSTDATA", "HABALV22"}, HasPriceList: true,
		Lines: []pay.DraftLine{{Item: p("12.00"), ItemName: p("Quantity"), Position: p("2346")}},
		Payer: pay.Payer{
			FirstName: "Ernests", Name: "Paraudziņš", Code: "07018710513", Email: "e@p.lv", Phone: "26620000",
			Address: "Rātslaukums 1, LV-1050, Rīga",
		},
	}
	if diff := cmp.Diff([]pay.Draft{want}, f.drafts); diff != "" {
		t.Error(diff)
	}
	caller := pay.Caller{Institution: paytest.Owner, Roles: []pay.Role{pay.RoleInstitution}, Subject: "ab12 through platform"}
	if diff := cmp.Diff([]pay.Caller{caller}, f.callers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Call{{Operation: "SavePaymentRequest", Institution: paytest.Owner}}, f.calls); diff != "" {
		t.Error(diff)
	}
}

func TestPublishedStatus(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.request = &pay.Request{ID: identifier(t, someID), Letter: pay.LetterExecuted}
	w := f.post(t, "checkpaymentrequeststatus", published(t, "checkpaymentrequeststatus.request.json"))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || w.Body.String() != published(t, "checkpaymentrequeststatus.answer.txt") {
		t.Errorf("%d %s %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestPublishedPosition(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.request = &pay.Request{
		ID: identifier(t, someID), State: pay.RequestExpired, Letter: pay.LetterRevoked,
		Payments: []pay.Payment{{State: pay.PaymentPaid, Provider: "DEMO0000"}, {State: pay.PaymentDue, Provider: "LVHABA22"}},
		Detail:   pay.Detail{Lines: []pay.Line{{Position: "2346"}, {Position: "0172", Payment: 1}}},
	}
	answers(t, f.post(t, "checkpaymentstatus", published(t, "checkpaymentstatus.request.json")), "checkpaymentstatus.answer.json")
}

func TestPublishedProviders(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.request = &pay.Request{
		ID: identifier(t, someID), State: pay.RequestExpired, Letter: pay.LetterRevoked,
		Payments: []pay.Payment{{Provider: "LVHABA22"}, {Provider: "FIRSTDATA"}, {Provider: "LVHABA22"}, {}},
	}
	for _, path := range []string{Path, OtherPath, "/API/v1/PaymentRequest/"} { // the heading, the example, another case
		w := f.send(t, http.MethodPost, path+"CheckPaymentRequestStatusWpt", published(t, "checkpaymentrequeststatuswpt.request.json"))
		answers(t, w, "checkpaymentrequeststatuswpt.answer.json")
	}
}

func TestPublishedRequests(t *testing.T) {
	t.Parallel()
	f := newFixture()
	for i, id := range []string{someID, "b6a4b66a-b1b7-4b1d-bcc3-3d5a8d30b3c2"} {
		f.rows = append(f.rows, pay.RequestRow{
			Place: pay.Place{Serial: int64(i + 1)}, ID: identifier(t, id), Number: []pay.Number{"ABC-123", "ABC-456"}[i],
			Created:     time.Date(2020, 7, 23, 21, 30, 0, 0, time.UTC), // the 24th in Riga
			Expires:     time.Date(2020, 8, 1, 21, 0, 0, 0, time.UTC),   // the end of the 1st
			Total:       pay.EUR([]int64{12345, 820}[i]),
			State:       pay.RequestPaid,
			ServiceName: pay.Text{LV: []string{"Pakalpojuma nosaukums", "Pakalpojuma nosaukums 2"}[i]},
		})
	}
	answers(t, f.post(t, "getpaymentrequests", published(t, "getpaymentrequests.request.json")), "getpaymentrequests.answer.json")
	least := int64(799)
	want := pay.RequestFilter{
		Institution: paytest.Owner, AmountFrom: &least,
		Created: pay.Span{From: time.Date(2020, 1, 31, 9, 41, 0, 0, time.UTC), Before: time.Date(2020, 8, 14, 9, 41, 1, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, f.requestF[0]); diff != "" {
		t.Error(diff)
	}
	f.rows[1].State = pay.RequestOpen
	if w := f.post(t, "getpaymentrequests", with(`"OnlyNotPayed":"true"`)); !strings.Contains(w.Body.String(), `"UsageStatus":"Neizmantots"`) || !f.requestF[len(f.requestF)-1].OnlyUnpaid {
		t.Errorf("%s", w.Body)
	}
}

func TestPublishedPayments(t *testing.T) {
	t.Parallel()
	f := newFixture()
	for i, number := range []pay.Number{"2589", "11258"} {
		f.paid = append(f.paid, pay.PaymentRow{
			Place: pay.Place{Serial: int64(i + 1)}, Request: identifier(t, someID), Number: number,
			PaidAt:      time.Date(2020, 7, 24, 8, 0, 0, 0, time.UTC),
			ServiceName: pay.Text{LV: []string{"Pakalpojums 1", "Pakalpojums 2"}[i]},
			IBAN:        "LV48AHAB0551014343801", Purpose: []string{"Maksājuma mērķis 1", "Maksājuma mērķis 2"}[i],
			Amount: pay.EUR([]int64{12345, 4269}[i]), State: []pay.PaymentState{pay.PaymentReturned, pay.PaymentPaid}[i],
		})
	}
	answers(t, f.post(t, "getpayments", published(t, "getpayments.request.json")), "getpayments.answer.json")
	least := int64(799)
	want := pay.PaymentFilter{
		Institution: paytest.Owner, AmountFrom: &least, Currency: "EUR",
		Paid: pay.Span{From: time.Date(2019, 12, 31, 9, 41, 0, 0, time.UTC), Before: time.Date(2020, 9, 21, 21, 0, 1, 0, time.UTC)},
	}
	if diff := cmp.Diff([]pay.PaymentFilter{want}, f.paymentF); diff != "" {
		t.Error(diff)
	}
}

func TestPublishedInvoice(t *testing.T) {
	t.Parallel()
	f := newFixture()
	answers(t, f.post(t, "createinvoice", published(t, "createinvoice.request.json")), "createinvoice.answer.json")
	want := [][]string{{someID, "SIA ZZ Dats", "40003278467", "Elizabetes 41/43, Rīga"}}
	if diff := cmp.Diff(want, f.invoices); diff != "" {
		t.Error(diff)
	}
}

// As printed, one example is no JSON at all; it is refused so that its reader
// sees why.
func TestAsPrintedItIsNoJSON(t *testing.T) {
	t.Parallel()
	f := newFixture()
	status, code, message := refusalOf(t, f.post(t, "createinvoice", "{\n\t\"MM_Cert\": \""+printed+"\",\n“Id” : “"+someID+"”\n}", "Accept-Language", "en"))
	if status != http.StatusInternalServerError || code != "MM100" || !strings.Contains(message, "Line 3, byte 1: JSON has the quotes") {
		t.Errorf("%d %s %s", status, code, message)
	}
}

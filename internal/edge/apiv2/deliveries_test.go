package apiv2_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// owed puts deliveries into the archive, the newest first: every third is a
// receipt that a payer asked for.
func (a *archive) owed(count int) {
	for i := count; i >= 1; i-- {
		d := pay.Delivery{
			ID: paytest.ID(i), Kind: pay.DeliverServerResponse, Institution: paytest.Owner, Request: paytest.ID(1000),
			Target: "https://service.example.org/mm", Letter: pay.LetterExecuted, State: pay.DeliveryAccepted, Created: paytest.Start(),
		}
		switch i % 3 {
		case 0:
			d.Kind, d.Target = pay.DeliverReceipt, "ernests@example.org"
		case 1:
			d.Kind, d.News = pay.DeliverNotice, 7
		}
		a.rows = append(a.rows, d)
	}
}

type deliveryPage struct {
	Items []struct{ ID, Kind, Event, Address string }
	Next  string
}

func TestDeliveriesAreListedWithoutReceipts(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.owed(30)
	var seen []string
	cursor := ""
	for range 10 {
		got := answered[deliveryPage](t, d, own, "GET", "deliveries?limit=7"+cursor, "", 200)
		for _, row := range got.Items {
			seen = append(seen, row.ID)
			if strings.Contains(row.Address, "@") || row.Kind != "call" && row.Kind != "notice" || (row.Kind == "notice") != (row.Event != "") {
				t.Errorf("%+v", row)
			}
		}
		if got.Next == "" {
			break
		}
		if len(got.Items) != 7 {
			t.Errorf("a page of %d that is not the last", len(got.Items))
		}
		cursor = "&cursor=" + got.Next
	}
	if len(seen) != 20 || seen[0] != paytest.ID(29).String() || seen[19] != paytest.ID(1).String() {
		t.Errorf("%d of 20: %v", len(seen), seen)
	}
	if w := d.call(t, own, "GET", "deliveries?limit=7&state=failed"+cursor, ""); w.Code != 400 {
		t.Errorf("a cursor of another list is taken: %d", w.Code)
	}
	if got := answered[deliveryPage](t, d, others, "GET", "deliveries", "", 200); len(got.Items) != 0 {
		t.Errorf("another institution sees %+v", got)
	}
}

// The search for a page among receipts is bounded; what was not looked at comes
// with the next page.
func TestAPageAmongReceipts(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	for i := 300; i >= 1; i-- {
		kind := pay.DeliverReceipt
		if i == 1 {
			kind = pay.DeliverServerResponse
		}
		d.rows = append(d.rows, pay.Delivery{ID: paytest.ID(i), Kind: kind, Institution: paytest.Owner})
	}
	cursor, pages, found := "", 0, 0
	for ; pages < 100; pages++ {
		got := answered[deliveryPage](t, d, own, "GET", "deliveries?limit=5"+cursor, "", 200)
		found += len(got.Items)
		if got.Next == "" {
			break
		}
		cursor = "&cursor=" + got.Next
	}
	if found != 1 || pages < 5 {
		t.Errorf("found %d in %d pages", found, pages)
	}
}

func TestOneDelivery(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.owed(3)
	d.tries = []pay.Try{{N: 1, At: paytest.Start(), Took: 90 * time.Millisecond, Status: 500, Result: "500"}, {N: 2, Result: "connection refused"}}
	got := answered[struct {
		ID  string
		Log []struct {
			N, Took int
			Status  *int
		}
	}](t, d, own, "GET", "deliveries/"+paytest.ID(1).String(), "", 200)
	if len(got.Log) != 2 || got.Log[0].Took != 90 || *got.Log[0].Status != 500 || got.Log[1].Status != nil {
		t.Errorf("%+v", got)
	}
	for who, path := range map[string]string{
		own + " of a receipt": paytest.ID(3).String(), own + " of none": paytest.ID(9).String(), own: "x", others: paytest.ID(1).String(),
	} {
		who, _, _ := strings.Cut(who, " ")
		for _, c := range []string{"GET deliveries/" + path, "POST deliveries/" + path + "/replay"} {
			method, path, _ := strings.Cut(c, " ")
			if w := d.call(t, who, method, path, ""); w.Code != 404 {
				t.Errorf("%s %s: %d", who, c, w.Code)
			}
		}
	}
}

func TestReplaysByNameAndByTime(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.replayed = apiv2.Replayed{Count: 1000, More: true, Last: paytest.ID(5)}
	id := paytest.ID(1).String()
	type answer struct {
		Count int
		More  bool
		Next  string
	}
	got := answered[answer](t, d, own, "POST", "replays", `{"deliveries":["`+id+`"]}`, 202)
	if got.Count != 1000 || !got.More || got.Next != paytest.ID(5).String() {
		t.Errorf("%+v", got)
	}
	answered[answer](t, d, own, "POST", "replays", `{"from":"2026-08-30","till":"2026-08-31","state":"failed","before":"`+id+`"}`, 202)
	if s := d.selected; len(s) != 2 || len(s[0].IDs) != 1 || s[1].State != pay.DeliveryFailed || s[1].Older != paytest.ID(1) ||
		fmt.Sprint(s[1].Created.Before.Sub(s[1].Created.From)) != "48h0m0s" {
		t.Errorf("%+v", s)
	}
	for body, pointer := range map[string]string{
		`{}`:                          "/from",
		`{"from":"2026-08-30"}`:       "/till",
		`{"till":"2026-08-30"}`:       "/from",
		`{"deliveries":[]}`:           "/deliveries",
		`{"deliveries":"` + id + `"}`: "/deliveries",
		`{"deliveries":["x"]}`:        "/deliveries/0",
		`{"deliveries":[1]}`:          "/deliveries/0",
		`{"deliveries":["` + id + `"],"from":"2026-08-30"}`:               "/deliveries",
		`{"deliveries":["` + id + `"],"state":"failed"}`:                  "/deliveries",
		`{"from":"2026-08-30","till":"2026-08-31","state":"lost"}`:        "/state",
		`{"from":"2026-08-30","till":"2026-08-31","institution":"Other"}`: "/institution",
		`{"from":"30.08.2026","till":"2026-08-31"}`:                       "/from",
	} {
		p := answered[struct{ Errors []struct{ Pointer string } }](t, d, own, "POST", "replays", body, 422)
		if len(p.Errors) == 0 || p.Errors[0].Pointer != pointer {
			t.Errorf("%s: %+v, want %s", body, p.Errors, pointer)
		}
	}
	if len(d.selected) != 2 {
		t.Errorf("a refused call was done: %+v", d.selected)
	}
}

// slowDeliveries are those of a database that takes longer than there is time.
type slowDeliveries struct{ *archive }

func (slowDeliveries) Deliveries(ctx context.Context, _ pay.DeliveryFilter) ([]pay.Delivery, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestDeliveriesThatTakeTooLong(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	d.Told.Deliveries, d.ListTimeout = slowDeliveries{d.archive}, time.Nanosecond
	if p := answered[struct{ Code string }](t, d, own, "GET", "deliveries", "", http.StatusServiceUnavailable); p.Code != "MM118" {
		t.Errorf("refused with %s", p.Code)
	}
}

// Replays of many count as a hundredth of the rate, whatever that is.
func TestReplaysOfManyAreDear(t *testing.T) {
	t.Parallel()
	d := newTold(t, time.After)
	const body = `{"from":"2026-01-01","till":"2026-01-31"}`
	for i := range 100 {
		if w := d.call(t, own, "POST", "replays", body); w.Code != http.StatusAccepted {
			t.Fatalf("call %d: %d %s", i, w.Code, w.Body)
		}
	}
	if w := d.call(t, own, "POST", "replays", body); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("after a hundred: %d %v", w.Code, w.Header())
	}
	if w := d.call(t, others, "GET", "deliveries", ""); !strings.Contains(w.Header().Get("RateLimit"), "r=999;") {
		t.Errorf("another call costs one share: %v", w.Header())
	}
}

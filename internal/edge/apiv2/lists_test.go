package apiv2_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

type listed struct {
	Items []struct {
		ID, Number string
	}
	Next string
}

// walk reads a list to its end in pages, doing something after each.
func (d *desk) walk(t *testing.T, path, query string, between func()) []string {
	t.Helper()
	var ids []string
	cursor := ""
	for range 100 {
		p := decode[listed](t, d.do(t, "GET", path+"?"+query+cursor, ""))
		for _, item := range p.Items {
			ids = append(ids, item.ID+item.Number)
		}
		if p.Next == "" {
			return ids
		}
		cursor = "&cursor=" + url.QueryEscape(p.Next)
		between()
	}
	t.Fatal("the list has no end")
	return nil
}

// Rows that come while a list is read push none out and show none twice.
func TestPagesWhileRowsAreAdded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 7 {
		d.create(t, simple)
		d.Clock.Advance(time.Second)
	}
	before := d.walk(t, "payment-requests", "limit=200", func() {})
	left := 5 // rows are added while they last, or the list would never end
	during := d.walk(t, "payment-requests", "limit=2", func() {
		if left--; left >= 0 {
			d.create(t, simple)
			d.Clock.Advance(time.Second)
		}
	})
	if !slices.Equal(during[:7], before) {
		t.Errorf("read %v, there were %v", during, before)
	}
	if sorted := slices.Compact(slices.Sorted(slices.Values(during))); len(sorted) != len(during) {
		t.Errorf("rows came twice: %v", during)
	}
	if after := d.walk(t, "payment-requests", "limit=200", func() {}); !slices.Equal(after[:len(during)], during) {
		t.Errorf("read %v, there are %v", during, after)
	}
}

// Documents come newest first; new ones do not disturb the reading of the old.
func TestDocumentsWhileSomeAreIssued(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	issue := func() {
		d.Clock.Advance(time.Second)
		d.pays(t, d.create(t, simple).ID)
	}
	for range 5 {
		issue()
	}
	before := d.walk(t, "documents", "limit=200", func() {})
	if during := d.walk(t, "documents", "limit=2", issue); !slices.Equal(during, before) || len(before) != 5 {
		t.Errorf("read %v, there were %v", during, before)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	d := newDesk(t) // 12:00 in Riga on 2 March
	early := d.create(t, `{"step":"DEM11","lines":[{"position":"2","amount":"5"}],"expires":"2026-03-02"}`)
	d.Clock.Advance(13 * time.Hour) // 1:00 on 3 March
	late := d.create(t, `{"step":"DEM11","lines":[{"position":"2","amount":"7.50"}],"expires":"2026-03-20"}`)
	d.pays(t, late.ID)
	const one, two = "one", "two"
	names := map[string]string{early.ID: one, late.ID: two, late.Payments[0].Number: two}
	for query, want := range map[string]string{
		"":                                     "one two",
		"createdTill=2026-03-02":               one,
		"createdFrom=2026-03-03":               two,
		"createdTill=2026-03-02T10:00:00Z":     one,
		"createdFrom=2026-03-02T10:00:00.001Z": two,
		"createdFrom=2026-03-04":               "",
		"expiresFrom=2026-03-02&expiresTill=2026-03-02": one,
		"expiresFrom=2026-03-03":                        two,
		"paidFrom=2026-03-03":                           two,
		"paidTill=2026-03-02":                           "",
		"amountFrom=5.01":                               two,
		"amountTill=5":                                  one,
		"amountFrom=5&amountTill=7.5":                   "one two",
		"unpaid=true":                                   one,
		"unpaid=false":                                  "one two",
		"currency=EUR":                                  "one two",
		"currency=USD":                                  "",
		"limit=1&createdFrom=2026-03-03":                two,
		"createdFrom=":                                  "one two",
	} {
		w := d.do(t, "GET", "payment-requests?"+query, "")
		var got []string
		for _, item := range decode[listed](t, w).Items {
			got = append(got, names[item.ID])
		}
		if slices.Sort(got); strings.Join(got, " ") != want || w.Code != http.StatusOK {
			t.Errorf("%s found %v, want %s: %s", query, got, want, w.Body)
		}
	}
	for query, want := range map[string]string{
		"": two, "paidFrom=2026-03-03&paidTill=2026-03-03": two, "paidTill=2026-03-02": "", "amountFrom=7.5": two, "amountTill=7.49": "", "currency=USD": "",
	} {
		var got []string
		for _, item := range decode[listed](t, d.do(t, "GET", "payments?"+query, "")).Items {
			got = append(got, names[item.Number])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("payments %s found %v, want %s", query, got, want)
		}
	}
	if w := d.do(t, "GET", "payment-requests", "", "Test-Caller", "RD"); len(decode[listed](t, w).Items) != 0 {
		t.Errorf("another institution sees %s", w.Body)
	}
}

// A cursor belongs to its list and conditions.
func TestCursorOfOtherConditions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.create(t, simple)
	d.create(t, simple)
	next := decode[listed](t, d.do(t, "GET", "payment-requests?limit=1&unpaid=true", "")).Next
	for path, status := range map[string]int{
		"payment-requests?unpaid=true&limit=5&cursor=" + next:                200,
		"payment-requests?cursor=" + next:                                    400,
		"payment-requests?unpaid=true&createdFrom=2026-03-02&cursor=" + next: 400,
		"payments?cursor=" + next:                                            400,
		"payment-requests?unpaid=true&cursor=" + next[:len(next)-1]:          400,
		"payment-requests?unpaid=true&cursor=" + next + "A":                  400,
		"payment-requests?unpaid=true&cursor=" + next + "&cursor=" + next:    400,
		"payment-requests?unpaid=true&unpaid=true&cursor=" + next:            400,
		"payment-requests?unpaid=%zz":                                        400,
		"payment-requests?createdFrom=2026-03-03&createdTill=2026-03-02":     400,
		"payments?paidFrom=2026-03-03T00:00:00Z&paidTill=2026-03-02":         400,
	} {
		if w := d.do(t, "GET", path, ""); w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

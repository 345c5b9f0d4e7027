package page_test

import (
	"net/url"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

func TestDisplay(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]page.Display{
		"":             {Language: "lv", Font: "font-size-100"},
		"language=ENG": {Language: "en", Font: "font-size-100"},
		"LANGUAGE=%20eng&FS=Font-Size-150&Bm=Black-On-Yellow": {Language: "en", Font: "font-size-150", Contrast: "black-on-yellow"},
		"language=RUS&fs=font-size-900&bm=\"><script>":        {Language: "lv", Font: "font-size-100"},
		"bm=pink&bm=yellow-on-black":                          {Language: "lv", Font: "font-size-100", Contrast: "yellow-on-black"},
		"language=LAT&language=ENG":                           {Language: "lv", Font: "font-size-100"},
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got := page.Plain().WithQuery(q)
		if got != want {
			t.Errorf("%q: %+v, want %+v", query, got, want)
		}
		carried, err := url.ParseQuery(got.Query())
		if err != nil || page.Plain().WithQuery(carried) != got {
			t.Errorf("%q is not carried by %q", query, got.Query())
		}
	}
}

func TestLinksChangeOneThing(t *testing.T) {
	t.Parallel()
	d := page.Display{Language: "en", Font: "font-size-150", Contrast: "yellow-on-black"}
	want := [][]page.Display{
		{{Language: "lv", Font: "font-size-150", Contrast: "yellow-on-black"}, d},
		{
			{Language: "en", Font: "font-size-100", Contrast: "yellow-on-black"},
			{Language: "en", Font: "font-size-125", Contrast: "yellow-on-black"},
			d,
		},
		{
			{Language: "en", Font: "font-size-150"},
			{Language: "en", Font: "font-size-150", Contrast: "black-on-yellow"},
			d,
		},
	}
	for i, group := range d.Links(url.Values{"id": {"7"}}) {
		for j, link := range group {
			q, err := url.ParseQuery(link.Address[1:])
			if err != nil {
				t.Fatal(err)
			}
			if q.Get("id") != "7" {
				t.Errorf("%s forgets the page's own parameter", link.Name)
			}
			if got := d.WithQuery(q); got != want[i][j] {
				t.Errorf("%s leads to %+v, want %+v", link.Name, got, want[i][j])
			}
		}
	}
}

func TestMoneyAndMoments(t *testing.T) {
	t.Parallel()
	lv, en := page.Plain(), page.Display{Language: "en"}
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for _, test := range []struct{ got, want string }{
		{lv.Money(123456705, "EUR"), "1\u00a0234\u00a0567,05\u00a0EUR"},
		{en.Money(123456705, "EUR"), "EUR\u00a01,234,567.05"},
		{lv.Money(5, "EUR"), "0,05\u00a0EUR"},
		{lv.Moment(at), "22.11.2026. plkst.\u00a010:00:00"},
		{en.Moment(at), "22 Nov 2026, 10:00:00"},
		{en.Moment(time.Time{}), "–"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

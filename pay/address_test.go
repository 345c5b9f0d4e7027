package pay_test

import (
	"net/url"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestAddressWithID(t *testing.T) {
	t.Parallel()
	id := paytest.ID(7)
	for address, want := range map[string]string{
		// Of the published samples.
		"http://jusu-response-url":                      "http://jusu-response-url?id=ID",
		"http://jusu-response-url-s2s":                  "http://jusu-response-url-s2s?id=ID",
		"https://tv-vraa.zzdats.lv/MMTests/S2S/?id=":    "https://tv-vraa.zzdats.lv/MMTests/S2S/?id=ID",
		"https://tv-vraa.zzdats.lv/MMTests/S2S/ok1?id=": "https://tv-vraa.zzdats.lv/MMTests/S2S/ok1?id=ID",

		"https://example.lv/back/":                  "https://example.lv/back/ID",
		"https://example.lv/back":                   "https://example.lv/back?id=ID",
		"https://example.lv/back?order=17":          "https://example.lv/back?order=17&id=ID",
		"https://example.lv/back?order=17&":         "https://example.lv/back?order=17&id=ID",
		"https://example.lv/back?":                  "https://example.lv/back?id=ID",
		"https://example.lv/back?order=17&request=": "https://example.lv/back?order=17&request=ID",
		"https://example.lv/back#done":              "https://example.lv/back?id=ID#done",
		"https://example.lv/back?order=17#done":     "https://example.lv/back?order=17&id=ID#done",
		"https://example.lv/#/paid/":                "https://example.lv/#/paid/ID",
		"https://example.lv/app#/paid?id=":          "https://example.lv/app#/paid?id=ID",
		"https://example.lv/pārskats?vārds=ē":       "https://example.lv/pārskats?vārds=ē&id=ID",
		"https://example.lv/?id=1":                  "https://example.lv/?id=1&id=ID",
	} {
		want = strings.ReplaceAll(want, "ID", id.String())
		got := pay.AddressWithID(address, id)
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", address, got, want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

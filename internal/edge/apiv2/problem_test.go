package apiv2

import (
	"net/http"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

// Every kind of refusal has a status of its own to say, and only our own faults
// say that it was us.
func TestEveryKindHasAStatus(t *testing.T) {
	t.Parallel()
	seen := map[pay.Kind]bool{}
	for _, row := range pay.Codes() {
		seen[row.Kind] = true
		status := Status(row.Code)
		if http.StatusText(status) == "" || (status == http.StatusInternalServerError) != (row.Kind == pay.Internal) {
			t.Errorf("%s is answered with %d", row.Code, status)
		}
	}
	for _, kind := range pay.Kinds() {
		if !seen[kind] {
			t.Errorf("no code is of kind %d", kind)
		}
	}
}

// No code speaks of members of the published structure here.
func TestTextsSpeakOurWords(t *testing.T) {
	t.Parallel()
	for _, row := range pay.Codes() {
		if row.Code == pay.CodeUnsupported { // only the published structure has others beside the request
			continue
		}
		for _, l := range []pay.Language{pay.Latvian, pay.English} {
			for _, word := range []string{"ItemElementName", "PaymentRequest ", "PriceList", "NoInvoice", "ServiceStep"} {
				if text := title(row.Code, l); strings.Contains(text, word) {
					t.Errorf("%s speaks of %s: %s", row.Code, word, text)
				}
			}
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]pay.Language{
		"": pay.English, "lv": pay.Latvian, "lv-LV,en;q=0.5": pay.Latvian, "en,lv": pay.English, "de": pay.English,
		"de, lv;q=0.1": pay.Latvian, "lv;q=0.5, en": pay.English, ";;;": pay.English, "*": pay.English,
	} {
		if got := languageOf(http.Header{"Accept-Language": {header}}); got != want {
			t.Errorf("%q is %s", header, got)
		}
	}
}

package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay/paytest"
)

// A caller's name for its call is taken while it can do no harm in logs and
// headers.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	a := &App{ids: newIdentifiers(paytest.NewClock(paytest.Start()))}
	for given, taken := range map[string]bool{
		"order-17":               true,
		"A.b_C-9":                true,
		strings.Repeat("a", 128): true,
		strings.Repeat("a", 129): false,
		"":                       false,
		"two words":              false,
		"a\nb":                   false,
		`"quoted"`:               false,
		"ķ":                      false,
	} {
		r := httptest.NewRequest(http.MethodGet, "https://mm.test/", nil)
		r.Header.Set(requestIDHeader, given)
		got := a.requestID(r)
		if (got == given) != taken || got == "" {
			t.Errorf("%q became %q", given, got)
		}
	}
}

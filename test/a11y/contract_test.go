package a11y_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/edge/apiv2/reference"
	"viss.gov.lv/mm/pay"
)

// contractPage serves the page of the contract of API v2, which developers read.
func contractPage(t testing.TB) string {
	t.Helper()
	text, err := api.OpenAPI("https://services.example.org")
	if err != nil {
		t.Fatal(err)
	}
	var codes []reference.Code
	for _, c := range pay.Codes() {
		codes = append(codes, reference.Code{Name: string(c.Code), English: c.EN, Latvian: c.LV})
	}
	made, err := reference.New(reference.Config{Contract: text, Origin: "https://services.example.org", Codes: codes})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for name, handler := range made.Handlers() {
		if name == reference.PageName {
			name = "{$}"
		}
		mux.Handle("GET /api/v2/"+name, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/api/v2/"
}

// The page is for developers, and keeps the rules all the same: by day and by
// night, on a telephone and on a desk.
func TestTheContractIsAccessible(t *testing.T) {
	t.Parallel()
	address := contractPage(t)
	rules, _ := axe(t)
	b := newTab(t)
	for _, dark := range []bool{false, true} {
		for _, width := range []int64{320, 1440} {
			m := mode{Size: "font-size-100", Dark: dark, Width: width, Scripts: true}
			if err := b.open(address, m); err != nil {
				t.Fatal(err)
			}
			if *shots != "" {
				b.shoot(t, filepath.Join(*shots, fmt.Sprintf("contract.%s.png", m)))
				continue
			}
			if _, err := ask[int](b, rules+";1"); err != nil {
				t.Fatal(err)
			}
			found, err := ask[verdict](b, judge)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range found.faults() {
				t.Errorf("%s: %.3000s", m, fault)
			}
		}
	}
}

package demo_test

import (
	"crypto/ed25519"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/internal/provider/providertest"
	"viss.gov.lv/mm/pay"
)

// asked is a bank that answers queries with the status 2111 after a change.
func asked(t *testing.T, key ed25519.PrivateKey, change func(pairs map[string]string)) *demo.Provider {
	t.Helper()
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		values := map[string]string{
			"DB_SERVICE": "2120", "DB_VERSION": "001", "DB_SND": "DEMOBANKA", "DB_MERCHANT": "MM",
			"DB_REF": r.PostFormValue("DB_REF"), "DB_NONCE": r.PostFormValue("DB_NONCE"), "DB_DATETIME": "2026-11-22T08:04:00Z",
			"DB_STATUS": "2111", "DB_T_NO": "17", "DB_AMOUNT": "12.10", "DB_CURR": "EUR", "DB_ACC": "LV80BANK0000435195001",
		}
		change(values)
		var pairs []pair
		for _, name := range []string{
			"DB_SERVICE", "DB_VERSION", "DB_SND", "DB_MERCHANT", "DB_REF", "DB_NONCE", "DB_DATETIME",
			"DB_STATUS", "DB_T_NO", "DB_AMOUNT", "DB_CURR", "DB_ACC", "DB_REASON",
		} {
			pairs = append(pairs, pair{name, values[name]})
		}
		_, _ = fmt.Fprint(w, signed(key, pairs).Encode())
	}))
	t.Cleanup(bank.Close)
	c := config()
	c.Address, c.HTTP = bank.URL, bank.Client()
	return provider(t, c)
}

func TestQuery(t *testing.T) {
	t.Parallel()
	pushed, err := provider(t, config()).Read(t.Context(), say(bankKey(), providertest.Word{
		Result: pay.ResultPaid, Ref: providertest.Order().Ref, Amount: pay.EUR(1210), Account: "LV80BANK0000435195001", ProviderRef: "17",
	}))
	if err != nil {
		t.Fatal(err)
	}
	n, err := asked(t, bankKey(), func(map[string]string) {}).Query(t.Context(), providertest.Order())
	if err != nil {
		t.Fatal(err)
	}
	if n.Key != pushed.Key || n.Result != pay.ResultPaid || n.Channel != pay.ChannelQuery || n.Provider != "DEMO0000" {
		t.Errorf("Query = %+v; want the news that was pushed, %+v", n, pushed)
	}
}

func TestQueryNeverInventsNews(t *testing.T) {
	t.Parallel()
	n, err := asked(t, bankKey(), func(v map[string]string) { v["DB_STATUS"] = "0000" }).Query(t.Context(), providertest.Order())
	if err != nil || n.Result != pay.ResultNone || n.Key != "" || n.Ref != providertest.Order().Ref {
		t.Errorf("nothing decided: Query = %+v, %v", n, err)
	}
	for name, change := range map[string]func(map[string]string){
		"other reference":  func(v map[string]string) { v["DB_REF"] = "OTHER" },
		"other nonce":      func(v map[string]string) { v["DB_NONCE"] = strings.Repeat("1", 32) },
		"old":              func(v map[string]string) { v["DB_DATETIME"] = "2026-11-22T07:54:00Z" },
		"from the future":  func(v map[string]string) { v["DB_DATETIME"] = "2026-11-22T08:06:00Z" },
		"other merchant":   func(v map[string]string) { v["DB_MERCHANT"] = "OTHER" },
		"not an answer":    func(v map[string]string) { v["DB_SERVICE"] = "2111" },
		"unknown status":   func(v map[string]string) { v["DB_STATUS"] = "1" },
		"paid without sum": func(v map[string]string) { v["DB_AMOUNT"] = "" },
	} {
		n, err := asked(t, bankKey(), change).Query(t.Context(), providertest.Order())
		if pay.CodeOf(err) != pay.CodeProviderMessage || n.Result != pay.ResultNone {
			t.Errorf("%s: Query = %+v, %v", name, n, err)
		}
	}
	if n, err := asked(t, key(3), func(map[string]string) {}).Query(t.Context(), providertest.Order()); err == nil {
		t.Errorf("signed by somebody else: Query = %+v", n)
	}
}

func TestQueryOfABankThatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"error":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"endless": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) },
	} {
		bank := httptest.NewServer(handler)
		c := config()
		c.Address, c.HTTP = bank.URL, bank.Client()
		if _, err := provider(t, c).Query(t.Context(), providertest.Order()); pay.CodeOf(err) != pay.CodeProviderUnavailable {
			t.Errorf("%s: %v; want code %s", name, err, pay.CodeProviderUnavailable)
		}
		bank.Close()
	}
}

// The bank verifies the query too.
func TestQueryIsSigned(t *testing.T) {
	t.Parallel()
	var got url.Values
	bank := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got = r.PostForm
	}))
	defer bank.Close()
	c := config()
	c.Address, c.HTTP = bank.URL, bank.Client()
	_, _ = provider(t, c).Query(t.Context(), providertest.Order())
	want := signed(ourKey(), []pair{
		{"DB_SERVICE", "2020"},
		{"DB_VERSION", "001"},
		{"DB_MERCHANT", "MM"},
		{"DB_REF", string(providertest.Order().Ref)},
		{"DB_NONCE", strings.Repeat("0", 32)},
		{"DB_DATETIME", "2026-11-22T08:00:00Z"},
	})
	if got.Encode() != want.Encode() {
		t.Errorf("query\n got %s\nwant %s", got.Encode(), want.Encode())
	}
}

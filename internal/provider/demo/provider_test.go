package demo_test

import (
	"crypto/ed25519"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/internal/provider/providertest"
	"viss.gov.lv/mm/pay"
)

func TestSuite(t *testing.T) {
	t.Parallel()
	providertest.Run(t, func(t *testing.T) providertest.Bench {
		return providertest.Bench{
			Provider: provider(t, config()),
			Secrets:  [][]byte{ourKey().Seed()},
			Say:      func(_ *testing.T, w providertest.Word) pay.Message { return say(bankKey(), w) },
			Forge:    func(_ *testing.T, w providertest.Word) pay.Message { return say(key(3), w) },
			Unsigned: func(_ *testing.T, ref pay.Number) pay.Message {
				return pay.Message{Method: http.MethodGet, Query: url.Values{"DB_REF": {string(ref)}, "DB_LANG": {"LAT"}}}
			},
			Results: []pay.Result{
				pay.ResultAccepted, pay.ResultPaid, pay.ResultDeclined, pay.ResultCancelled, pay.ResultOther,
			},
			Echoes: providertest.Echoes{Amount: true, Currency: true, Account: true, Merchant: true},
		}
	})
}

// TestVector is the vector of docs/protocol/demo-bank.md, section 7.
func TestVector(t *testing.T) {
	t.Parallel()
	h, err := provider(t, config()).Start(t.Context(), providertest.Order())
	if err != nil {
		t.Fatal(err)
	}
	want := pay.Handover{URL: "http://127.0.0.1:9/bank/pay", Fields: []pay.FormField{
		{Name: "DB_SERVICE", Value: "2010"},
		{Name: "DB_VERSION", Value: "001"},
		{Name: "DB_MERCHANT", Value: "MM"},
		{Name: "DB_REF", Value: string(providertest.Order().Ref)},
		{Name: "DB_AMOUNT", Value: "12.10"},
		{Name: "DB_CURR", Value: "EUR"},
		{Name: "DB_ACC", Value: "LV80BANK0000435195001"},
		{Name: "DB_NAME", Value: "Valsts kase"},
		{Name: "DB_MSG", Value: "Apliecība „Ā & Ž” Ā Nr. " + string(pay.NumberOf(3))},
		{Name: "DB_DATETIME", Value: "2026-11-22T08:00:00Z"},
		{Name: "DB_EXPIRES", Value: "2026-11-27T22:00:00Z"},
		{Name: "DB_RETURN", Value: "https://mm.example/providers/X/return"},
		{Name: "DB_NOTIFY", Value: "https://mm.example/providers/X/notify"},
	}}
	pairs := make([]pair, len(want.Fields))
	for i, f := range want.Fields {
		pairs[i] = pair{f.Name, f.Value}
	}
	want.Fields = append(want.Fields,
		pay.FormField{Name: "DB_MAC", Value: signed(ourKey(), pairs).Get("DB_MAC")},
		pay.FormField{Name: "DB_LANG", Value: "LAT"},
		pay.FormField{Name: "DB_FS", Value: "font-size-125"},
		pay.FormField{Name: "DB_BM", Value: "black-on-yellow"},
	)
	if diff := cmp.Diff(want, h); diff != "" {
		t.Errorf("hand-over (-want +got):\n%s", diff)
	}
	paid := say(bankKey(), providertest.Word{
		Result: pay.ResultPaid, Ref: providertest.Order().Ref, Amount: pay.EUR(1210), Account: "LV80BANK0000435195001", ProviderRef: "17",
	})
	document, err := os.ReadFile("../../../docs/protocol/demo-bank.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"row of the order": row(pairs), "signature of the order": "DB_MAC " + want.Fields[len(pairs)].Value,
		"signature of the answer": "DB_MAC " + paid.Form.Get("DB_MAC"),
	} {
		if !strings.Contains(string(document), "\n"+text+"\n") {
			t.Errorf("the document lacks the %s: %s", name, text)
		}
	}
}

func TestNewNamesEveryFault(t *testing.T) {
	t.Parallel()
	_, err := demo.New(demo.Config{Code: "demo", Address: "ftp://x/", Merchant: strings.Repeat("ā", 16)})
	for _, field := range []string{"Code", "Address", "Merchant", "Key", "Bank", "BankKey", "HTTP", "Machine", "Entropy"} {
		if err == nil || !strings.Contains(err.Error(), field+": ") {
			t.Errorf("the error does not name %s: %v", field, err)
		}
	}
}

func TestStartRefusesWhatTheBankWould(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*pay.Order){
		"DB_RETURN":  func(o *pay.Order) { o.ReturnURL = "https://mm.example/" + strings.Repeat("x", 255) },
		"DB_ACC":     func(o *pay.Order) { o.Payee.IBAN = "" },
		"DB_MSG":     func(o *pay.Order) { o.Purpose = " \n " },
		"DB_EXPIRES": func(o *pay.Order) { o.Expires = o.Expires.AddDate(9000, 0, 0) },
	} {
		o := providertest.Order()
		spoil(&o)
		if _, err := provider(t, config()).Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Start: %v; want an error that names %s", err, name)
		}
	}
}

func TestTextsAreCutByCharacters(t *testing.T) {
	t.Parallel()
	o := providertest.Order()
	o.Purpose = strings.Repeat("ā", 139) + " ē"
	h, err := provider(t, config()).Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range h.Fields {
		if f.Name == "DB_MSG" && f.Value != strings.Repeat("ā", 139) {
			t.Errorf("DB_MSG = %q", f.Value)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	paid := func(change func([]pair) []pair) url.Values {
		return signed(bankKey(), change([]pair{
			{"DB_SERVICE", "2111"},
			{"DB_VERSION", "001"},
			{"DB_SND", "DEMOBANKA"},
			{"DB_MERCHANT", "MM"},
			{"DB_REF", string(providertest.Order().Ref)},
			{"DB_T_NO", "1"},
			{"DB_AMOUNT", "12.10"},
			{"DB_CURR", "EUR"},
			{"DB_ACC", "LV80BANK0000435195001"},
			{"DB_DATETIME", "2026-11-22T08:01:00Z"},
		}))
	}
	set := func(name, value string) func([]pair) []pair {
		return func(pairs []pair) []pair {
			for i := range pairs {
				if pairs[i].name == name {
					pairs[i].value = value
				}
			}
			return pairs
		}
	}
	as := func(p []pair) []pair { return p }
	if _, err := provider(t, config()).Read(t.Context(), pay.Message{Method: "POST", Form: paid(as)}); err != nil {
		t.Fatalf("the unchanged message: %v", err)
	}
	noMAC := paid(as)
	noMAC.Del("DB_MAC")
	// Validly signed, all of them: the form is checked as well.
	for name, form := range map[string]url.Values{
		"no signature":        noMAC,
		"version":             paid(set("DB_VERSION", "002")),
		"another bank":        paid(set("DB_SND", "CITABANKA")),
		"our own service":     paid(set("DB_SERVICE", "2010")),
		"answer to a query":   paid(set("DB_SERVICE", "2120")),
		"unknown service":     paid(set("DB_SERVICE", "9999")),
		"decimal comma":       paid(set("DB_AMOUNT", "12,10")),
		"one decimal place":   paid(set("DB_AMOUNT", "12.1")),
		"leading zero":        paid(set("DB_AMOUNT", "012.10")),
		"negative":            paid(set("DB_AMOUNT", "-12.10")),
		"exponent":            paid(set("DB_AMOUNT", "1E2.10")),
		"currency":            paid(set("DB_CURR", "eur")),
		"no currency":         paid(set("DB_CURR", "")),
		"no reference":        paid(set("DB_REF", "")),
		"long reference":      paid(set("DB_REF", "12345678901")),
		"no number":           paid(set("DB_T_NO", "")),
		"account with spaces": paid(set("DB_ACC", "LV80 BANK 0000")),
		"date":                paid(set("DB_DATETIME", "22.11.2026")),
		"not UTF-8":           paid(set("DB_ACC", "LV\xff")),
	} {
		n, err := provider(t, config()).Read(t.Context(), pay.Message{Method: "POST", Form: form})
		if pay.CodeOf(err) != pay.CodeProviderMessage || n.Result != pay.ResultNone {
			t.Errorf("%s: Read = %+v, %v", name, n, err)
		}
	}
}

// A genuine message whose "+" came unescaped and whose other fields are unknown
// to the protocol still counts.
func TestReadIsLenientWhereBanksAreCareless(t *testing.T) {
	t.Parallel()
	m := say(bankKey(), providertest.Word{
		Result: pay.ResultPaid, Ref: "X", Amount: pay.EUR(1), Account: "LV80BANK0000435195001", ProviderRef: "1",
	})
	mac := strings.ReplaceAll(m.Form.Get("DB_MAC"), "+", " ")
	m.Form.Set("DB_MAC", mac[:20]+"\r\n"+mac[20:])
	m.Form.Set("DB_NEW", "1")
	m.Form["utm_source"] = []string{"a", "b"}
	if n, err := provider(t, config()).Read(t.Context(), m); err != nil || n.Result != pay.ResultPaid {
		t.Errorf("Read = %+v, %v", n, err)
	}
}

// The channel comes from an unsigned field: it may choose the answer, and
// nothing else.
func TestServerMessagesAreAnsweredInTheBanksWords(t *testing.T) {
	t.Parallel()
	for _, channel := range []pay.Channel{pay.ChannelBrowser, pay.ChannelServer} {
		n, err := provider(t, config()).Read(t.Context(), say(bankKey(), providertest.Word{
			Result: pay.ResultPaid, Ref: "X", Amount: pay.EUR(1), Account: "LV80BANK0000435195001", ProviderRef: "1", Channel: channel,
		}))
		if err != nil || n.Channel != channel {
			t.Errorf("channel %s was read as %s, %v", channel, n.Channel, err)
		}
		want := pay.Reply{}
		if channel == pay.ChannelServer {
			want = pay.Reply{Status: 200, ContentType: "text/plain; charset=utf-8", Body: "OK"}
		}
		if n.Reply != want {
			t.Errorf("%s: reply %+v, want %+v", channel, n.Reply, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, result := range []pay.Result{pay.ResultPaid, pay.ResultDeclined} {
		m := say(bankKey(), providertest.Word{
			Result: result, Ref: "X", Amount: pay.EUR(1), Account: "LV80BANK0000435195001", ProviderRef: "1", Channel: pay.ChannelServer,
		})
		f.Add(m.Form.Encode(), "")
		f.Add("", m.Form.Encode())
	}
	f.Add("DB_REF=X", "DB_REF=Y")
	c := config()
	c.BankKey = key(9).Public().(ed25519.PublicKey) // nobody has signed with it
	p, err := demo.New(c)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, form, query string) {
		m := pay.Message{Method: http.MethodPost}
		m.Form, _ = url.ParseQuery(form)
		m.Query, _ = url.ParseQuery(query)
		if n, _ := p.Read(t.Context(), m); n.Result != pay.ResultNone {
			t.Errorf("nobody signed it, and it says %s", n.Result)
		}
	})
}

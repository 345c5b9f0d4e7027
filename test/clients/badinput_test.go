package clients_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// changed is the published request with one thing changed.
func changed(change func(*sale)) string {
	s := publishedSale()
	s.lines = append([]line(nil), s.lines...)
	change(&s)
	return s.message()
}

func quantity(item string) string { return changed(func(s *sale) { s.lines[0].item = item }) }
func amount(item string) string   { return changed(func(s *sale) { s.lines[1].item = item }) }
func expiry(text string) string   { return changed(func(s *sale) { s.expiry = text }) }

// bad is a message that must be refused with a code, and a fault that says
// where it is wrong.
type bad struct {
	name, message, code, says string
}

// badValues are messages that can be read and must not be accepted.
func badValues() []bad {
	yesterday := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	return []bad{
		{"unknown step", changed(func(s *sale) { s.step = "99X99" }), "MM103", "ServiceStep"},
		{"step of another institution", changed(func(s *sale) { s.step = "PT201" }), "MM103", "ServiceStep"},
		{"no step", changed(func(s *sale) { s.step = "" }), "MM101", "ServiceStep"},
		{"unknown position", changed(func(s *sale) { s.lines[0].position = "9999" }), "MM104", "Position"},
		{"no position", changed(func(s *sale) { s.lines[0].position = "" }), "MM101", "Position"},
		{"no ItemElementName", changed(func(s *sale) { s.lines[0].kind = "" }), "MM101", "ItemElementName"},
		{"unknown ItemElementName", changed(func(s *sale) { s.lines[0].kind = "Weight" }), "MM102", "ItemElementName"},
		{"Amount where the price is fixed", changed(func(s *sale) { s.lines[0].kind = "Amount" }), "MM105", "ItemElementName"},
		{"Quantity where it is free", changed(func(s *sale) { s.lines[1].kind = "Quantity" }), "MM105", "ItemElementName"},
		{"no lines", changed(func(s *sale) { s.lines = nil }), "MM106", "PriceList"},
		{"no item", amount(""), "MM101", "Item"},
		{"negative amount", amount("-12.12"), "MM108", "Item"},
		{"zero amount", amount("0"), "MM108", "Item"},
		{"negative quantity", quantity("-1"), "MM108", "Item"},
		{"zero quantity", quantity("0"), "MM108", "Item"},
		{"huge amount", amount("99999999999999999999999"), "MM108", "Item"},
		{"huge amount as PHP writes it", amount("1.0E+15"), "MM108", "Item"},
		{"an exponent beyond all bounds", amount("1E999999999"), "", "Item"},
		{"huge quantity", quantity("9223372036854775807"), "MM108", "Item"},
		{"more than the position allows", amount("5000.01"), "MM108", "Item"},
		{"a thousandth of a euro", amount("12.125"), "MM115", "Item"},
		{"decimal comma", amount("12,12"), "MM102", "Item"},
		{"not a number", amount("NaN"), "MM102", "Item"},
		{"words", amount("divpadsmit"), "MM102", "Item"},
		{"hexadecimal", amount("0x10"), "MM102", "Item"},
		{"past expiry", expiry(yesterday), "MM109", "ExpiryDate"},
		{"a year that is no year", expiry("9999-99-99"), "MM102", "ExpiryDate"},
		{"a date as people write it", expiry("31.12.2030"), "MM102", "ExpiryDate"},
		{"only inactive banks", changed(func(s *sale) { s.banks = []string{"HABALV22", "FIRSTDATA"} }), "MM110", "AllowedBanks"},
		{"only unknown banks", changed(func(s *sale) { s.banks = []string{"NOSUCH00"} }), "MM110", "AllowedBanks"},
		{"an address of a file", changed(func(s *sale) { s.response = "file:///etc/passwd" }), "MM111", "ResponseUrl"},
		{"an address of a script", changed(func(s *sale) { s.response = "javascript:alert(1)" }), "MM111", "ResponseUrl"},
		{"half an address", changed(func(s *sale) { s.server = "jusu-response-url" }), "MM111", "ServerResponseUrl"},
		{"a parent that is none", changed(func(s *sale) { s.parent = nobody }), "MM112", "ParentPaymentRequestID"},
		{"too long an object", changed(func(s *sale) { s.object = strings.Repeat("ā", 100_000) }), "MM114", "PaymentObject"},
		{"two steps", changed(func(s *sale) { s.more = "<ServiceStep>02Y71</ServiceStep>" }), "MM102", "ServiceStep"},
		{"too many lines", changed(func(s *sale) {
			for range 2000 {
				s.lines = append(s.lines, s.lines[0])
			}
		}), "MM116", "PriceList"},
		{"status of a request that is not there", statusMessage(nobody), "MM301", ""},
		{"status of nonsense", statusMessage("' OR 1=1 --"), "MM102", "paymentRequestId"},
		{"status of nothing", statusMessage(""), "MM101", "paymentRequestId"},
	}
}

// badMessages are messages that cannot be read.
func badMessages() []bad {
	whole := publishedSale().message()
	deep := strings.Repeat("<a>", 20_000) + strings.Repeat("</a>", 20_000)
	entity := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	return []bad{
		{"nothing", "", "MM100", ""},
		{"not XML", "ServiceStep=02Y70", "MM100", ""},
		{"half of it", whole[:len(whole)/2], "MM100", ""},
		{"crossed elements", envelope("<a><b></a></b>"), "MM100", ""},
		{"two roots", whole + "<a/>", "MM100", ""},
		{"a document type", entity + whole[strings.Index(whole, "?>")+2:], "MM100", ""},
		{"a file of ours", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + envelope("<a>&a;</a>"), "MM100", ""},
		{"deeper than people write", envelope(deep), "MM100", ""},
		{"a control character", changed(func(s *sale) { s.object = "a\x01b" }), "MM100", ""},
		{"half a character", changed(func(s *sale) { s.object = "a\xc4b" }), "", ""},
		{"Windows-1257 without saying so", changed(func(s *sale) { s.object = "Izzi\xf2a" }), "", ""},
		{"an encoding that is none", strings.Replace(whole, "UTF-8", "KLINGON-8", 1), "MM121", ""},
		{"half of the last unit of UTF-16", utf16Of(whole) + "x", "MM121", ""},
		{"UTF-32", "\xff\xfe\x00\x00<\x00\x00\x00", "MM121", ""},
		{"no envelope", `<SavePaymentRequest xmlns="` + serviceNamespace + `"/>`, "MM121", ""},
		{"an operation that is not there", envelope(`<DeleteEverything xmlns="` + serviceNamespace + `"/>`), "MM122", ""},
		{"an empty body", envelope(""), "", ""},
		{"no request in it", envelope(`<SavePaymentRequest xmlns="` + serviceNamespace + `"/>`), "MM101", "PaymentRequest"},
	}
}

// utf16Of is the text in UTF-16 without a mark of its order.
func utf16Of(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		kept := d.own.save(t, d.sale())
		rows, events := d.rows(t), d.events(t)
		for _, b := range append(badValues(), badMessages()...) {
			// Without a charset in the header, what the message says of itself counts.
			a := d.own.call(t, b.message, "Content-Type", "text/xml")
			// A fault that is about the envelope alone has no detail.
			if a.HTTP != http.StatusInternalServerError || !strings.HasPrefix(a.Blame, "s:") || a.Said == "" || a.Code == "" && a.Blame == "s:Client" {
				t.Errorf("%s: %d %.500s, want a fault", b.name, a.HTTP, a.Text)
			}
			if b.code != "" && a.Code != b.code || !strings.Contains(a.Message, b.says) {
				t.Errorf("%s: code %s, message %q, want %s about %s", b.name, a.Code, a.Message, b.code, b.says)
			}
			if a.Blame == "s:Server" {
				t.Errorf("%s: the fault is said to be ours: %s", b.name, a.Text)
			}
		}
		if diff := cmp.Diff(rows, d.rows(t)); diff != "" {
			t.Errorf("what was refused left something behind: %s", diff)
		}
		if after := d.events(t); after != events {
			t.Errorf("events went from %v to %v", events, after)
		}
		if l := d.own.letter(t, kept); l != "P" {
			t.Errorf("letter %s, want P", l)
		}
	})
}

func TestBodiesAndHeadersOutOfBounds(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	whole := d.sale().message()
	for _, c := range []struct {
		name, message string
		headers       []string
		status        int
		code          string
	}{
		{"too large", changed(func(s *sale) { s.object = strings.Repeat("a", 2<<20) }), nil, 413, "MM120"},
		{"compressed", whole, []string{"Content-Encoding", "gzip"}, 415, "MM121"},
		{"JSON", `{}`, []string{"Content-Type", "application/json"}, 415, "MM121"},
		{"a form", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "MM121"},
		{"an encoding that is none", whole, []string{"Content-Type", "text/xml; charset=klingon"}, 500, ""},
		{"many keys", whole, []string{"Idempotency-Key", strings.Repeat("k", 256)}, 500, "MM102"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := d.own.call(t, c.message, c.headers...)
			if a.HTTP != c.status || c.code != "" && a.Code != c.code || a.Said == "" {
				t.Errorf("got %d %.500s, want %d with %s", a.HTTP, a.Text, c.status, c.code)
			}
		})
	}
}

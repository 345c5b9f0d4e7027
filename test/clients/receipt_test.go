package clients_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mailed is an e-mail as the mail server's inbox lists it.
type mailed struct {
	Subject, Text, HTML string
	TLS                 bool
	Headers             map[string][]string
}

// inbox lists what came to an address.
func (d *demo) inbox(t testing.TB, address string) []mailed {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var where struct{ Mail string }
	if err := json.Unmarshal(text, &where); err != nil || where.Mail == "" {
		t.Fatalf("demo.json names no mail: %v", err)
	}
	_, body := get(t, http.DefaultClient, where.Mail+"/messages?to="+url.QueryEscape(address))
	var list []mailed
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatalf("inbox: %v: %s", err, body)
	}
	return list
}

// askReceipt sends the form of the payer's page, and gives the status of the
// page to which it leads.
func (d *demo) askReceipt(t testing.TB, id string, form url.Values) (status int) {
	t.Helper()
	response, err := http.PostForm(d.Web+"/MM/WebUI2/Payments/receipt?id="+id+"&language=ENG", form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// A payer asks for receipts: one goes out at once, one when the mail server has
// room, one never; the page tells of each, and nobody sees an address.
func TestReceiptByEmail(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		id := d.own.save(t, d.sale())
		if d.askReceipt(t, id, url.Values{"email": {"early@example.org"}}); len(d.inbox(t, "")) != 0 {
			t.Error("a receipt of nothing was sent")
		}
		d.pay(t, id, "approve")
		for _, to := range []string{"someone@example.org", "later@example.org", "nobody@example.org", "onemore@example.org"} {
			if status := d.askReceipt(t, id, url.Values{"to": {"other"}, "email": {to}}); status != http.StatusOK {
				t.Errorf("%s: %d", to, status)
			}
		}
		eventually(t, "the receipt", patience, func() bool { return len(d.inbox(t, "someone@example.org")) == 1 })
		m := d.inbox(t, "someone@example.org")[0]
		if !m.TLS || !strings.HasPrefix(m.Subject, "Payment received: EUR ") || !strings.Contains(m.Text, "?id="+id+"&language=ENG") ||
			!strings.Contains(m.HTML, `<html lang="en">`) || len(m.Headers["User-Agent"])+len(m.Headers["X-Mailer"]) != 0 {
			t.Errorf("the receipt: %+v", m)
		}
		eventually(t, "the failure on the page", patience, func() bool {
			_, page := get(t, http.DefaultClient, d.Web+"/MM/WebUI2/Payments/?id="+id+"&language=ENG")
			return strings.Contains(page, "A receipt was sent to s***@example.org.") && strings.Contains(page, "could not be sent to n***@example.org")
		})
		for range 4 { // whenever the first try was, three are due by then
			d.advance(t, "10m")
		}
		if n := len(d.inbox(t, "later@example.org")); n != 1 {
			t.Errorf("%d receipts from the server that asked for later", n)
		}
		if n := len(d.inbox(t, "onemore@example.org")); n != 0 {
			t.Errorf("%d receipts beyond the third", n)
		}
		list := d.mm(t, "delivery", "list", "--request", id)
		for _, want := range []string{"s***@example.org", "550 5.1.1, receiver refused"} {
			if !strings.Contains(list, want) {
				t.Errorf("the list of deliveries lacks %q:\n%s", want, list)
			}
		}
		_, metrics := get(t, http.DefaultClient, d.Ops+"/metrics")
		shown := list + d.mm(t, "request", "show", id) + d.mm(t, "request", "list", "--attention") + metrics
		for _, address := range []string{"someone@", "later@", "nobody@"} {
			if strings.Contains(shown, address) {
				t.Errorf("%s… is shown in full", address)
			}
		}
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("letter %s", l)
		}
	})
}

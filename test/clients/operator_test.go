package clients_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// What an operator sees of a request, and does to it.
func TestOperatorsTools(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		paid, open := d.own.save(t, d.sale()), d.own.save(t, d.sale())
		d.pay(t, paid, "approve")
		eventually(t, "the callback", patience, func() bool { return d.callbacks(t, paid) == 1 })

		t.Run("show", func(t *testing.T) {
			shown := d.mm(t, "request", "show", paid)
			for _, text := range []string{paid, "VRAA", "02Y70", "paid, letter E", "19.12 EUR", "request created", "payment paid", "Deliveries", "accepted"} {
				if !strings.Contains(shown, text) {
					t.Errorf("it does not say %q:\n%s", text, shown)
				}
			}
			for _, word := range personal() {
				if strings.Contains(shown, word) {
					t.Errorf("it says who pays: %q", word)
				}
			}
			number := regexp.MustCompile(`(?m)^Number\s+(\S+)$`).FindStringSubmatch(shown)
			if number == nil || d.mm(t, "request", "show", strings.ToLower(number[1])) != shown {
				t.Errorf("by its number %v something else is shown", number)
			}
		})
		t.Run("list", func(t *testing.T) {
			if said := d.mm(t, "request", "list", "--attention"); !strings.Contains(said, "Nothing needs attention") {
				t.Errorf("it says %q", said)
			}
		})
		t.Run("withdraw", func(t *testing.T) {
			d.mm(t, "request", "withdraw", open, "--reason", "Test")
			if l := d.own.letter(t, open); l != "P" {
				t.Fatalf("without --yes the letter is %s", l)
			}
			d.mm(t, "request", "withdraw", open, "--reason", "Test", "--yes")
			if l := d.own.letter(t, open); l != "R" {
				t.Errorf("letter %s, want R", l)
			}
			eventually(t, "the callback", patience, func() bool { return d.callbacks(t, open) == 1 })
			if status, _ := d.tryPay(t, open, "approve"); status/100 == 2 {
				t.Error("a withdrawn request is paid")
			}
			if _, said, err := run(t, program(t), "request", "withdraw", paid, "--yes", "--config", d.config(t)); err == nil {
				t.Errorf("a paid request is withdrawn: %s", said)
			}
		})
		t.Run("doctor", func(t *testing.T) {
			out, said, _ := run(t, program(t), "doctor", "--config", d.config(t))
			if !strings.Contains(out+said, "catalogue") || strings.Contains(out+said, "panic") {
				t.Errorf("it says %s%s", out, said)
			}
		})
	})
}

// A delivery that nobody takes is seen, and can be tried again.
func TestDeliveryThatIsRefused(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	var accepts atomic.Bool
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !accepts.Load() {
			http.Error(w, "no", http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(receiver.Close)
	s := d.sale()
	s.server = receiver.URL + "/?id="
	id := d.own.save(t, s)
	d.pay(t, id, "approve")
	var delivery string
	eventually(t, "a try", patience, func() bool {
		row := regexp.MustCompile(`(?m)^\s+(\S{36})\s.*\swaiting\s.* 503 `).FindStringSubmatch(d.mm(t, "delivery", "list", "--request", id))
		if row != nil {
			delivery = row[1]
		}
		return row != nil
	})
	// A week of tries, twelve at least, none of which is accepted, ends before a person.
	for range 14 {
		d.advance(t, "24h")
	}
	if list := d.mm(t, "request", "list", "--attention"); !strings.Contains(list, "delivery failed") {
		t.Errorf("the list of what needs attention is\n%s", list)
	}
	if list := d.mm(t, "delivery", "list", "--state", "failed"); !strings.Contains(list, delivery) {
		t.Errorf("the list of failed deliveries is\n%s", list)
	}
	if shown := d.mm(t, "delivery", "show", delivery); strings.Count(shown, " 503") < 12 {
		t.Errorf("its tries are\n%s", shown)
	}
	accepts.Store(true)
	d.mm(t, "delivery", "replay", delivery)
	if list := d.mm(t, "delivery", "list", "--state", "failed"); !strings.Contains(list, delivery) {
		t.Errorf("without --yes it was tried again:\n%s", list)
	}
	d.mm(t, "delivery", "replay", delivery, "--yes")
	eventually(t, "the delivery is accepted", patience, func() bool {
		return strings.Contains(d.mm(t, "delivery", "list", "--state", "accepted"), delivery)
	})
	if l := d.own.letter(t, id); l != "E" {
		t.Errorf("letter %s, want E", l)
	}
}

func TestToolsThatAreUsedWrongly(t *testing.T) {
	t.Parallel()
	nowhere := filepath.Join(t.TempDir(), "mm.yaml")
	for _, c := range []struct {
		arguments []string
		says      string
	}{
		{nil, "mm"},
		{[]string{"fly"}, "fly"},
		{[]string{"serve", "--config", nowhere}, "mm.yaml"},
		{[]string{"request", "show", "x", "--config", nowhere}, "mm.yaml"},
		{[]string{"config", "check", "--config", nowhere}, "mm.yaml"},
		{[]string{"catalogue", "check", nowhere}, "mm.yaml"},
		{[]string{"demo", "--quiet", "--data", t.TempDir(), "--listen-base", "0", "--database", "mysql://localhost/mm"}, "mysql"},
	} {
		out, said, err := run(t, program(t), c.arguments...)
		if err == nil || !strings.Contains(out+said, c.says) || strings.Contains(said, "goroutine") {
			t.Errorf("mm %s: %v %s%s", strings.Join(c.arguments, " "), err, out, said)
		}
	}
}

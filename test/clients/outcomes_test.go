package clients_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestOutcomes(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		for _, c := range []struct {
			outcome string
			letter  string
			told    int // callbacks
		}{
			{"approve", "E", 1},
			{"decline", "P", 0}, // the payer may try again
			{"cancel", "P", 0},
			{"abandon", "P", 0},
			{"twice", "E", 1}, // the bank's server says it twice, the money came once
			{"silent", "E", 1},
			{"double", "E", 1},
			{"error", "O", 1},
		} {
			t.Run(c.outcome, func(t *testing.T) {
				t.Parallel()
				id := d.own.save(t, d.sale())
				if d.own.letter(t, id) != "P" {
					t.Error("a new request is not in process")
				}
				d.pay(t, id, c.outcome)
				// Where the payer does not come back, the bank's server tells.
				eventually(t, "letter "+c.letter, patience, func() bool { return d.own.letter(t, id) == c.letter })
				eventually(t, "callbacks", patience, func() bool { return d.callbacks(t, id) >= c.told })
				if told := d.callbacks(t, id); told != c.told {
					t.Errorf("%d callbacks, want %d", told, c.told)
				}
			})
		}
	})
}

func TestTryingAgain(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	for _, outcome := range []string{"decline", "cancel", "abandon", "approve"} {
		d.pay(t, id, outcome)
	}
	if l := d.own.letter(t, id); l != "E" {
		t.Errorf("letter %s, want E", l)
	}
	if status, body := d.tryPay(t, id, "approve"); status/100 == 2 {
		t.Errorf("a paid request is paid again: %d %s", status, body)
	}
	if n := d.metric(t, "mm_attention_open"); n != 0 {
		t.Errorf("%v attention items, want none", n)
	}
}

func TestLateSuccess(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		s := d.sale()
		s.expiry = time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
		id, other := d.own.save(t, s), d.own.save(t, s)
		d.pay(t, id, "late")
		if l := d.own.letter(t, id); l != "P" {
			t.Errorf("letter %s before the term, want P", l)
		}
		d.advance(t, "48h")
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("letter %s after a late success, want E", l)
		}
		if l := d.own.letter(t, other); l != "R" {
			t.Errorf("letter %s of a request that nobody paid, want R", l)
		}
		eventually(t, "two callbacks", patience, func() bool { return d.callbacks(t, id) == 2 })
		eventually(t, "one callback", patience, func() bool { return d.callbacks(t, other) == 1 })
		if got := letters(d.mm(t, "request", "show", id)); got != "PRE" {
			t.Errorf("letters %s in the timeline, want P, R, E", got)
		}
		if status, _ := d.tryPay(t, other, "approve"); status/100 == 2 {
			t.Error("an expired request is paid")
		}
	})
}

// An institution that cannot use late money has it refunded.
func TestLateSuccessToRefund(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	s := sale{step: "PT201", lines: []line{{"Quantity", "1", "1"}}, server: d.ServerResponseURL}
	s.expiry = time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	id := d.other.save(t, s)
	d.pay(t, id, "late")
	d.advance(t, "48h")
	if l := d.other.letter(t, id); l != "R" {
		t.Errorf("letter %s, want R", l)
	}
	if list := d.mm(t, "request", "list", "--attention"); !strings.Contains(list, "to refund") || !strings.Contains(list, "6.40") {
		t.Errorf("the list of what needs attention is\n%s", list)
	}
	if shown := d.mm(t, "request", "show", id); !strings.Contains(shown, "paid, to refund") {
		t.Errorf("the request is shown as\n%s", shown)
	}
}

// letters are those that a request had, in order, as its timeline tells.
func letters(timeline string) string {
	var b strings.Builder
	last := ""
	for _, m := range regexp.MustCompile(`(?m)^  \d+  .* ([PERO])  .*$`).FindAllStringSubmatch(timeline, -1) {
		if m[1] != last {
			b.WriteString(m[1])
			last = m[1]
		}
	}
	return b.String()
}

func TestPaidByTwoTransfers(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		id := d.own.save(t, d.sale())
		d.pay(t, id, "double")
		eventually(t, "an attention item", patience, func() bool {
			return d.metric(t, "mm_attention_open", `kind="overpaid"`) == 1
		})
		if n := d.metric(t, "mm_attention_total", `kind="overpaid"`); n != 1 {
			t.Errorf("raised %v times, want once", n)
		}
		list := d.mm(t, "request", "list", "--attention")
		if !strings.Contains(list, "overpaid") || !strings.Contains(list, "19.12") {
			t.Errorf("the list of what needs attention is\n%s", list)
		}
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("letter %s, want E", l)
		}
	})
}

func TestSplitRequest(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	split := func() sale {
		return sale{step: "03G11", lines: []line{{"Quantity", "1", "1"}, {"Quantity", "2", "2"}}, server: d.ServerResponseURL}
	}
	t.Run("all its payments", func(t *testing.T) {
		id := d.own.save(t, split())
		d.pay(t, id, "approve")
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("letter %s, want E", l)
		}
	})
	t.Run("one after another", func(t *testing.T) {
		id := d.own.save(t, split())
		// Both payments stand in what operators see, each with its number.
		numbers := regexp.MustCompile(`(?m)^  (\S{9,10})  due`).FindAllStringSubmatch(d.mm(t, "request", "show", id), -1)
		if len(numbers) != 2 {
			t.Fatalf("the request has payments %v, want two", numbers)
		}
		d.pay(t, id, "approve", "payment="+numbers[1][1])
		if l := d.own.letter(t, id); l != "P" {
			t.Errorf("letter %s with one of two paid, want P", l)
		}
		if d.callbacks(t, id) != 0 {
			t.Error("a callback before the letter changed")
		}
		d.pay(t, id, "approve", "payment="+numbers[0][1])
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("letter %s with both paid, want E", l)
		}
		eventually(t, "one callback", patience, func() bool { return d.callbacks(t, id) == 1 })
	})
	t.Run("one only, until the term", func(t *testing.T) {
		s := split()
		s.expiry = time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
		id := d.own.save(t, s)
		numbers := regexp.MustCompile(`(?m)^  (\S{9,10})  due`).FindAllStringSubmatch(d.mm(t, "request", "show", id), -1)
		d.pay(t, id, "approve", "payment="+numbers[0][1])
		d.advance(t, "48h")
		if l := d.own.letter(t, id); l != "R" {
			t.Errorf("letter %s, want R", l)
		}
		if list := d.mm(t, "request", "list", "--attention"); !strings.Contains(list, "partly paid") {
			t.Errorf("the list of what needs attention is\n%s", list)
		}
	})
}

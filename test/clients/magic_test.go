package clients_test

import (
	"net/http"
	"strings"
	"testing"
)

// Where the bank's page is left on automatic, the cents decide.
func TestMagicCents(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	for amount, c := range map[string]struct{ now, afterAMinute, afterTheTerm string }{
		"5.00": {"E", "E", "E"},
		"5.01": {"P", "P", "R"}, // declined
		"5.02": {"P", "P", "R"}, // cancelled
		"5.04": {"P", "E", "E"}, // paid a minute later
		"5.05": {"E", "E", "E"}, // the payer does not come back
		"5.06": {"E", "E", "E"}, // said twice
		"5.07": {"O", "O", "R"}, // other
		"5.08": {"P", "P", "E"}, // late
		"5.11": {"E", "E", "E"}, // paid twice
	} {
		t.Run(amount, func(t *testing.T) {
			t.Parallel()
			d := d
			if c.now != c.afterAMinute || c.now != c.afterTheTerm {
				d = startDemo(t, "") // a clock of its own
			}
			s := trial(amount)
			s.server = d.ServerResponseURL
			id := d.own.save(t, s)
			d.pay(t, id, "")
			eventually(t, "letter "+c.now, patience, func() bool { return d.own.letter(t, id) == c.now })
			if c.now == c.afterAMinute && c.now == c.afterTheTerm {
				return
			}
			d.advance(t, "90s")
			if l := d.own.letter(t, id); l != c.afterAMinute {
				t.Errorf("letter %s after a minute, want %s", l, c.afterAMinute)
			}
			d.advance(t, "72h")
			if l := d.own.letter(t, id); l != c.afterTheTerm {
				t.Errorf("letter %s after the term, want %s", l, c.afterTheTerm)
			}
		})
	}
}

func TestTheDriverSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	for _, c := range []struct {
		path string
		want int
	}{
		{"/requests/" + nobody + "/pay?outcome=approve", http.StatusNotFound},
		{"/requests/nonsense/pay?outcome=approve", http.StatusNotFound},
		{"/requests/" + id + "/pay?outcome=maybe", http.StatusBadRequest},
		{"/requests/" + id + "/pay?provider=HABALV22&outcome=approve", http.StatusBadRequest},
		{"/requests/" + id + "/pay?how=now", http.StatusBadRequest},
		{"/requests/" + id + "/pay?outcome=approve&payment=123456789", http.StatusConflict},
		{"/clock", http.StatusBadRequest},
		{"/clock?advance=-1h", http.StatusBadRequest},
		{"/clock?advance=tomorrow", http.StatusBadRequest},
		{"/clock?advance=999999h", http.StatusBadRequest},
	} {
		if status, body := post(t, d.Sandbox+c.path); status != c.want || !strings.Contains(body, "error") {
			t.Errorf("POST %s: %d %s, want %d", c.path, status, body, c.want)
		}
	}
	if l := d.own.letter(t, id); l != "P" {
		t.Errorf("letter %s, want P", l)
	}
}

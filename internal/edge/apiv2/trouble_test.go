package apiv2_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/pay"
)

// broken is a cashier whose store does not work.
type broken struct{ apiv2.Cashier }

var errSecret = errors.New("connection to 10.0.0.7 as mm: password is hunter2")

func (broken) Own(context.Context, pay.Caller, pay.ID) (*pay.Request, error) { return nil, errSecret }

func (broken) Create(context.Context, pay.Caller, pay.Draft, pay.Once, func(*pay.Request) (pay.Answer, error)) (pay.Answer, error) {
	return pay.Answer{}, fmt.Errorf("save: %w", errSecret)
}

// Our own faults stay in the log, under the name that the caller has.
func TestOwnFaultsAreNotShown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Config.Cashier = broken{}
	for _, w := range []*httptest.ResponseRecorder{
		d.do(t, "GET", "payment-requests/01991b2c-0000-7000-8000-000000000001", ""),
		d.do(t, "POST", "payment-requests", simple),
	} {
		p := decode[struct{ Code, Detail, Instance string }](t, w)
		if w.Code != http.StatusInternalServerError || p.Code != "MM900" || strings.Contains(w.Body.String(), "hunter2") || p.Instance != "urn:mm:request:test-1" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if log := d.log.String(); !strings.Contains(log, "hunter2") || !strings.Contains(log, "request_id=test-1") {
		t.Errorf("the log says:\n%s", log)
	}
}

// hasty is a cashier with a bug.
type hasty struct{ apiv2.Cashier }

// A bug is answered in the caller's form, and not hidden from whoever logs it.
func TestBugs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Config.Cashier = hasty{}
	w := httptest.NewRecorder()
	defer func() {
		if cause := recover(); cause == nil || w.Code != http.StatusInternalServerError || decode[struct{ Code string }](t, w).Code != "MM900" {
			t.Errorf("%v: %d %s", cause, w.Code, w.Body)
		}
	}()
	d.handler(t).ServeHTTP(w, d.request(t, "GET", "payment-requests/01991b2c-0000-7000-8000-000000000001", ""))
}

// Codes are called as the installation calls them; the type stays ours.
func TestRenamedCodes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Codes = map[pay.Code]string{pay.CodeRequestNotFound: "E-404", pay.CodeMissing: "E-1"}
	p := decode[struct{ Code, Type string }](t, d.do(t, "GET", "payment-requests/x", ""))
	if p.Code != "E-404" || p.Type != "https://services.test/api/v2/#MM301" {
		t.Errorf("%+v", p)
	}
	q := decode[struct{ Errors []struct{ Code string } }](t, d.do(t, "POST", "payment-requests", `{"lines":[{"position":"1","quantity":"1"}]}`))
	if len(q.Errors) != 1 || q.Errors[0].Code != "E-1" {
		t.Errorf("%+v", q)
	}
}

// slowLists are lists of a database that takes longer than there is time.
type slowLists struct{ pay.ListStore }

func (slowLists) RequestRows(ctx context.Context, _ pay.RequestFilter, _ pay.Place, _ int) ([]pay.RequestRow, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestSlowList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Lists, d.ListTimeout = slowLists{}, time.Nanosecond
	w := d.do(t, "GET", "payment-requests", "")
	if p := decode[struct{ Code string }](t, w); w.Code != http.StatusServiceUnavailable || p.Code != "MM118" || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// A body that never ends to arrive is refused in time, and one that breaks off
// is too.
func TestBodiesThatDoNotArrive(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		timeout time.Duration
		send    string
		status  int
	}{
		"too slow":   {time.Millisecond, "Content-Length: 100\r\n\r\n{", http.StatusRequestTimeout},
		"broken off": {time.Minute, "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", http.StatusBadRequest},
		"too large":  {time.Minute, "Content-Length: 1000000\r\n\r\n{", http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.Machine, d.BodyTimeout = pay.ClockFunc(time.Now), row.timeout
			s := httptest.NewServer(d.handler(t))
			defer s.Close()
			conn, err := net.Dial("tcp", s.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := fmt.Fprintf(conn, "POST /api/v2/payment-requests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s", row.send); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			var p struct{ Status int }
			if err := json.NewDecoder(answer.Body).Decode(&p); err != nil || answer.StatusCode != row.status || p.Status != row.status {
				t.Errorf("%d, %+v, %v", answer.StatusCode, p, err)
			}
		})
	}
}

func TestNewRefusesWhatIsIncomplete(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*apiv2.Config){
		"no cashier":                          func(c *apiv2.Config) { c.Cashier = nil },
		"no lists":                            func(c *apiv2.Config) { c.Lists = nil },
		"no rate":                             func(c *apiv2.Config) { c.PerMinute = 0 },
		"no contract":                         func(c *apiv2.Config) { c.Contract = nil },
		"an address that takes no identifier": func(c *apiv2.Config) { c.PaymentURL = "https://pay.test/" },
	} {
		d := newDesk(t)
		change(&d.Config)
		if _, err := apiv2.New(d.Config); err == nil {
			t.Errorf("%s: it was made", name)
		}
	}
}

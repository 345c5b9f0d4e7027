package contract_test

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/config"
)

// refusals makes calls with which something is wrong.
func (s *stage) refusals(t *testing.T, k known) {
	t.Helper()
	s.every(t, k, s.nobody, http.StatusUnauthorized, same)
	s.every(t, k, s.platform, http.StatusForbidden, same)
	s.every(t, k, s.own, http.StatusBadRequest, func(_ *operation, c call) call {
		if c.body != "" {
			c.body = "{"
			return c
		}
		c.path += "?nosuch=1"
		return c
	})
	s.every(t, k, s.own, http.StatusNotFound, k.strange)
	s.every(t, k, s.own, http.StatusUnsupportedMediaType, func(_ *operation, c call) call {
		return c.with("Content-Type", "application/x-www-form-urlencoded")
	})
	s.every(t, k, s.own, http.StatusUnprocessableEntity, func(_ *operation, c call) call {
		c.body = `{"nosuch":1}`
		return c
	})
	s.want(t, http.StatusPreconditionFailed, post("payment-requests/"+k.open+"/withdraw", "{}").with("If-Match", `"0"`))
	s.conflicts(t, k)
}

// conflicts makes calls that the present state does not allow.
func (s *stage) conflicts(t *testing.T, k known) {
	t.Helper()
	s.want(t, http.StatusConflict, post("payment-requests/"+k.paid+"/withdraw", "{}"))
	s.want(t, http.StatusConflict, post("payment-requests/"+k.withdrawn+"/documents", `{"name":"A"}`))
	s.want(t, http.StatusConflict, get("events?after=1000000"))
	// What takes years, or faults of others, is written into the database.
	s.tamper(t, `UPDATE delivery SET state = 'superseded' WHERE state = 'accepted'`)
	s.want(t, http.StatusConflict, post("deliveries/"+k.delivery+"/replay", ""))
	s.want(t, http.StatusConflict, post("replays", `{"deliveries":["`+k.delivery+`"]}`))
	s.tamper(t, `UPDATE document SET content = json_set(content, '$.requestNumber', '')`)
	s.want(t, http.StatusConflict, get("documents/"+k.document+"/ubl"))
}

// tamper changes the database behind the server's back.
func (s *stage) tamper(t *testing.T, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, "mm.db")+"?_pragma=busy_timeout(30000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// limits runs the server with limits that can be reached.
func (s *stage) limits(t *testing.T, k known) {
	t.Helper()
	stop := s.limited(t, func(c *config.Config) { c.Limits.BodyBytes, c.Limits.ReadTimeout = 16<<10, time.Second })
	s.every(t, k, s.own, http.StatusRequestEntityTooLarge, func(_ *operation, c call) call {
		c.body = `{"a":"` + string(make([]byte, 20<<10)) + `"}`
		return c
	})
	for _, o := range s.contract.operations {
		if s.contract.documents(o, http.StatusRequestTimeout) {
			if got := s.hold(t, k.each(s.newRequest())[o.String()], nil); got != http.StatusRequestTimeout {
				t.Errorf("%s with a body that does not come: %d", o, got)
			}
		}
	}
	stop()

	stop = s.limited(t, func(c *config.Config) { c.Limits.APIPerMinute = 1 }) // so that none grows back between two calls
	s.every(t, k, s.own, http.StatusTooManyRequests, func(_ *operation, c call) call {
		for s.do(t, s.own, get("notification-keys")).StatusCode != http.StatusTooManyRequests {
		}
		return c
	})
	stop()

	stop = s.limited(t, func(c *config.Config) { c.Limits.Concurrency, c.Limits.ReadTimeout = 1, patience })
	s.hold(t, s.newRequest(), func() { s.every(t, k, s.own, http.StatusServiceUnavailable, same) })
	stop()
}

// hold makes a call whose body does not come until something was done, and gives
// the status of its answer.
func (s *stage) hold(t *testing.T, c call, meanwhile func()) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	body := &slow{asked: make(chan struct{}), done: make(chan struct{})}
	q, err := http.NewRequestWithContext(ctx, c.method, s.base+c.path, body)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Expect", "100-continue") // the body is asked for once the call is in hand
	status := make(chan int, 1)
	go func() {
		a, err := s.own.Do(q)
		if err != nil {
			status <- 0
			return
		}
		_, _ = io.Copy(io.Discard, a.Body)
		_ = a.Body.Close()
		status <- a.StatusCode
	}()
	if meanwhile == nil {
		got := <-status
		close(body.done)
		return got
	}
	select {
	case <-body.asked:
		meanwhile()
	case <-ctx.Done():
		t.Error("the call is not taken in hand")
	}
	close(body.done)
	return <-status
}

// slow is a body that does not come.
type slow struct{ asked, done chan struct{} }

func (s *slow) Read([]byte) (int, error) {
	select {
	case <-s.asked:
	default:
		close(s.asked)
	}
	<-s.done
	return 0, io.EOF
}

// failures lets the database fail, which is the end of it.
func (s *stage) failures(t *testing.T, k known) {
	t.Helper()
	stop := s.limited(t, func(c *config.Config) { c.Notifications = config.Notifications{} })
	defer stop()
	s.tamper(t, "DROP TABLE event", "DROP TABLE feed", "DROP TABLE delivery", "DROP TABLE document", "DROP TABLE idempotent",
		"DROP TABLE attempt", "DROP TABLE payment", "DROP TABLE request")
	s.every(t, k, s.own, http.StatusInternalServerError, same)
	s.want(t, http.StatusServiceUnavailable, get("notification-keys")) // nobody has set them up
}

package notify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/wire/webhook"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// noticed makes a stand whose service is told by signed notices.
func noticed(t *testing.T, address string, told pay.Notices) *stand {
	t.Helper()
	s := newStand(t, address, loopback())
	sign(s.Catalogue, &told, s.request.Step)
	return s
}

// hmacNotices is how most services are told.
func hmacNotices() pay.Notices { return pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1}} }

// pays lets the payer pay everything, and owes what comes of it: the news that
// the money came, and that the letter is E.
func (s *stand) pays(t *testing.T) []pay.Delivery {
	t.Helper()
	a := s.Try(t, s.request, 0, paytest.Demo)
	effects, err := s.request.Apply(paytest.Success(s.request, a), pay.LateAccept, paytest.Hold, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s.owe(t, effects)
}

// owe commits effects and what they cause, as the cashier does, and gives the
// deliveries that wait, oldest first.
func (s *stand) owe(t *testing.T, effects pay.Effects) []pay.Delivery {
	t.Helper()
	owed := pay.Owed{Request: s.request, Letter: effects.Letter, At: s.Clock.Now(), NewID: s.NewID}
	if offered, ok := s.law.now.Step(s.request.Institution, s.request.Step); ok {
		owed.Notices = offered.Notices
	}
	err := s.store.Update(t.Context(), func(tx pay.Tx) error {
		tx.SaveRequest(s.request)
		owed.News = nil
		for _, e := range effects.Events {
			tx.AddEvent(e)
			if e.News > 0 {
				owed.News = append(owed.News, e)
			}
		}
		return notify.Owe(tx, owed)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.waiting(t)
}

func (s *stand) waiting(t *testing.T) []pay.Delivery {
	t.Helper()
	all, err := s.store.Deliveries(t.Context(), pay.DeliveryFilter{State: pay.DeliveryWaiting})
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// inbox is a receiver that keeps what it is sent.
type inbox struct {
	*receiver
	bodies []string
	answer int
}

func newInbox(t *testing.T) *inbox {
	i := &inbox{answer: http.StatusNoContent}
	i.receiver = newReceiver(t, func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		i.mu.Lock()
		i.bodies = append(i.bodies, string(body))
		answer := i.answer
		i.mu.Unlock()
		w.WriteHeader(answer)
	})
	return i
}

// verify verifies a message with a key as an institution has it.
func (i *inbox) verify(t *testing.T, n int, now time.Time, key string) error {
	t.Helper()
	k, err := webhook.ParseTrusted(key)
	if err != nil {
		t.Fatal(err)
	}
	h := i.call(n).Header
	return webhook.Verify(webhook.Received{
		ID: h.Get(webhook.HeaderID), Timestamp: h.Get(webhook.HeaderTimestamp), Signature: h.Get(webhook.HeaderSignature), Body: []byte(i.bodies[n]),
	}, now, k)
}

// key is what the institution of a stand was handed for a service.
func key(t *testing.T, k *notify.Keyring, n int) string {
	t.Helper()
	services, err := k.Of(paytest.Owner)
	if err != nil || len(services) != 1 {
		t.Fatalf("%+v, %v", services, err)
	}
	return services[0].Keys[n].Text
}

func TestNoticeSaysWhatHappened(t *testing.T) {
	t.Parallel()
	for _, scheme := range []pay.NoticeScheme{pay.NoticeHMAC, pay.NoticeEd25519} {
		box := newInbox(t)
		s := noticed(t, box.URL+"/cb?x=1&id=", pay.Notices{Scheme: scheme, Keys: []int{1}})
		owed := s.pays(t)
		if len(owed) != 2 || owed[0].News != 1 || owed[1].News != 2 || owed[0].Kind != pay.DeliverNotice || owed[0].Target != box.URL+"/cb?x=1&id=" {
			t.Fatalf("owed: %+v", owed)
		}
		for n, d := range owed {
			s.deliver(t, d.ID)
			if err := box.verify(t, n, s.Clock.Now(), key(t, s.deliverer.Keyring, 0)); err != nil {
				t.Errorf("%s: %v", scheme, err)
			}
			q := box.call(n)
			if q.Method != http.MethodPost || q.URL.RequestURI() != "/cb?x=1&id=" || q.Header.Get("Content-Type") != "application/json" || q.Header.Get("User-Agent") != "MM/test" {
				t.Errorf("sent: %s %s %v", q.Method, q.URL, q.Header)
			}
			if got, want := q.Header.Get("webhook-id"), pay.NewsID(s.request.ID, n+1); got != want {
				t.Errorf("identifier %s, want %s", got, want)
			}
			if is := s.delivery(t, d.ID); is.State != pay.DeliveryAccepted || is.LastResult != "204" {
				t.Errorf("delivery: %+v", is)
			}
		}
		var paid, done map[string]any
		if err := errors.Join(json.Unmarshal([]byte(box.bodies[0]), &paid), json.Unmarshal([]byte(box.bodies[1]), &done)); err != nil {
			t.Fatal(err)
		}
		if paid["type"] != "payment.paid" || done["type"] != "payment-request.paid" || done["letter"] != "E" || done["paymentRequest"] != s.request.ID.String() {
			t.Errorf("bodies: %s %s", box.bodies[0], box.bodies[1])
		}
	}
}

// A notice is the same however often it is sent; only when it was sent, and so
// its signature, is new.
func TestNoticeIsSentAgainUnderItsIdentifier(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	s := noticed(t, box.URL, hmacNotices())
	owed := s.pays(t)
	s.store.FailCommits(errors.New("killed")) // between the answer and the record of it
	if _, err := s.deliverer.Deliver(t.Context(), pay.Job{Ref: owed[0].ID}); err == nil {
		t.Fatal("no error although the try could not be recorded")
	}
	s.Clock.Advance(20 * time.Second)
	s.deliver(t, owed[0].ID)
	s.Clock.Advance(30 * 24 * time.Hour)
	s.replay(t, notify.Selection{IDs: []pay.ID{owed[0].ID}})
	s.deliver(t, owed[0].ID)
	for n := range 3 {
		if box.bodies[n] != box.bodies[0] || box.call(n).Header.Get("webhook-id") != box.call(0).Header.Get("webhook-id") {
			t.Errorf("sent %d: %v %s", n, box.call(n).Header, box.bodies[n])
		}
	}
	if box.call(1).Header.Get("webhook-timestamp") == box.call(0).Header.Get("webhook-timestamp") {
		t.Error("the time of sending is not that of the try")
	}
	if err := box.verify(t, 2, s.Clock.Now(), key(t, s.deliverer.Keyring, 0)); err != nil {
		t.Errorf("after a month: %v", err)
	}
}

// While a key changes, notices are signed with both; so they are while the
// master key does.
func TestKeysOverlapWhileTheyChange(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	s := noticed(t, box.URL, hmacNotices())
	first := s.keyring(master(1), nil)
	old := key(t, first, 0)
	s.law.now.Steps[s.request.Step].Notices = &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{2, 1}}
	s.deliverer.Keyring = s.keyring(master(3), master(1))
	owed := s.pays(t)
	s.deliver(t, owed[0].ID)
	for _, k := range []string{old, key(t, first, 0), key(t, first, 1), key(t, s.deliverer.Keyring, 0), key(t, s.deliverer.Keyring, 1)} {
		if err := box.verify(t, 0, s.Clock.Now(), k); err != nil {
			t.Errorf("%s: %v", k, err)
		}
	}
	if n := len(strings.Fields(box.call(0).Header.Get("webhook-signature"))); n != 4 {
		t.Errorf("%d signatures", n)
	}
	s.deliverer.Keyring = s.keyring(master(3), nil)
	s.deliver(t, owed[1].ID)
	if err := box.verify(t, 1, s.Clock.Now(), old); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("a key of the former master key: %v", err)
	}
}

func TestNoticeWaitsForAMasterKey(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	s := noticed(t, box.URL, hmacNotices())
	var log bytes.Buffer
	s.deliverer.Log = slog.New(slog.NewTextHandler(&log, nil))
	good := s.deliverer.Keyring
	s.deliverer.Keyring = s.keyring(nil, nil)
	owed := s.pays(t)
	if next := s.deliver(t, owed[0].ID); !next.Equal(s.Clock.Now().Add(10*time.Second)) || box.count() != 0 {
		t.Errorf("next %s, %d calls", next, box.count())
	}
	d := s.delivery(t, owed[0].ID)
	if d.State != pay.DeliveryWaiting || d.LastResult != notify.ErrNoMasterKey.Error() || !strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("%+v\n%s", d, &log)
	}
	s.deliverer.Keyring = good
	s.Clock.Set(d.NextTry)
	if s.deliver(t, d.ID); s.delivery(t, d.ID).State != pay.DeliveryAccepted {
		t.Error("not told when there is a key")
	}
}

// Notices go where the catalogue says now, so that a receiver that moved gets
// what waits.
func TestWhereNoticesGo(t *testing.T) {
	t.Parallel()
	own, moved := newInbox(t), newInbox(t)
	s := noticed(t, "", hmacNotices())
	if owed := s.pays(t); len(owed) != 0 {
		t.Fatalf("owed without an address: %+v", owed)
	}
	told := hmacNotices()
	told.Address = own.URL
	s = noticed(t, "https://example.lv/never", told)
	owed := s.pays(t)
	s.deliver(t, owed[0].ID)
	told.Address = moved.URL
	s.law.now.Steps[s.request.Step].Notices = &told
	s.deliver(t, owed[1].ID)
	if d := s.delivery(t, owed[1].ID); own.count() != 1 || moved.count() != 1 || owed[1].Target != own.URL || d.Target != moved.URL {
		t.Errorf("%d and %d calls, %+v", own.count(), moved.count(), d)
	}
}

// What happened while a service wanted notices is told by notices, signed as it
// wanted then, and what happened while it did not is told by the bare call.
func TestServiceThatChangesItsMind(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	s := noticed(t, box.URL, hmacNotices())
	k := key(t, s.deliverer.Keyring, 0)
	owed := s.pays(t)
	s.law.before, s.law.now = s.law.now, paytest.Catalogue() // back to bare calls
	s.law.since = s.Clock.Now()                              // but this instance did not know it yet
	s.deliver(t, owed[0].ID)
	if err := box.verify(t, 0, s.Clock.Now(), k); err != nil {
		t.Errorf("told as it wanted then: %v", err)
	}
	delete(s.law.now.Steps, s.request.Step) // and no longer sold at all
	s.law.since = s.Clock.Advance(time.Hour)
	s.deliver(t, owed[1].ID)
	if err := box.verify(t, 1, s.Clock.Now(), k); err != nil {
		t.Errorf("a service that is gone: %v", err)
	}

	s = newStand(t, box.URL, loopback())
	owed = s.pays(t)
	sign(s.law.now, &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1}}, s.request.Step)
	if len(owed) != 1 || owed[0].Kind != pay.DeliverServerResponse {
		t.Fatalf("owed: %+v", owed)
	}
	s.deliver(t, owed[0].ID)
	if q := box.call(2); q.Method != http.MethodGet || q.Header.Get("webhook-id") != "" {
		t.Errorf("called %s %v", q.Method, q.Header)
	}
}

func TestReceiverThatWantsNoMore(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	box.answer = http.StatusGone
	s := noticed(t, box.URL, hmacNotices())
	owed := s.pays(t)
	if next := s.deliver(t, owed[0].ID); !next.IsZero() {
		t.Errorf("due again at %s", next)
	}
	if d := s.delivery(t, owed[0].ID); d.State != pay.DeliveryFailed || d.LastResult != "410" || len(s.raised) != 1 {
		t.Errorf("%+v, raised %+v", d, s.raised)
	}
	if d := s.delivery(t, owed[1].ID); d.State != pay.DeliveryWaiting || !d.NextTry.Equal(s.Clock.Now()) {
		t.Errorf("the next one: %+v", d)
	}
}

// What waits behind older news is looked at after the older one's next try, and
// at once when that one is accepted.
func TestNewsAreToldInTheirOrder(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	box.answer = http.StatusServiceUnavailable
	s := noticed(t, box.URL, hmacNotices())
	owed := s.pays(t)
	if next := s.deliver(t, owed[1].ID); next.Before(s.Clock.Now()) || box.count() != 0 {
		t.Errorf("the newer one was not held back: next %s, %d calls", next, box.count())
	}
	s.Clock.Advance(2 * time.Second)
	next := s.deliver(t, owed[0].ID)
	if after := s.deliver(t, owed[1].ID); !after.Equal(next.Add(time.Second)) || box.count() != 1 {
		t.Errorf("the older one is due at %s, the newer one at %s; %d calls", next, after, box.count())
	}
	box.answer = http.StatusOK
	s.Clock.Set(next)
	s.deliver(t, owed[0].ID)
	for _, j := range s.store.Jobs() {
		if j.Ref == owed[1].ID && !j.Due.Equal(s.Clock.Now()) {
			t.Errorf("due at %s although nothing is before it", j.Due)
		}
	}
	s.deliver(t, owed[1].ID)
	if box.count() != 3 || box.call(2).Header.Get("webhook-id") != pay.NewsID(s.request.ID, 2) {
		t.Errorf("%d calls", box.count())
	}
}

// The notice goes to where a caller said: nothing of the payer is in it.
func TestNoticeHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	box := newInbox(t)
	s := newStand(t, box.URL, loopback())
	d := paytest.SampleDotNet()
	d.ServerResponseURL, d.Payer = box.URL, paytest.Payer()
	s.request = s.Request(t, d)
	s.store.Put(s.request)
	told := hmacNotices()
	sign(s.law.now, &told, s.request.Step)
	for _, owed := range s.pays(t) {
		s.deliver(t, owed.ID)
	}
	p := paytest.Payer()
	for _, body := range box.bodies {
		for _, personal := range []string{p.FirstName, p.Name, p.Code, p.Email, p.Phone, p.Address, d.PaymentObject} {
			if strings.Contains(body, personal) {
				t.Errorf("%q is in %s", personal, body)
			}
		}
		if len(body) > 1000 {
			t.Errorf("%d bytes", len(body))
		}
	}
	if len(box.bodies) != 2 {
		t.Errorf("%d bodies", len(box.bodies))
	}
}

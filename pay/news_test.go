package pay_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenNews = "testdata/news.golden"

// story is a request to which things happen, one a minute.
type story struct {
	testing.TB

	world  *paytest.World
	r      *pay.Request
	events []pay.Event
}

// then takes what a change had for effects.
func (s *story) then(e pay.Effects, err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	s.events = append(s.events, e.Events...)
	s.world.Clock.Advance(time.Minute)
}

// try begins an attempt at a payment and hands the payer over.
func (s *story) try(payment int) *pay.Attempt {
	s.Helper()
	a := s.world.NewAttempt(payment, paytest.Demo)
	s.then(s.r.Begin(a, s.world.Clock.Now()))
	s.then(s.r.Sent(a.ID, pay.Handover{}, s.world.Clock.Now()))
	return s.r.Attempt(a.ID)
}

// hears lets a notice act.
func (s *story) hears(n pay.Notice, policy pay.LatePolicy) {
	s.Helper()
	s.then(s.r.Apply(n, policy, time.Hour, s.world.Clock.Now()))
}

func (s *story) pays(payment int) {
	s.Helper()
	s.hears(paytest.Success(s.r, s.try(payment)), pay.LateAccept)
}

func (s *story) expires() {
	s.Helper()
	s.world.Clock.Set(s.r.Expires.Add(time.Hour))
	effects, _ := s.r.Expire(s.world.Clock.Now())
	s.then(effects, nil)
}

func (s *story) documented() {
	s.Helper()
	d := &pay.Document{ID: s.world.NewID(), Type: pay.DocumentConfirmation}
	s.then(s.r.DocumentIssued(d, "system", s.world.Clock.Now()), nil)
}

// stories are changes of a request of two payments, and what its institution
// is told.
func stories() map[string]struct {
	tell func(s *story)
	want []pay.NewsType
} {
	type tale = struct {
		tell func(s *story)
		want []pay.NewsType
	}
	return map[string]tale{
		"tried and given up": {func(s *story) {
			a := s.try(0)
			s.then(s.r.GiveUp(a.ID, s.world.Clock.Now()))
			s.hears(paytest.News(s.try(0), pay.ResultAccepted), pay.LateAccept)
		}, nil},
		"paid": {func(s *story) {
			s.pays(0)
			s.pays(1)
			s.documented()
		}, []pay.NewsType{pay.NewsPaymentPaid, pay.NewsPaymentPaid, pay.NewsRequestPaid, pay.NewsDocumentIssued}},
		"paid twice": {func(s *story) {
			first := s.try(0)
			s.then(s.r.GiveUp(first.ID, s.world.Clock.Now()))
			s.pays(0)
			s.hears(paytest.Success(s.r, s.r.Attempt(first.ID)), pay.LateAccept)
		}, []pay.NewsType{pay.NewsPaymentPaid, pay.NewsPaymentOverpaid}},
		"expired": {(*story).expires, []pay.NewsType{pay.NewsRequestExpired}},
		"withdrawn": {func(s *story) {
			s.then(s.r.Withdraw("institution", "not wanted", s.world.Clock.Now()))
		}, []pay.NewsType{pay.NewsRequestWithdrawn}},
		"paid late, and taken": {func(s *story) {
			s.pays(1)
			a := s.try(0)
			s.then(s.r.GiveUp(a.ID, s.world.Clock.Now()))
			s.expires()
			s.hears(paytest.Success(s.r, s.r.Attempt(a.ID)), pay.LateAccept)
		}, []pay.NewsType{pay.NewsPaymentPaid, pay.NewsRequestExpired, pay.NewsPaymentPaid, pay.NewsRequestPaid}},
		"paid late, to be sent back": {func(s *story) {
			a := s.try(0)
			s.then(s.r.GiveUp(a.ID, s.world.Clock.Now()))
			s.expires()
			s.hears(paytest.Success(s.r, s.r.Attempt(a.ID)), pay.LateRefund)
		}, []pay.NewsType{pay.NewsRequestExpired, pay.NewsPaymentPaid}},
		"other, and then refused": {func(s *story) {
			a := s.try(0)
			s.hears(paytest.News(a, pay.ResultOther), pay.LateAccept)
			s.hears(paytest.News(a, pay.ResultDeclined), pay.LateAccept)
		}, []pay.NewsType{pay.NewsRequestOther, pay.NewsRequestInProcess}},
	}
}

// told lets a story happen and gives its published events.
func told(t *testing.T, tell func(*story)) (*story, []pay.Event) {
	t.Helper()
	w := paytest.NewWorld()
	s := &story{TB: t, world: w, r: w.Request(t, paytest.Split(2))}
	tell(s)
	var published []pay.Event
	for _, e := range s.events {
		if e.Kind.Published() != (e.News > 0) {
			t.Errorf("event %q has the sequence %d", e.Kind, e.News)
		}
		if e.News > 0 {
			published = append(published, e)
		}
	}
	return s, published
}

func TestNewsOfWhatHappens(t *testing.T) {
	t.Parallel()
	all := pay.NewsTypes()
	var golden bytes.Buffer
	names := make([]string, 0, len(stories()))
	for name := range stories() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s, published := told(t, stories()[name].tell)
		var types []pay.NewsType
		fmt.Fprintf(&golden, "# %s\n", name)
		for i, e := range published {
			n := pay.NewsOf(e, s.r.Number)
			if n.Sequence != i+1 || s.r.NewsSeq != len(published) {
				t.Errorf("%s: news %d of %d has the sequence %d of %d", name, i+1, len(published), n.Sequence, s.r.NewsSeq)
			}
			types = append(types, n.Type)
			all = slices.DeleteFunc(all, func(t pay.NewsType) bool { return t == n.Type })
			golden.Write(body(t, n))
			golden.WriteByte('\n')
		}
		if diff := cmp.Diff(stories()[name].want, types); diff != "" {
			t.Errorf("%s: news (-want +got):\n%s", name, diff)
		}
	}
	if len(all) > 0 {
		t.Errorf("no story has news of the types %q", all)
	}
	same(t, golden.Bytes())
}

// body is the news as it is sent. It says what the news says, and no more.
func body(t *testing.T, n pay.News) []byte {
	t.Helper()
	b, err := n.Body()
	if err != nil {
		t.Fatal(err)
	}
	var back pay.News
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n, back); diff != "" {
		t.Errorf("news (-sent +read):\n%s", diff)
	}
	return b
}

func same(t *testing.T, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(goldenNews, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenNews)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("news in JSON (-want +got), go test ./pay -update writes it anew:\n%s", diff)
	}
}

// What institutions did themselves, and how payers go about paying, is not news.
func TestWhatIsPublished(t *testing.T) {
	t.Parallel()
	for kind, want := range map[pay.EventKind]bool{
		pay.EventPaymentPaid: true, pay.EventOverpaid: true, pay.EventLetterChanged: true, pay.EventDocumentIssued: true,
		pay.EventCreated: false, pay.EventAttemptBegun: false, pay.EventAttemptSent: false, pay.EventAttemptAccepted: false,
		pay.EventAttemptPaid: false, pay.EventAttemptDeclined: false, pay.EventAttemptEnded: false, pay.EventAttemptLapsed: false,
		pay.EventAttemptManual: false, pay.EventRequestPaid: false, pay.EventRequestExpired: false, pay.EventWithdrawn: false,
		pay.EventMessageIgnored: false, pay.EventReceiptAsked: false, pay.EventDocumentAsked: false, "unheard of": false,
	} {
		if got := kind.Published(); got != want {
			t.Errorf("%q is published: %t, want %t", kind, got, want)
		}
	}
}

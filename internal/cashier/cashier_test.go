package cashier_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// desk is a cashier with everything around it in memory.
type desk struct {
	*cashier.Cashier
	*paytest.World
	store *paytest.Memory
	bank  *bank
	seal  *seal
	owed  []pay.Letter
	seen  []pay.Attention
	woken atomic.Int32
}

func (d *desk) Current() *pay.Catalogue                                      { return d.Catalogue }
func (d *desk) Happened(pay.Event)                                           {}
func (d *desk) NeedsAttention(a pay.Attention)                               { d.seen = append(d.seen, a) }
func (d *desk) PurgeIdempotent(context.Context, time.Time, int) (int, error) { return 0, nil }
func (d *desk) PurgeCopyLinks(context.Context, time.Time, int) (int, error)  { return 0, nil }
func (d *desk) ForgetReceipts(context.Context, time.Time, int) (int, error)  { return 0, nil }
func (d *desk) MessageRead(pay.ProviderCode, pay.Channel, pay.Result, bool)  {}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{World: paytest.NewWorld(), store: paytest.NewMemory(), bank: &bank{}, seal: &seal{}}
	c, err := cashier.New(cashier.Config{
		Store: d.store, Catalogue: d, Business: d.Clock, IDs: d.IDs, Numbers: d.Numbers,
		Providers: map[pay.ProviderCode]pay.Provider{paytest.Demo: d.bank},
		Owe: func(_ pay.Tx, owed pay.Owed) error {
			if owed.Letter {
				d.owed = append(d.owed, owed.Request.Letter)
			}
			return nil
		},
		Purger: d, Documents: d.store, Certifier: d.seal, Links: d.store, Entropy: bytes.NewReader(make([]byte, 1<<10)), Observer: d, Wake: func() { d.woken.Add(1) }, WebBase: "https://mm.test",
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Cashier = c
	return d
}

var owner = pay.Caller{Institution: paytest.Owner, Roles: []pay.Role{pay.RoleInstitution}}

func (d *desk) save(t *testing.T, draft pay.Draft) *pay.Request {
	t.Helper()
	saved, err := d.Save(t.Context(), owner, draft, "")
	if err != nil {
		t.Fatal(err)
	}
	return d.read(t, saved.ID)
}

func (d *desk) read(t *testing.T, id pay.ID) *pay.Request {
	t.Helper()
	r, err := d.store.Request(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (d *desk) begin(t *testing.T, r *pay.Request) pay.Attempt {
	t.Helper()
	a, err := d.Begin(t.Context(), r.ID, choice(r))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func choice(r *pay.Request) pay.Choice {
	return pay.Choice{Payment: r.Payments[max(r.NextDue(), 0)].Number, Provider: paytest.Demo, Language: pay.Latvian}
}

// says lets the bank's server say something.
func (d *desk) says(t *testing.T, n pay.Notice) error {
	t.Helper()
	d.bank.reads, d.bank.fault = n, nil
	_, err := d.Receive(t.Context(), message())
	return err
}

func message() pay.Message {
	return pay.Message{Provider: paytest.Demo, Method: "POST", Query: url.Values{"a": {"b"}}, Body: []byte("x=y"), Received: paytest.Start()}
}

func (d *desk) jobs() map[pay.JobKind]time.Time {
	due := map[pay.JobKind]time.Time{}
	for _, j := range d.store.Jobs() {
		due[j.Kind] = j.Due
	}
	return due
}

// bank is a provider that says what a test wants.
type bank struct {
	starts  int
	refuses error
	reads   pay.Notice
	fault   error
	answers pay.Notice
	asked   int
}

func (b *bank) Terms() pay.Terms {
	return pay.Terms{Code: paytest.Demo, SentHold: 30 * time.Minute, AcceptedHold: 4 * 24 * time.Hour, PollEvery: time.Minute}
}

func (b *bank) Start(_ context.Context, o pay.Order) (pay.Handover, error) {
	b.starts++
	return pay.Handover{URL: "https://bank.test/pay", Fields: []pay.FormField{{Name: "ref", Value: string(o.Ref)}, {Name: "return", Value: o.ReturnURL}}}, b.refuses
}

func (b *bank) Read(context.Context, pay.Message) (pay.Notice, error) { return b.reads, b.fault }

func (b *bank) Query(context.Context, pay.Order) (pay.Notice, error) {
	b.asked++
	return b.answers, nil
}

func TestSaveKeepsTheRequestAndItsTerm(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("02Y70", paytest.Quantity("53", "1"), paytest.Amount("54", "12.12")))
	if r.Total != pay.EUR(711+1212) || len(r.Payments) != 1 || r.Payments[0].Number == "" {
		t.Errorf("request: %+v", r)
	}
	if diff := cmp.Diff(map[pay.JobKind]time.Time{pay.JobExpire: r.Expires}, d.jobs()); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	for caller, want := range map[pay.InstitutionCode]pay.Code{paytest.Owner: "", paytest.Stranger: pay.CodeRequestNotFound} {
		letter, err := d.Letter(t.Context(), pay.Caller{Institution: caller}, r.ID)
		if want == "" && letter != pay.LetterProcess || want != "" && pay.CodeOf(err) != want {
			t.Errorf("%s sees %q, %v", caller, letter, err)
		}
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft := paytest.Draft("DEM11", paytest.Quantity("1", "2"))
	first, err := d.Save(t.Context(), owner, draft, "k1")
	if err != nil {
		t.Fatal(err)
	}
	draft.Lines[0] = paytest.Quantity("01", "2.0") // the same, written otherwise
	again, err := d.Save(t.Context(), owner, draft, "k1")
	if err != nil || again != first {
		t.Errorf("the same again gave %v, %v; want %v", again, err, first)
	}
	draft.Lines[0] = paytest.Quantity("1", "3")
	if _, err := d.Save(t.Context(), owner, draft, "k1"); pay.CodeOf(err) != pay.CodeIdempotencyConflict {
		t.Errorf("other content gave %v", err)
	}
	d.Clock.Advance(pay.IdempotencyWindow)
	if late, err := d.Save(t.Context(), owner, draft, "k1"); err != nil || late == first {
		t.Errorf("after the window the key gave %v, %v", late, err)
	}
}

func TestForeignParentDoesNotExist(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	child := paytest.Draft("RD001", paytest.Quantity("1", "1"))
	child.ParentID = r.ID.String()
	if _, err := d.Save(t.Context(), pay.Caller{Institution: paytest.Stranger}, child, ""); pay.CodeOf(err) != pay.CodeUnknownParent {
		t.Errorf("a foreign parent gave %v", err)
	}
	own := paytest.Draft("DEM11", paytest.Quantity("1", "1"))
	own.ParentID = r.ID.String()
	if got := d.save(t, own); got.Detail.Parent == nil || *got.Detail.Parent != r.ID {
		t.Errorf("parent is %v", got.Detail.Parent)
	}
}

func TestPaidOnceWhoeverSaysItTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	if a.Handover == nil || a.Handover.Fields[1].Value != "https://mm.test/providers/DEMO0000/return?attempt="+a.ID.String() {
		t.Fatalf("hand-over: %+v", a.Handover)
	}
	if got := d.jobs(); got[pay.JobHoldEnd] != a.HoldUntil || got[pay.JobPoll].IsZero() {
		t.Errorf("timers of the attempt: %v", got)
	}
	if _, err := d.Begin(t.Context(), r.ID, choice(r)); pay.CodeOf(err) != pay.CodeAttemptRunning {
		t.Errorf("a second click gave %v", err)
	}
	success := paytest.Success(r, &a)
	for range 3 {
		if err := d.says(t, success); err != nil {
			t.Fatal(err)
		}
	}
	got := d.read(t, r.ID)
	if got.Letter != pay.LetterExecuted || got.State != pay.RequestPaid {
		t.Errorf("request is %s, letter %s", got.State, got.Letter)
	}
	if diff := cmp.Diff([]pay.Letter{pay.LetterExecuted}, d.owed); diff != "" {
		t.Errorf("news owed (-want +got):\n%s", diff)
	}
	if jobs := d.jobs(); len(jobs) != 0 {
		t.Errorf("jobs are left: %v", jobs)
	}
	if messages, _ := d.store.Messages(t.Context(), r.ID); len(messages) != 1 || !messages[0].Verified {
		t.Errorf("messages kept: %+v", messages)
	}
}

func TestSecondPaymentOfTheSameIsOverpaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	first := d.begin(t, r)
	if err := d.GiveUp(t.Context(), r.ID, first.Ref); err != nil {
		t.Fatal(err)
	}
	second := d.begin(t, r)
	for _, a := range []pay.Attempt{second, first} {
		if err := d.says(t, paytest.Success(r, &a)); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.seen) != 1 || d.seen[0].Kind != pay.AttentionOverpaid || d.seen[0].ID.IsZero() {
		t.Errorf("attention: %+v", d.seen)
	}
	if got := d.read(t, r.ID); got.Letter != pay.LetterExecuted || got.Attempts[0].State != pay.AttemptPaid || !got.Attempts[0].Late {
		t.Errorf("first attempt: %+v", got.Attempts[0])
	}
}

func TestProviderThatCannotBeAskedFreesThePayment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	d.bank.refuses = errors.New("connection refused")
	if _, err := d.Begin(t.Context(), r.ID, choice(r)); pay.CodeOf(err) != pay.CodeProviderUnavailable {
		t.Fatalf("begin gave %v", err)
	}
	d.bank.refuses = nil
	d.begin(t, r)
}

func TestCrashBetweenIntentAndHandoverLosesNoMoney(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	d.store.FailCommits(nil, errors.New("killed")) // the intent is kept, the hand-over is not
	if _, err := d.Begin(t.Context(), r.ID, choice(r)); err == nil {
		t.Fatal("begin did not fail")
	}
	got := d.read(t, r.ID)
	if len(got.Attempts) != 1 || got.Attempts[0].State != pay.AttemptIntended {
		t.Fatalf("attempts: %+v", got.Attempts)
	}
	if err := d.says(t, paytest.Success(got, &got.Attempts[0])); err != nil {
		t.Fatal(err)
	}
	if got := d.read(t, r.ID); got.Letter != pay.LetterExecuted {
		t.Errorf("letter is %s", got.Letter)
	}
}

func TestMoneyForAnUnknownReferenceIsSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	stray := pay.Notice{Ref: "00000000X", Result: pay.ResultPaid, Amount: pay.EUR(5), Key: "stray"}
	for range 2 {
		if err := d.says(t, stray); pay.CodeOf(err) != pay.CodePaymentNotFound {
			t.Errorf("gave %v", err)
		}
	}
	if len(d.seen) != 1 || d.seen[0].Amount != 5 {
		t.Errorf("attention: %+v", d.seen)
	}
}

func TestReferenceAloneLeadsToNoRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	for name, x := range map[string]struct {
		ref   pay.Number
		proof string
		want  pay.ID
		code  pay.Code
	}{
		"the attempt's own return address": {a.Ref, a.ID.String(), r.ID, ""},
		"a guessed reference":              {a.Ref, "", pay.ID{}, pay.CodePaymentNotFound},
		"with a guessed proof":             {a.Ref, pay.ID{}.String(), pay.ID{}, pay.CodePaymentNotFound},
		"a reference that is nobody's":     {"00000000X", a.ID.String(), pay.ID{}, pay.CodePaymentNotFound},
	} {
		d.bank.reads, d.bank.fault = pay.Notice{Ref: x.ref, Channel: pay.ChannelBrowser}, nil
		m := message()
		m.Query = url.Values{"attempt": {x.proof}}
		got, err := d.Receive(t.Context(), m)
		if got.Request != x.want || (err == nil) != (x.code == "") || err != nil && pay.CodeOf(err) != x.code {
			t.Errorf("%s: request %s, %v", name, got.Request, err)
		}
	}
}

func TestWorkOfAProviderThatOnlyOthersKnow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	delete(d.Providers, paytest.Demo)

	if _, err := d.Receive(t.Context(), message()); pay.KindOf(err) != pay.Unavailable {
		t.Errorf("its message is answered %v, and the bank does not repeat it", err)
	}
	if next, err := d.Poll(t.Context(), pay.Job{Kind: pay.JobPoll, Ref: a.ID}); err != nil || !next.After(d.Clock.Now()) {
		t.Errorf("nobody asks any more: %s, %v", next, err)
	}
	d.Clock.Set(a.HoldUntil)
	for _, tries := range []int{0, 4} {
		_, err := d.HoldEnd(t.Context(), pay.Job{Kind: pay.JobHoldEnd, Ref: a.ID, Tries: tries})
		if err == nil || d.read(t, r.ID).Attempts[0].State != pay.AttemptSent {
			t.Errorf("after %d failures the hold ended unasked: %v", tries, err)
		}
	}
	if _, err := d.HoldEnd(t.Context(), pay.Job{Kind: pay.JobHoldEnd, Ref: a.ID, Tries: 5}); err != nil || d.read(t, r.ID).Attempts[0].State != pay.AttemptLapsed {
		t.Errorf("a provider that nobody knows any more holds the request open: %v", err)
	}
}

func TestExpiryWaitsForTheHold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	d.Clock.Set(r.Expires.Add(-time.Minute))
	a := d.begin(t, r)
	d.Clock.Set(r.Expires)
	if again, err := d.Expire(t.Context(), pay.Job{Ref: r.ID}); err != nil || !again.Equal(a.HoldUntil) {
		t.Fatalf("expiry is due again at %v, %v; want %v", again, err, a.HoldUntil)
	}
	d.Clock.Set(a.HoldUntil)
	if _, err := d.HoldEnd(t.Context(), pay.Job{Ref: a.ID}); err != nil {
		t.Fatal(err)
	}
	if d.bank.asked != 1 {
		t.Errorf("the bank was asked %d times before the hold ended", d.bank.asked)
	}
	if due := d.jobs()[pay.JobExpire]; due.After(a.HoldUntil) {
		t.Errorf("expiry is due at %v", due)
	}
	if again, err := d.Expire(t.Context(), pay.Job{Ref: r.ID}); err != nil || !again.IsZero() {
		t.Fatalf("expiry again at %v, %v", again, err)
	}
	if got := d.read(t, r.ID); got.Letter != pay.LetterRevoked {
		t.Errorf("letter is %s", got.Letter)
	}
}

func TestLateSuccessFollowsTheInstitutionsPolicy(t *testing.T) {
	t.Parallel()
	for policy, want := range map[pay.LatePolicy]pay.Letter{pay.LateAccept: pay.LetterExecuted, pay.LateRefund: pay.LetterRevoked} {
		d := newDesk(t)
		d.Catalogue.Institutions[paytest.Owner].Late = policy
		r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
		a := d.begin(t, r)
		d.Clock.Set(r.Expires.Add(time.Hour))
		_, _ = d.HoldEnd(t.Context(), pay.Job{Ref: a.ID})
		_, _ = d.Expire(t.Context(), pay.Job{Ref: r.ID})
		if err := d.says(t, paytest.Success(r, &a)); err != nil {
			t.Fatal(err)
		}
		got := d.read(t, r.ID)
		if got.Letter != want || !got.Payments[0].Settled() || !got.Payments[0].Late || got.Payments[0].Refund != (policy == pay.LateRefund) {
			t.Errorf("%s: letter %s, payment %+v", policy, got.Letter, got.Payments[0])
		}
		if refunds := len(d.seen); (policy == pay.LateRefund) != (refunds == 1) {
			t.Errorf("%s: attention %+v", policy, d.seen)
		}
	}
}

func TestPollBringsTheAnswerThatNeverCame(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	d.bank.answers = pay.Notice{Ref: a.Ref}
	d.Clock.Advance(8 * time.Minute)
	again, err := d.Poll(t.Context(), pay.Job{Ref: a.ID})
	if err != nil || !again.Equal(d.Clock.Now().Add(2*time.Minute)) {
		t.Errorf("asked again at %v, %v", again, err)
	}
	d.bank.answers = paytest.Success(r, &a)
	if _, err := d.Poll(t.Context(), pay.Job{Ref: a.ID}); err != nil {
		t.Fatal(err)
	}
	if got := d.read(t, r.ID); got.Letter != pay.LetterExecuted {
		t.Errorf("letter is %s", got.Letter)
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	if err := d.Withdraw(t.Context(), "operator", r.ID, ""); pay.CodeOf(err) != pay.CodeAttemptRunning {
		t.Errorf("while a payer is at the bank: %v", err)
	}
	if err := d.GiveUp(t.Context(), r.ID, a.Ref); err != nil {
		t.Fatal(err)
	}
	if err := d.Withdraw(t.Context(), "operator", r.ID, "made by mistake"); err != nil {
		t.Fatal(err)
	}
	if got := d.read(t, r.ID); got.Letter != pay.LetterRevoked || len(d.jobs()) != 0 || len(d.owed) != 1 {
		t.Errorf("letter %s, jobs %v, owed %v", got.Letter, d.jobs(), d.owed)
	}
	if _, err := d.Begin(t.Context(), r.ID, choice(r)); pay.CodeOf(err) != pay.CodeWithdrawn {
		t.Errorf("paying a withdrawn request: %v", err)
	}
}

func TestViewPutsThePayersBankFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft := paytest.Draft("DEM11", paytest.Quantity("1", "1"))
	draft.SwiftCode = "demo0000"
	v, err := d.View(t.Context(), d.save(t, draft).ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Methods) != 1 || v.Preferred != paytest.Demo { // only the demo bank's protocol is known here
		t.Errorf("methods %v, preferred %q", v.Methods, v.Preferred)
	}
	if _, err := d.View(t.Context(), paytest.ID(4711)); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("unknown request: %v", err)
	}
}

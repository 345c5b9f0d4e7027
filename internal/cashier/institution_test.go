package cashier_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

var stranger = pay.Caller{Institution: paytest.Stranger, Roles: []pay.Role{pay.RoleInstitution}}

// shown is an answer that names the state which it was made of.
func shown(r *pay.Request) (pay.Answer, error) {
	return pay.Answer{Status: 200, Body: []byte(string(r.State) + " " + strconv.Itoa(r.EventSeq)), Request: r.ID}, nil
}

func withdrawal(r *pay.Request) pay.Withdrawal {
	return pay.Withdrawal{Request: r.ID, Reason: "taken back", Guard: func(*pay.Request) error { return nil }, Show: shown}
}

func key(k string) pay.Once { return pay.Once{Operation: "test", Key: k, Digest: [32]byte{1}} }

// A withdrawal is answered as it was the first time, whatever happened since,
// and the answer is of the state after everything that it caused.
func TestWithdrawOwnOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Split(2))
	a := d.begin(t, r)
	if err := d.says(t, paytest.Success(r, &a)); err != nil {
		t.Fatal(err)
	}
	first, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), key("k"))
	if err != nil || first.Again {
		t.Fatalf("%+v, %v", first, err)
	}
	left := d.read(t, r.ID) // partly paid: a document was issued, too
	if want := "withdrawn " + strconv.Itoa(left.EventSeq); string(first.Body) != want || !left.PartlyPaid {
		t.Errorf("the answer is %q, the state %q", first.Body, want)
	}
	again, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), key("k"))
	if err != nil || !again.Again || string(again.Body) != string(first.Body) || again.Status != first.Status || again.Request != r.ID {
		t.Errorf("again it is %+v, %v", again, err)
	}
	other := key("k")
	other.Digest[0] = 2
	if _, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), other); pay.CodeOf(err) != pay.CodeIdempotencyConflict {
		t.Errorf("other content gave %v", err)
	}
	if _, err := d.WithdrawOwn(t.Context(), stranger, withdrawal(r), key("k")); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("a stranger got %v", err)
	}
}

// Whoever withdraws a request that may be paid already, and asks anew, makes a
// payer pay twice.
func TestWithdrawOwnWaitsForTheBank(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	a := d.begin(t, r)
	if err := d.says(t, paytest.News(&a, pay.ResultOther)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), pay.Once{}); pay.CodeOf(err) != pay.CodeAttemptRunning {
		t.Fatalf("withdrawn beside a bank that may have the money: %v", err)
	}
	if err := d.says(t, paytest.News(&a, pay.ResultDeclined)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), pay.Once{}); err != nil {
		t.Errorf("the bank has refused: %v", err)
	}
}

// When the transaction comes to nothing the answer is not kept either.
func TestAnswersAreKeptWithTheirChangeOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	full := errors.New("disk full")
	d.store.FailCommits(full)
	if _, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), key("k")); !errors.Is(err, full) {
		t.Fatalf("%v", err)
	}
	if got := d.read(t, r.ID); got.State != pay.RequestOpen {
		t.Errorf("the request is %s", got.State)
	}
	if answer, err := d.WithdrawOwn(t.Context(), owner, withdrawal(r), key("k")); err != nil || answer.Again {
		t.Errorf("%+v, %v", answer, err)
	}
	refused := pay.Fail(pay.CodeChanged, nil)
	w := withdrawal(d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1"))))
	w.Guard = func(*pay.Request) error { return refused }
	for range 2 { // a refusal is not kept
		if _, err := d.WithdrawOwn(t.Context(), owner, w, key("guarded")); !errors.Is(err, refused) {
			t.Errorf("guarded: %v", err)
		}
	}
	w.Guard = func(*pay.Request) error { return nil }
	if answer, err := d.WithdrawOwn(t.Context(), owner, w, key("guarded")); err != nil || answer.Again {
		t.Errorf("after the refusal: %+v, %v", answer, err)
	}
}

// quicker is a store in which something else commits before the first change.
type quicker struct {
	pay.Store
	first func()
}

func (q quicker) Update(ctx context.Context, work func(pay.Tx) error) error {
	q.first()
	return q.Store.Update(ctx, work)
}

// A twin that comes to the request when the other has withdrawn it finds a state
// that it does not know. It is the same call, so it gets the other's answer.
func TestATwinIsNotRefusedForWhatTheOtherDid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	w := withdrawal(r)
	w.Guard = func(is *pay.Request) error {
		if is.EventSeq != r.EventSeq {
			return pay.Fail(pay.CodeChanged, nil)
		}
		return nil
	}
	var other pay.Answer
	d.Store = quicker{d.store, func() {
		var err error
		d.Store = d.store
		if other, err = d.WithdrawOwn(t.Context(), owner, w, key("k")); err != nil {
			t.Fatal(err)
		}
	}}
	got, err := d.WithdrawOwn(t.Context(), owner, w, key("k"))
	if err != nil || !got.Again || string(got.Body) != string(other.Body) {
		t.Errorf("the twin got %+v, %v, want %q", got, err, other.Body)
	}
	if _, err := d.WithdrawOwn(t.Context(), owner, w, key("another")); pay.CodeOf(err) != pay.CodeChanged {
		t.Errorf("another call: %v", err)
	}
}

// Twins that order a document get one, and the same.
func TestTwinsOrderOneDocument(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	const twins = 8
	ordered, faults := make([]pay.Ordered, twins), make([]error, twins)
	var all sync.WaitGroup
	for i := range twins {
		all.Go(func() {
			ordered[i], faults[i] = d.IssueDocument(t.Context(), owner, r.ID, pay.DocumentPayer{Name: "A"}, key("k"))
		})
	}
	all.Wait()
	fresh := 0
	for i, o := range ordered {
		if faults[i] != nil || !o.New || o.Document.Number != ordered[0].Document.Number || o.Document.Number == "" {
			t.Errorf("twin %d: %+v, %v", i, o, faults[i])
		}
		if !o.Again {
			fresh++
		}
	}
	issued, err := d.OwnDocuments(t.Context(), owner, pay.DocumentFilter{Request: r.ID})
	if err != nil || len(issued) != 1 || fresh != 1 {
		t.Errorf("%d documents, %d first answers, %v", len(issued), fresh, err)
	}
	if same, err := d.IssueDocument(t.Context(), owner, r.ID, pay.DocumentPayer{Name: "A"}, pay.Once{}); err != nil || same.New || same.Again {
		t.Errorf("without a key: %+v, %v", same, err)
	}
}

func TestOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Draft("DEM11", paytest.Quantity("1", "1")))
	o, err := d.IssueDocument(t.Context(), owner, r.ID, pay.DocumentPayer{Name: "A"}, pay.Once{})
	if err != nil {
		t.Fatal(err)
	}
	a := d.begin(t, r)
	for _, row := range []struct {
		caller pay.Caller
		number pay.Number
		code   pay.Code
	}{
		{owner, r.Payments[0].Number, ""},
		{stranger, r.Payments[0].Number, pay.CodePaymentNotFound},
		{owner, r.Number, pay.CodePaymentNotFound},
		{owner, a.Ref, pay.CodePaymentNotFound},
		{owner, "000000000", pay.CodePaymentNotFound},
	} {
		got, i, err := d.OwnPayment(t.Context(), row.caller, row.number)
		if row.code == "" && (err != nil || got.Payments[i].Number != row.number) || row.code != "" && pay.CodeOf(err) != row.code {
			t.Errorf("payment %s for %s: %v", row.number, row.caller.Institution, err)
		}
	}
	if got, err := d.OwnDocument(t.Context(), owner, o.Document.Number); err != nil || got.ID != o.Document.ID {
		t.Errorf("own document: %v", err)
	}
	if _, err := d.OwnDocument(t.Context(), stranger, o.Document.Number); pay.CodeOf(err) != pay.CodeNotFound {
		t.Errorf("foreign document: %v", err)
	}
	if _, err := d.OwnDocuments(t.Context(), stranger, pay.DocumentFilter{Request: r.ID}); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("documents of a foreign request: %v", err)
	}
	if found, err := d.OwnDocuments(t.Context(), stranger, pay.DocumentFilter{Institution: paytest.Owner}); err != nil || len(found) != 0 {
		t.Errorf("%d foreign documents by a filter that names their owner, %v", len(found), err)
	}
}

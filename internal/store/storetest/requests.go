package storetest

import (
	"time"

	"viss.gov.lv/mm/pay"
)

func requestComesBack(f *fixture) {
	for _, payments := range []int{1, 3} {
		r := f.saved("VRAA", payments)
		f.same("request", r, f.request(r.ID))

		owner, letter, err := f.s.Letter(f.Context(), r.ID)
		if err != nil || owner != "VRAA" || letter != pay.LetterProcess {
			f.Errorf("Letter = %q, %q, %v", owner, letter, err)
		}
		f.update(func(tx pay.Tx) error {
			locked, err := tx.Lock(r.ID)
			f.same("locked request", r, locked)
			return err
		})
	}
}

func requestChanges(f *fixture) {
	r, other := f.saved("VRAA", 2), f.saved("CSDD", 2)
	want := *r
	want.State, want.PartlyPaid, want.Closed = pay.RequestExpired, true, at(time.Hour)
	want.Letter, want.LetterSeq, want.EventSeq, want.NewsSeq = pay.LetterRevoked, 1, 7, 4
	want.Payments = append([]pay.Payment(nil), r.Payments...)
	p := &want.Payments[1]
	p.State, p.Other, p.Provider, p.PaidBy, p.PaidAt = pay.PaymentPaid, true, "DEMO0000", f.ID(), at(2*time.Hour)
	p.Late, p.Refund = true, true
	f.update(func(tx pay.Tx) error {
		if _, err := tx.Lock(r.ID); err != nil {
			return err
		}
		tx.SaveRequest(&want)
		tx.SavePayment(&want, 1)
		return nil
	})
	f.same("changed request", &want, f.request(r.ID))
	f.same("other request", other, f.request(other.ID))
	if _, letter, err := f.s.Letter(f.Context(), r.ID); err != nil || letter != pay.LetterRevoked {
		f.Errorf("Letter = %q, %v", letter, err)
	}
}

func attempts(f *fixture) {
	r := f.saved("VRAA", 2)
	first, second := f.Attempt(r, 1), f.Attempt(r, 1)
	for _, a := range []pay.Attempt{second, first} { // the order is that of the making, not of the saving
		f.update(func(tx pay.Tx) error {
			_, err := tx.Lock(r.ID)
			tx.SaveAttempt(&a)
			return err
		})
	}
	first.State, first.Changed, first.HoldUntil = pay.AttemptPaid, at(time.Hour), time.Time{}
	first.Handover = &pay.Handover{URL: "https://banka.example/", Fields: []pay.FormField{{Name: "VK_SERVICE", Value: "1012"}, {Name: "VK_MAC", Value: "ā"}}}
	first.ProviderRef, first.Reason, first.Late = "4711", "05", true
	f.update(func(tx pay.Tx) error {
		_, err := tx.Lock(r.ID)
		tx.SaveAttempt(&first)
		return err
	})
	f.same("attempts", []pay.Attempt{first, second}, f.request(r.ID).Attempts)

	got, err := f.s.AttemptOf(f.Context(), first.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("attempt by identifier", &first, got)
	if got, err = f.s.FindAttempt(f.Context(), "DEMO0000", second.Ref); err != nil {
		f.Fatal(err)
	}
	f.same("attempt by reference", &second, got)
	_, err = f.s.FindAttempt(f.Context(), "HABALV22", second.Ref)
	f.fails("attempt of another provider", err, pay.ErrNotFound)
}

func numbersFind(f *fixture) {
	r, other := f.saved("VRAA", 2), f.saved("VRAA", 1)
	a := f.Attempt(r, 0)
	f.update(func(tx pay.Tx) error {
		_, err := tx.Lock(r.ID)
		tx.SaveAttempt(&a)
		return err
	})
	for n, want := range map[pay.Number]pay.ID{
		r.Number: r.ID, r.Payments[0].Number: r.ID, r.Payments[1].Number: r.ID, a.Ref: r.ID,
		other.Number: other.ID, other.Payments[0].Number: other.ID,
	} {
		if got, err := f.s.FindRequest(f.Context(), n); err != nil || got != want {
			f.Errorf("FindRequest(%s) = %s, %v, want %s", n, got, err, want)
		}
	}
	for _, n := range []pay.Number{"", "no number", pay.NumberOf(7)} {
		_, err := f.s.FindRequest(f.Context(), n)
		f.fails("number "+string(n), err, pay.ErrNotFound)
	}
}

func notFound(f *fixture) {
	f.saved("VRAA", 1)
	ctx, nothing := f.Context(), f.ID()
	_, _, err := f.s.Letter(ctx, nothing)
	f.fails("Letter", err, pay.ErrNotFound)
	_, err = f.s.Request(ctx, nothing)
	f.fails("Request", err, pay.ErrNotFound)
	_, err = f.s.AttemptOf(ctx, nothing)
	f.fails("AttemptOf", err, pay.ErrNotFound)
	_, err = f.s.Delivery(ctx, nothing)
	f.fails("Delivery", err, pay.ErrNotFound)
	_, err = f.s.Idempotent(ctx, "VRAA", "Save", "key")
	f.fails("Idempotent", err, pay.ErrNotFound)
	err = f.s.Update(ctx, func(tx pay.Tx) error {
		_, err := tx.Lock(nothing)
		return err
	})
	f.fails("Lock", err, pay.ErrNotFound)
	err = f.s.Update(ctx, func(tx pay.Tx) error {
		_, err := tx.LockDelivery(nothing)
		return err
	})
	f.fails("LockDelivery", err, pay.ErrNotFound)
	if events, err := f.s.Events(ctx, nothing); err != nil || len(events) != 0 {
		f.Errorf("Events = %v, %v, want none", events, err)
	}
}

// What a provider says may hold bytes that one of the databases refuses. It is
// kept as far as it can be read, on both alike.
func oddTexts(f *fixture) {
	r := f.saved("VRAA", 1)
	a := f.Attempt(r, 0)
	a.Reason, a.ProviderRef = "no\x00pe", "r\xffef"
	m := pay.StoredMessage{
		ID: f.ID(), Provider: "DEMO0000", Request: r.ID, Key: "k\x00\xe9y", Verified: true,
		Channel: pay.ChannelServer, Received: at(0), Raw: []byte("a\x00\xff"),
	}
	f.update(func(tx pay.Tx) error {
		_, err := tx.Lock(r.ID)
		tx.SaveAttempt(&a)
		tx.AddMessage(m)
		return err
	})
	got := f.request(r.ID).Attempts[0]
	if got.Reason != "no\uFFFDpe" || got.ProviderRef != "r\uFFFDef" {
		f.Errorf("reason %q, reference %q", got.Reason, got.ProviderRef)
	}
	f.update(func(tx pay.Tx) error {
		if seen, err := tx.HasMessage("DEMO0000", m.Key); err != nil || !seen {
			f.Errorf("HasMessage = %t, %v", seen, err)
		}
		return nil
	})
	kept, err := f.s.Messages(f.Context(), r.ID)
	if err != nil || len(kept) != 1 || string(kept[0].Raw) != string(m.Raw) {
		f.Errorf("messages = %+v, %v; what came must be kept byte for byte", kept, err)
	}
}

package storetest

import (
	"time"

	"viss.gov.lv/mm/pay"
)

func events(f *fixture) {
	r := f.saved("VRAA", 1)
	second := pay.Event{
		Request: r.ID, Seq: 2, At: at(time.Hour), Kind: pay.EventAttemptPaid, Actor: "DEMO0000",
		Payment: r.Payments[0].Number, Attempt: f.Number(), Letter: pay.LetterExecuted,
		Data: map[string]string{"providerRef": "4711", "ā": "\u0000"},
	}
	third := second
	third.Seq, third.News, third.Kind, third.Data = 3, 1, pay.EventRequestPaid, nil
	f.update(func(tx pay.Tx) error {
		_, err := tx.Lock(r.ID)
		tx.AddEvent(third)
		tx.AddEvent(second)
		return err
	})
	f.saved("VRAA", 1)
	got, err := f.s.Events(f.Context(), r.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("events", []pay.Event{f.Created(r), second, third}, got)
}

func messages(f *fixture) {
	r := f.saved("VRAA", 1)
	a := f.Attempt(r, 0)
	message := func(key string, verified bool) pay.StoredMessage {
		return pay.StoredMessage{
			ID: f.ID(), Provider: "DEMO0000", Request: r.ID, Attempt: a.ID, Key: key, Verified: verified,
			Channel: pay.ChannelBrowser, Result: pay.ResultPaid, Received: at(time.Hour), Raw: []byte("POST / HTTP/1.1\r\n\r\nx=1"),
		}
	}
	kept := []pay.StoredMessage{message("a", true), message("", false), message("forged", false), message("forged", false)}
	stray := message("", false)
	stray.Request, stray.Attempt, stray.Raw = pay.ID{}, pay.ID{}, nil
	f.update(func(tx pay.Tx) error {
		_, err := tx.Lock(r.ID)
		tx.SaveAttempt(&a)
		for _, m := range append(kept, stray) {
			tx.AddMessage(m)
		}
		return err
	})
	got, err := f.s.Messages(f.Context(), r.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("messages", kept, got)
	f.update(func(tx pay.Tx) error {
		for key, want := range map[string]bool{"a": true, "forged": false, "b": false} {
			if seen, err := tx.HasMessage("DEMO0000", key); err != nil || seen != want {
				f.Errorf("HasMessage(%q) = %t, %v, want %t", key, seen, err, want)
			}
		}
		if seen, err := tx.HasMessage("HABALV22", "a"); err != nil || seen {
			f.Errorf("HasMessage of another provider = %t, %v", seen, err)
		}
		unverified, err := tx.UnverifiedMessages(a.ID)
		f.same("unverified messages by key", map[string]int{"": 1, "forged": 2}, unverified)
		return err
	})
}

func attention(f *fixture) {
	r := f.saved("VRAA", 1)
	item := func(kind pay.AttentionKind, owner pay.InstitutionCode, request pay.ID) pay.Attention {
		return pay.Attention{
			ID: f.ID(), Kind: kind, Institution: owner, Request: request, Number: r.Number, Payment: r.Payments[0].Number,
			Amount: 1210, Note: "jāatmaksā", Created: at(time.Hour),
		}
	}
	a := item(pay.AttentionOverpaid, "VRAA", r.ID)
	b := item(pay.AttentionOverpaid, "CSDD", f.ID())
	c := item(pay.AttentionManual, "VRAA", pay.ID{})
	f.update(func(tx pay.Tx) error {
		for _, i := range []pay.Attention{a, b, c} {
			tx.AddAttention(i)
		}
		return nil
	})
	f.listed("all", pay.AttentionFilter{}, c, b, a)
	f.listed("the newest two", pay.AttentionFilter{Limit: 2}, c, b)
	f.listed("overpaid", pay.AttentionFilter{Kind: pay.AttentionOverpaid}, b, a)
	f.listed("of VRAA", pay.AttentionFilter{Institution: "VRAA"}, c, a)
	f.listed("of the request", pay.AttentionFilter{Request: r.ID, Kind: pay.AttentionOverpaid, Institution: "VRAA"}, a)

	f.update(func(tx pay.Tx) error {
		tx.ResolveAttention(b.ID, at(2*time.Hour))
		tx.ResolveAttention(f.ID(), at(2*time.Hour))
		return nil
	})
	f.update(func(tx pay.Tx) error { // the first time counts
		tx.ResolveAttention(b.ID, at(3*time.Hour))
		return nil
	})
	b.Resolved = at(2 * time.Hour)
	f.listed("open", pay.AttentionFilter{}, c, a)
	f.listed("resolved", pay.AttentionFilter{Resolved: true}, b)
	counts, err := f.s.AttentionCounts(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.same("counts", map[pay.AttentionKind]int{pay.AttentionOverpaid: 1, pay.AttentionManual: 1}, counts)
}

func (f *fixture) listed(what string, filter pay.AttentionFilter, want ...pay.Attention) {
	f.Helper()
	got, err := f.s.AttentionItems(f.Context(), filter)
	if err != nil {
		f.Fatal(err)
	}
	f.same(what, want, got)
}

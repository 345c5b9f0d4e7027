package storetest

import (
	"time"

	"viss.gov.lv/mm/pay"
)

func deliveries(f *fixture) {
	r, other := f.saved("VRAA", 1), f.saved("CSDD", 1)
	a, b, c := f.Delivery(r), f.Delivery(other), f.Delivery(r)
	b.Kind, b.News = pay.DeliverNotice, 7
	c.Created = at(3 * time.Hour)
	f.update(func(tx pay.Tx) error {
		for _, d := range []pay.Delivery{c, a, b} {
			tx.AddDelivery(d)
		}
		return nil
	})
	a.State, a.FirstTry, a.NextTry, a.Tries, a.LastResult, a.Done = pay.DeliveryAccepted, at(time.Hour), time.Time{}, 2, "200", at(2*time.Hour)
	a.Letter, a.LetterSeq = pay.LetterRevoked, 4
	f.update(func(tx pay.Tx) error {
		locked, err := tx.LockDelivery(a.ID)
		if err == nil && locked.State != pay.DeliveryWaiting {
			f.Errorf("locked delivery is %s", locked.State)
		}
		tx.SaveDelivery(a)
		return err
	})
	got, err := f.s.Delivery(f.Context(), a.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("delivery", &a, got)
	for what, list := range map[string]struct {
		filter pay.DeliveryFilter
		want   []pay.Delivery
	}{
		"all":            {pay.DeliveryFilter{}, []pay.Delivery{c, b, a}},
		"the newest two": {pay.DeliveryFilter{Limit: 2}, []pay.Delivery{c, b}},
		"waiting":        {pay.DeliveryFilter{State: pay.DeliveryWaiting}, []pay.Delivery{c, b}},
		"of VRAA":        {pay.DeliveryFilter{Institution: "VRAA"}, []pay.Delivery{c, a}},
		"of a request":   {pay.DeliveryFilter{Request: other.ID}, []pay.Delivery{b}},
		"accepted, VRAA": {pay.DeliveryFilter{State: pay.DeliveryAccepted, Institution: "VRAA", Request: r.ID}, []pay.Delivery{a}},
		"failed":         {pay.DeliveryFilter{State: pay.DeliveryFailed}, nil},
		"older":          {pay.DeliveryFilter{Older: c.ID}, []pay.Delivery{b, a}},
		"older, VRAA":    {pay.DeliveryFilter{Institution: "VRAA", Older: b.ID}, []pay.Delivery{a}},
		"older than all": {pay.DeliveryFilter{Older: a.ID}, nil},
		"since":          {pay.DeliveryFilter{Created: pay.Span{From: at(3 * time.Hour)}}, []pay.Delivery{c}},
		"before":         {pay.DeliveryFilter{Created: pay.Span{Before: at(3 * time.Hour)}}, []pay.Delivery{b, a}},
		"within, VRAA":   {pay.DeliveryFilter{Institution: "VRAA", Created: pay.Span{From: at(time.Hour), Before: at(2 * time.Hour)}}, []pay.Delivery{a}},
		"long ago":       {pay.DeliveryFilter{Created: pay.Span{Before: at(-48 * time.Hour)}}, nil},
	} {
		got, err := f.s.Deliveries(f.Context(), list.filter)
		if err != nil {
			f.Fatal(err)
		}
		f.same(what, list.want, got)
	}
}

func waitingDeliveries(f *fixture) {
	r, other := f.saved("VRAA", 1), f.saved("VRAA", 1)
	a, b, done := f.Delivery(r), f.Delivery(r), f.Delivery(r)
	done.State = pay.DeliveryAccepted
	f.update(func(tx pay.Tx) error {
		for _, d := range []pay.Delivery{a, b, done, f.Delivery(other)} {
			tx.AddDelivery(d)
		}
		return nil
	})
	f.update(func(tx pay.Tx) error {
		found, err := tx.WaitingDeliveries(r.ID, pay.DeliverServerResponse)
		f.same("waiting", []pay.Delivery{a, b}, found)
		for i := range found { // they are locked, so they may be changed
			found[i].State, found[i].Done, found[i].NextTry = pay.DeliverySuperseded, at(time.Hour), time.Time{}
			tx.SaveDelivery(found[i])
		}
		return err
	})
	f.update(func(tx pay.Tx) error {
		found, err := tx.WaitingDeliveries(r.ID, pay.DeliverServerResponse)
		f.same("still waiting", []pay.Delivery(nil), found)
		return err
	})
}

func tries(f *fixture) {
	d := f.Delivery(f.saved("VRAA", 1))
	first := pay.Try{Delivery: d.ID, N: 1, At: at(time.Hour), Took: 1500 * time.Millisecond, Status: 503, Result: "503"}
	second := pay.Try{Delivery: d.ID, N: 2, At: at(2 * time.Hour), Result: "savienojums atteikts"}
	f.update(func(tx pay.Tx) error {
		tx.AddDelivery(d)
		tx.AddTry(first)
		tx.AddTry(second)
		return nil
	})
	got, err := f.s.Tries(f.Context(), d.ID)
	if err != nil {
		f.Fatal(err)
	}
	f.same("tries", []pay.Try{first, second}, got)
}

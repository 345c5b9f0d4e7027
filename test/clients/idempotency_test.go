package clients_test

import (
	"sync"
	"testing"
)

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		order := d.sale()
		order.key = "order-2026/1"
		first := d.own.save(t, order)

		t.Run("the same again", func(t *testing.T) {
			before := d.events(t)
			if again := d.own.save(t, order); again != first {
				t.Errorf("answered %s, then %s", first, again)
			}
			// What counts is what was asked for, not how it was written.
			same := order
			same.lines = []line{{"Quantity", "1.000", "0053"}, {"Amount", "12.120", "54"}}
			if again := d.own.trySave(t, same); again.ID != first {
				t.Errorf("written differently: %d %s", again.HTTP, again.Text)
			}
			if after := d.events(t); after != before {
				t.Errorf("events went from %v to %v", before, after)
			}
		})
		t.Run("other content", func(t *testing.T) {
			other := order
			other.object = "Another payment"
			if a := d.own.trySave(t, other); a.HTTP != 500 || a.Code != "MM401" {
				t.Errorf("got %d %s, want a fault with MM401", a.HTTP, a.Text)
			}
		})
		t.Run("after a refusal the key is free", func(t *testing.T) {
			wrong := order
			wrong.key, wrong.step = "order-2", "99X99"
			if a := d.own.trySave(t, wrong); a.Code != "MM103" {
				t.Fatalf("got %d %s", a.HTTP, a.Text)
			}
			right := order
			right.key = wrong.key
			if id := d.own.save(t, right); id == first {
				t.Error("it is another order")
			}
		})
		t.Run("a key that cannot be one", func(t *testing.T) {
			bad := order
			bad.key = "with spaces in it"
			if a := d.own.trySave(t, bad); a.Code != "MM102" {
				t.Errorf("got %d %s, want a fault with MM102", a.HTTP, a.Text)
			}
		})
		t.Run("without a key it is another order", func(t *testing.T) {
			twice := d.sale()
			if one := d.own.save(t, twice); one == d.own.save(t, twice) {
				t.Errorf("two orders became %s", one)
			}
		})
	})
}

func TestIdempotentTwinsAtOnce(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		order := d.sale()
		order.key = "twins"
		const twins = 32
		answers := make([]answer, twins)
		begin := make(chan struct{})
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() {
				<-begin
				a, err := d.own.send(order.message(), "Idempotency-Key", order.key)
				if err != nil {
					t.Error(err)
				}
				answers[i] = a
			})
		}
		close(begin)
		group.Wait()

		made := map[string]int{}
		for _, a := range answers {
			// A twin waits for the first, or is told that it is one.
			if a.ID == "" && a.Code != "MM401" && a.Code != "MM901" {
				t.Errorf("a twin got %d %s", a.HTTP, a.Text)
			}
			if a.ID != "" {
				made[a.ID]++
			}
		}
		if len(made) != 1 {
			t.Errorf("%d twins made %v, want one request", twins, made)
		}
		if n := d.metric(t, "mm_events_total", `kind="request created"`); n != 1 {
			t.Errorf("%v requests were made, want one", n)
		}
	})
}

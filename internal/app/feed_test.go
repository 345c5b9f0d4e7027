package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestCheckOfTheFeed(t *testing.T) {
	t.Parallel()
	now := noon().Now()
	for name, tt := range map[string]struct {
		backlog pay.FeedBacklog
		want    string // the finding's detail
	}{
		"nothing waits":          {pay.FeedBacklog{}, ""},
		"some wait for a moment": {pay.FeedBacklog{Waiting: 70, Oldest: now.Add(-time.Second)}, ""},
		"one waits for long": {
			pay.FeedBacklog{Waiting: 1, Oldest: now.Add(-61 * time.Second)},
			"1 event waits for its position, the oldest for 1m1s: who reads the feed does not see them",
		},
		"many wait for long": {
			pay.FeedBacklog{Waiting: 7, Oldest: now.Add(-time.Hour)},
			"7 events wait for their positions, the oldest for 1h0m0s: who reads the feed does not see them",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, f := range checkFeed(tt.backlog, now) {
				got += f.Detail
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMetricsOfTheFeed(t *testing.T) {
	t.Parallel()
	store, world := paytest.NewMemory(), paytest.NewWorld()
	r := world.Request(t, paytest.Split(1))
	store.Put(r)
	err := store.Update(t.Context(), func(tx pay.Tx) error {
		tx.AddEvent(pay.Event{Request: r.ID, Seq: 2, News: 1, At: world.Clock.Now(), Kind: pay.EventPaymentPaid})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	world.Clock.Advance(90 * time.Second)
	m := newFeedMetrics()
	m.sequenced(pay.Sequenced{Held: true, Placed: 3})
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(m.placed, m.held, backlog{store: store, clock: world.Clock})
	same := func(what string, want map[string]float64) {
		t.Helper()
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, f := range families {
			got[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue() + f.GetMetric()[0].GetCounter().GetValue()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	same("one waits", map[string]float64{
		"mm_feed_events_total": 3, "mm_feed_lease_held": 1, "mm_feed_waiting": 1, "mm_feed_waiting_seconds": 90,
	})
	if _, err := store.Sequence(t.Context(), pay.SequencerLease{}, 1); err != nil {
		t.Fatal(err)
	}
	m.sequenced(pay.Sequenced{})
	same("none waits, and another does the work", map[string]float64{
		"mm_feed_events_total": 3, "mm_feed_lease_held": 0, "mm_feed_waiting": 0, "mm_feed_waiting_seconds": 0,
	})
}

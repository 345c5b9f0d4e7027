package app

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/pay"
)

// openSequencer builds what gives the events of the feed their positions.
func (a *App) openSequencer(context.Context) error {
	holder, err := a.ids.NewID()
	if err != nil {
		return err
	}
	m := newFeedMetrics()
	a.metrics.registry.MustRegister(m.placed, m.held, backlog{store: a.db, clock: a.business})
	a.sequencer, err = jobs.NewSequencer(jobs.SequencerConfig{
		Store: a.db, Machine: a.machine, After: time.After, Holder: holder, Log: a.log,
		Observe: func(s pay.Sequenced) {
			m.sequenced(s)
			if s.Placed > 0 {
				a.watch.Look()
			}
		},
	})
	return err
}

// feedMetrics counts what the sequencer of this instance does.
type feedMetrics struct {
	placed prometheus.Counter
	held   prometheus.Gauge
}

func newFeedMetrics() feedMetrics {
	return feedMetrics{
		placed: prometheus.NewCounter(prometheus.CounterOpts{Name: "mm_feed_events_total", Help: "Events that this instance gave their position in the feed."}),
		held:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "mm_feed_lease_held", Help: "1 while this instance is the one that numbers the events of the feed."}),
	}
}

func (m feedMetrics) sequenced(s pay.Sequenced) {
	m.placed.Add(float64(s.Placed))
	m.held.Set(0)
	if s.Held {
		m.held.Set(1)
	}
}

// backlog reports the events that wait for their position whenever somebody looks.
type backlog struct {
	store pay.FeedStore
	clock pay.Clock
}

var _ prometheus.Collector = backlog{}

// Describe leaves the series to Collect: an unchecked collector.
func (b backlog) Describe(chan<- *prometheus.Desc) {}

// Collect reads the backlog. What cannot be read is left out, which an alarm on
// absence sees.
func (b backlog) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	found, err := b.store.FeedBacklog(ctx)
	if err != nil {
		return
	}
	gauge := func(name, help string, value float64) {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, value)
	}
	gauge("mm_feed_waiting", "Committed events that have no position in the feed yet, up to 10 000.", float64(found.Waiting))
	gauge("mm_feed_waiting_seconds", "Age of the oldest of them.", backlogAge(found, b.clock.Now()).Seconds())
}

// backlogAge is how long the oldest event has waited; zero when none waits.
func backlogAge(b pay.FeedBacklog, now time.Time) time.Duration {
	if b.Waiting == 0 {
		return 0
	}
	return max(now.Sub(b.Oldest), 0)
}

// feed looks for events that nobody numbers.
func (l *ledger) feed(ctx context.Context, now time.Time) Findings {
	b, err := l.db.FeedBacklog(ctx)
	if err != nil {
		return Findings{unreadable("feed", err)}
	}
	return checkFeed(b, now)
}

// checkFeed is silent while events get their positions in time: what waits for a
// second is usual, for a minute it is not.
func checkFeed(b pay.FeedBacklog, now time.Time) Findings {
	age := backlogAge(b, now).Truncate(time.Second)
	if age <= lateWork {
		return nil
	}
	return Findings{warning("feed", fmt.Sprintf("%s, the oldest for %s: who reads the feed does not see them", waitingEvents(b.Waiting), age), "is `mm serve` running? Its log says why the sequencer cannot do its part")}
}

func waitingEvents(n int) string {
	if n == 1 {
		return "1 event waits for its position"
	}
	return fmt.Sprintf("%d events wait for their positions", n)
}

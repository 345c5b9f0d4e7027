package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"viss.gov.lv/mm/internal/edge/invoicerest"
	"viss.gov.lv/mm/internal/edge/paymentsoap"
	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// metrics counts what happens. It is the cashier's observer, and is handed as
// plain functions to whoever else has something to tell.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	events    *prometheus.CounterVec
	attention *prometheus.CounterVec
	messages  *prometheus.CounterVec
	jobs      *prometheus.HistogramVec
	delivered *prometheus.HistogramVec
	calls     *prometheus.CounterVec
	documents *prometheus.CounterVec

	connections *prometheus.GaugeVec
	refusals    *prometheus.CounterVec
}

func newMetrics(version string) *metrics {
	fast := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &metrics{
		registry:  prometheus.NewRegistry(),
		requests:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_http_requests_total", Help: "Requests answered, by listener, method and status."}, []string{"edge", "method", "code"}),
		seconds:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "mm_http_request_seconds", Help: "Time to answer a request.", Buckets: fast}, []string{"edge"}),
		events:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_events_total", Help: "What happened to requests, payments and attempts."}, []string{"kind"}),
		attention: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_attention_total", Help: "Items raised that a person must look at."}, []string{"kind"}),
		messages:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_provider_messages_total", Help: "Messages in the name of a provider, by what they say and whether they could be verified."}, []string{"provider", "channel", "result", "verified"}),
		jobs:      prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "mm_job_seconds", Help: "Time that due work took.", Buckets: fast}, []string{"kind", "outcome"}),
		delivered: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "mm_delivery_try_seconds", Help: "Time that one try of a delivery took.", Buckets: fast}, []string{"kind", "outcome"}),
		calls:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_soap_calls_total", Help: "SOAP calls, by operation, institution and code of refusal."}, []string{"operation", "institution", "code"}),
		documents: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_document_calls_total", Help: "Calls for supporting documents, by form, institution and code of refusal."}, []string{"form", "institution", "code"}),

		connections: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "mm_connections_open", Help: "Open connections of a listener."}, []string{"listener"}),
		refusals:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mm_connections_refused_total", Help: "Connections closed at once: the listener was full, or their network had its share."}, []string{"listener", "reason"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "mm_build_info", Help: "The version that runs."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.events, m.attention, m.messages, m.jobs, m.delivered, m.calls, m.documents, m.connections, m.refusals, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, kind := range pay.AttentionKinds() { // so that an alarm can be written before the first
		m.attention.WithLabelValues(string(kind))
	}
	return m
}

func (m *metrics) request(edge, method string, code int, took time.Duration) {
	m.requests.WithLabelValues(edge, knownMethod(method), strconv.Itoa(code)).Inc()
	m.seconds.WithLabelValues(edge).Observe(took.Seconds())
}

// knownMethod keeps strangers from making series.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return method
	}
	return "other"
}

// Happened counts an event.
func (m *metrics) Happened(e pay.Event) { m.events.WithLabelValues(string(e.Kind)).Inc() }

// NeedsAttention counts an attention item.
func (m *metrics) NeedsAttention(a pay.Attention) {
	m.attention.WithLabelValues(string(a.Kind)).Inc()
}

// MessageRead counts a provider's message.
func (m *metrics) MessageRead(p pay.ProviderCode, c pay.Channel, r pay.Result, verified bool) {
	m.messages.WithLabelValues(string(p), string(c), string(r), strconv.FormatBool(verified)).Inc()
}

// jobDone counts a piece of due work.
func (m *metrics) jobDone(o jobs.Outcome) {
	m.jobs.WithLabelValues(string(o.Job.Kind), string(o.Result)).Observe(o.Took.Seconds())
}

// delivery counts one try.
func (m *metrics) delivery(o notify.Outcome) {
	m.delivered.WithLabelValues(string(o.Delivery.Kind), string(o.Delivery.State)).Observe(o.Try.Took.Seconds())
}

// call counts a SOAP call by what it was and how it ended.
func (m *metrics) call(_ *http.Request, c paymentsoap.Call) {
	m.calls.WithLabelValues(c.Operation, string(c.Institution), string(c.Code)).Inc()
}

// document counts a call for a document.
func (m *metrics) document(c invoicerest.Call) {
	m.documents.WithLabelValues(string(c.Form), string(c.Institution), string(c.Code)).Inc()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// stored reports what lies in the store whenever somebody looks.
type stored struct {
	jobs  pay.JobStore
	reads pay.Reader
	clock pay.Clock
}

const scrapeTimeout = 5 * time.Second

var _ prometheus.Collector = stored{}

// Describe leaves the series to Collect: an unchecked collector.
func (s stored) Describe(chan<- *prometheus.Desc) {}

// Collect reads the counts. What cannot be read is left out, which an alarm on
// absence sees.
func (s stored) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	gauge := func(name, help string, labels []string, value float64, values ...string) {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, labels, nil), prometheus.GaugeValue, value, values...)
	}
	now := s.clock.Now()
	if counts, err := s.jobs.CountJobs(ctx, now); err == nil {
		for kind, c := range counts {
			gauge("mm_jobs_waiting", "Jobs that wait for their time.", []string{"kind"}, float64(c.Waiting), string(kind))
			gauge("mm_jobs_due", "Jobs that are due and not done.", []string{"kind"}, float64(c.Due), string(kind))
			if c.Due > 0 {
				gauge("mm_jobs_overdue_seconds", "Age of the oldest due job.", []string{"kind"}, now.Sub(c.Oldest).Seconds(), string(kind))
			}
		}
	}
	if counts, err := s.reads.AttentionCounts(ctx); err == nil {
		for _, kind := range pay.AttentionKinds() {
			gauge("mm_attention_open", "Open items that a person must look at.", []string{"kind"}, float64(counts[kind]), string(kind))
		}
	}
}

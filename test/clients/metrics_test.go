package clients_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// metric is the sum of a metric's series that have all the given labels, as
// kind="overpaid".
func (d *demo) metric(t testing.TB, name string, labels ...string) float64 {
	t.Helper()
	return metricAt(t, d.Ops, name, labels...)
}

func metricAt(t testing.TB, ops, name string, labels ...string) float64 {
	t.Helper()
	status, text := get(t, http.DefaultClient, ops+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("metrics: %d %s", status, text)
	}
	sum := 0.0
series:
	for l := range strings.Lines(text) {
		rest, ours := strings.CutPrefix(l, name)
		if !ours || rest == "" || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		for _, label := range labels {
			if !strings.Contains(rest, label) {
				continue series
			}
		}
		fields := strings.Fields(rest)
		value, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			t.Fatalf("metric %q: %v", l, err)
		}
		sum += value
	}
	return sum
}

// events is how many things have happened to requests so far, each of which is
// a row in the database.
func (d *demo) events(t testing.TB) float64 {
	t.Helper()
	return d.metric(t, "mm_events_total")
}

package clients_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// fingerprint is what the catalogue knows a certificate by.
func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// personal is what of the published samples belongs to the payer.
func personal() []string {
	return []string{"Ernests", "Paraudzi", "31129900000", "311299-00000", "e@p.lv", "26620000", "Rātslaukums", "LV-1050"}
}

// TestAnInstallation makes one by the manual, lets it be paid, refuses and
// fails, and reads everything that it has logged at its most talkative.
func TestAnInstallation(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		s := newSite(t, database)
		config, one := s.configure(t, "one")
		if _, said, err := run(t, program(t), "serve", "--config", config); err == nil || !strings.Contains(said, "migrate") {
			t.Errorf("without a schema mm serve says %q", said)
		}
		s.prepare(t, config)
		s.serve(t, config, one)
		sandbox := s.play(t)
		order := publishedSale()
		order.response, order.server = "http://"+s.eservice+"/return?id=", "http://"+s.eservice+"/callback?id="
		for _, outcome := range []string{"approve", "decline", "double", "amount", "abandon"} {
			id := one.own.save(t, order)
			if status, body := post(t, sandbox+"/requests/"+id+"/pay?outcome="+outcome); status/100 != 2 {
				t.Errorf("outcome %s: %d %s", outcome, status, body)
			}
		}
		// Names that cannot be called, certificates that are missing, messages that are wrong.
		lost := publishedSale()
		lost.server = "http://jusu-response-url-s2s"
		id := one.own.save(t, lost)
		post(t, sandbox+"/requests/"+id+"/pay?outcome=approve")
		anonymous := &caller{client(t, s.file("ca.pem")), one.own.address}
		for _, b := range append(badValues(), badMessages()...) {
			one.own.call(t, b.message)
			anonymous.call(t, b.message)
		}
		for _, address := range []string{"/MM/WebUI2/Payments/?id=" + id, "/MM/WebUI2/Payments/?id=" + nobody, "/MM/WebUI2/Payments/?id=x", "/nothing"} {
			get(t, http.DefaultClient, s.web+address)
		}
		post(t, s.web+"/providers/DEMO0000/notify")
		post(t, s.web+"/providers/NOSUCH00/notify")
		if status, _ := post(t, s.web+"/clock?advance=48h"); status != http.StatusNotFound {
			t.Errorf("mm serve has a clock that can be moved: %d", status)
		}
		eventually(t, "deliveries to the sample e-service", patience, func() bool {
			return metricAt(t, one.ops, "mm_delivery_try_seconds_count", `outcome="accepted"`) >= 2
		})
		one.stop(t)
		one.readLog(t)
	})
}

// readLog expects a log that machines can read. What must not stand in it is
// looked for whenever a program stops.
func (i *instance) readLog(t *testing.T) {
	t.Helper()
	lines := 0
	for l := range strings.Lines(i.err.String()) {
		lines++
		if !json.Valid([]byte(l)) {
			t.Errorf("a line of the log is not JSON: %s", l)
		}
	}
	if lines < 20 {
		t.Errorf("the log has %d lines only:\n%s", lines, i.err.String())
	}
}

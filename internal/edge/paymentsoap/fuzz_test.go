package paymentsoap

import (
	"net/http"
	"path/filepath"
	"testing"
)

// FuzzSave sends anything to the service: it never panics, it always answers
// with an envelope of its own, and no input is an internal error.
func FuzzSave(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(samples, "*.http"))
	if err != nil || len(files) == 0 {
		f.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range files {
		_, body := recorded(f, filepath.Base(file))
		f.Add(body, "text/xml; charset=utf-8")
	}
	f.Add(message(`<PriceList><Item>1</Item></PriceList><PriceList i:nil="true"/>`), "application/soap+xml")
	f.Add(statusMessage("<paymentRequestId>{0}</paymentRequestId>"), "text/xml; charset=windows-1257")
	f.Fuzz(func(t *testing.T, body, contentType string) {
		fixture := newFixture()
		w := fixture.post(t, body, "Content-Type", contentType)
		if w.Code == http.StatusOK {
			if payload(t, w) == nil {
				t.Error("an empty answer")
			}
			return
		}
		if got := faultOf(t, w); got.Code == "MM900" || got.Faultcode == "s:Server" || got.Message == "" {
			t.Errorf("%+v", got)
		}
		if fixture.log.Len() > 0 {
			t.Errorf("logged: %s", fixture.log.String())
		}
	})
}

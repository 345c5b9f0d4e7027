package a11y_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/app"
	"viss.gov.lv/mm/internal/edge/payerweb"
)

// demonstration is MM with everything around it.
type demonstration struct {
	*app.Demo
	client *http.Client
}

func startDemo(t testing.TB) *demonstration {
	t.Helper()
	demo, err := app.NewDemo(context.Background(), app.DemoOptions{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := demo.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &demonstration{demo, &http.Client{Jar: jar, Timeout: patience}}
}

// order makes a payment request at the sample e-service, for lines of a step
// ("03G10", "172"), and gives its identifier.
func (d *demonstration) order(t testing.TB, step string, lines ...string) string {
	t.Helper()
	form := url.Values{"step": {step}, "line": lines, "object": {"Paraugs"}}
	for _, line := range lines {
		form.Set("much-"+line, "1")
	}
	answer, err := d.client.PostForm(d.Facts.EService+"/requests?language=LAT", form)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	id := answer.Request.URL.Query().Get("id")
	if answer.StatusCode != http.StatusOK || id == "" {
		t.Fatalf("the e-service made no request: %d, %s", answer.StatusCode, answer.Request.URL)
	}
	return id
}

// places are all pages that only a whole demonstration has.
func (d *demonstration) places(t testing.TB) []place {
	t.Helper()
	return slices.Concat(d.documentPlaces(t), d.mailPlaces(t), d.standInPlaces(t))
}

// page is the address of a request's page.
func (d *demonstration) page(id string) string {
	return d.Facts.Web + "/MM_WebUI/WebUI2/Payments/?id=" + id
}

// walk lets the sandbox's driver pay, and tells on which page it ended.
func (d *demonstration) walk(t testing.TB, id, how string) string {
	t.Helper()
	answer, err := d.client.Post(d.Facts.Sandbox+"/requests/"+id+"/pay?provider=DEMO0000&"+how, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var paid struct {
		Payments []struct{ Page string }
		Error    string
	}
	if err := json.NewDecoder(answer.Body).Decode(&paid); err != nil || answer.StatusCode/100 != 2 || len(paid.Payments) == 0 {
		t.Fatalf("pay %s: %d %v %s", how, answer.StatusCode, err, paid.Error)
	}
	return paid.Payments[len(paid.Payments)-1].Page
}

var documentLink = regexp.MustCompile(`<Link>([^<]*)</Link>`)

// documentPlaces are the pages on which a document is fetched and checked.
func (d *demonstration) documentPlaces(t testing.TB) []place {
	t.Helper()
	id := d.order(t, "03G10", "172", "2346")
	d.walk(t, id, "outcome=approve")
	pair, err := tls.LoadX509KeyPair(d.Facts.ClientCert, d.Facts.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(d.Facts.CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	client := &http.Client{Timeout: patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots, MinVersion: tls.VersionTLS12},
	}}
	defer client.CloseIdleConnections()
	answer, err := client.Get(d.Facts.InvoiceREST + "Xml/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	link := documentLink.FindSubmatch(text)
	if link == nil {
		t.Fatalf("%d: the document names no place to check it:\n%s", answer.StatusCode, text)
	}
	check := d.Facts.Web + payerweb.CheckPath
	return []place{
		{"check", check + "?"},
		{"check-wrong", check + "?code=nonsense"},
		{"check-genuine", string(link[1]) + "?"},
		{"copy-used", d.Facts.Web + payerweb.CopyPath + "nonsense?"},
		{"paid-demo", d.page(id)},
	}
}

var copyLink = regexp.MustCompile(`/copy/[\w-]+`)

// mailPlaces are the mailbox of the sandbox, a receipt in it, and the page to
// which that leads.
func (d *demonstration) mailPlaces(t testing.TB) []place {
	t.Helper()
	id := d.order(t, "03G10", "172")
	d.walk(t, id, "outcome=approve")
	answer, err := d.client.PostForm(strings.Replace(d.page(id), "?", "receipt?", 1), url.Values{"to": {"known"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		answer, err := d.client.Get(d.Facts.Mail + "/messages")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var messages []struct{ ID string }
		if err := json.Unmarshal(text, &messages); err != nil {
			t.Fatal(err)
		}
		if link := copyLink.Find(text); link != nil {
			return []place{
				{"mail", d.Facts.Mail + "/?"},
				{"mail-message", d.Facts.Mail + "/messages/" + messages[0].ID + "?"},
				{"copy", d.Facts.Web + string(link) + "?"},
			}
		}
	}
	t.Fatal("no receipt with a link to the document comes")
	return nil
}

// standInPlaces are the pages of the bank and of the sample e-service.
func (d *demonstration) standInPlaces(t testing.TB) []place {
	t.Helper()
	bare := func(address string) string {
		before, _, _ := strings.Cut(address, "?")
		return before + "?"
	}
	left, late := d.order(t, "03G10", "172"), d.order(t, "03G11", "1", "2")
	return []place{
		{"bank", bare(d.walk(t, left, "outcome=abandon"))},
		{"bank-receipt", bare(d.walk(t, late, "outcome=late"))},
		{"eservice", d.Facts.EService + "/?"},
		{"eservice-request", fmt.Sprintf("%s/requests/%s?", d.Facts.EService, left)},
		{"sandbox", d.Facts.Sandbox + "/?"},
	}
}

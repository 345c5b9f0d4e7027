package clients_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"
)

// invoices is where supporting documents are published.
func (d *demo) invoices() string {
	return d.Services + "/services/VRAA.VISS2.MM.Endpoint/v1.0/RESTX509/Invoices/"
}

// documentSample runs a published sample (spec 002, chapters 2.5 and 2.6) that
// fetches a document. Only the address, the certificate and the identifier in it
// are other.
func (d *demo) documentSample(t *testing.T, form, id string) string {
	t.Helper()
	path := sample(t, "invoice-"+strings.ToLower(form)+".php", map[string]string{
		`$url = 'https://tv-vraa.zzdats.lv/services/VRAA.VISS2.MM.Endpoint/v1.0/RESTX509/Invoices/` + form + `/';`: `$url = '` + d.invoices() + form + `/';`,
		publishedPath:       `$authCertPath = '` + d.ClientPEM + `';`,
		publishedIdentifier: `$paymentRequestId = '` + id + `';`,
	})
	return mustRun(t, tool(t, "php"), "-d", "curl.cainfo="+d.CA, "-d", "display_errors=1", path)
}

func TestPublishedDocumentSamples(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		id := d.own.save(t, d.sale())
		if said := d.documentSample(t, "Pdf", id); !strings.Contains(said, `"code":"MM407"`) || !strings.Contains(said, `"status":409`) {
			t.Errorf("before payment the published sample gets %.200q", said)
		}
		d.pay(t, id, "approve")
		pdf, xml := d.documentSample(t, "Pdf", id), d.documentSample(t, "Xml", id)
		if !strings.HasPrefix(pdf, "%PDF-1.7") || !strings.HasPrefix(xml, `<?xml version="1.0" encoding="utf-8"?>`) {
			t.Fatalf("after payment the published samples get %.60q and %.60q", pdf, xml)
		}
		if said := d.documentSample(t, "Xml", nobody); !strings.Contains(said, `"code":"MM301"`) {
			t.Errorf("of a request that is not there: %.200q", said)
		}
		d.isThePublishedDotNet(t, id, pdf, xml)
		d.isADocument(t, pdf, xml)
		d.isCheckedByAnyone(t, pdf, xml)
	})
}

// isThePublishedDotNet does what the .NET sample does: a base address, a PFX, and
// the form with the identifier relative to it.
func (d *demo) isThePublishedDotNet(t *testing.T, id, pdf, xml string) {
	t.Helper()
	pfx, err := os.ReadFile(d.ClientPFX)
	if err != nil {
		t.Fatal(err)
	}
	key, leaf, _, err := pkcs12.DecodeChain(pfx, d.ClientPassword)
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, d.CA, tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf})
	base, err := url.Parse(d.invoices())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ path, media, content string }{
		{"Pdf/" + id, "application/pdf", pdf},
		{"Xml/" + id, "text/xml; charset=utf-8", xml},
		{"pdf/" + strings.ToUpper(id), "application/pdf", pdf},
	} {
		answer, err := c.Get(base.JoinPath(want.path).String())
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != 200 || answer.Header.Get("Content-Type") != want.media || string(content) != want.content {
			t.Errorf("%s: %d %s, %d bytes, want %d, %v", want.path, answer.StatusCode, answer.Header.Get("Content-Type"), len(content), len(want.content), err)
		}
	}
	for who, other := range map[string]*http.Client{"another institution": d.other.http, "nobody": client(t, d.CA)} {
		status, said := get(t, other, base.JoinPath("Pdf", id).String())
		if want := map[string]int{"another institution": 404, "nobody": 401}[who]; status != want || strings.Contains(said, "%PDF") {
			t.Errorf("%s gets %d %.200q", who, status, said)
		}
	}
}

// isADocument looks at the files with the tools that others have.
func (d *demo) isADocument(t *testing.T, pdf, xml string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mustRun(t, tool(t, "xmllint"), "--noout", "--schema", "../../api/document/document.xsd", write("copy.xml", xml))
	mustRun(t, tool(t, "qpdf"), "--check", write("copy.pdf", pdf))
	text := mustRun(t, tool(t, "pdftotext"), "-layout", filepath.Join(dir, "copy.pdf"), "-")
	for _, want := range []string{"Ernests Paraudziņš", "Maksājuma apliecinājums", "VRAA-", "19,12"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text+xml, "31129900000") {
		t.Error("the document shows a personal code that nobody asked for")
	}
}

// isCheckedByAnyone checks a copy as its holder would: with a telephone, on the
// page, and offline.
func (d *demo) isCheckedByAnyone(t *testing.T, pdf, xml string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.pdf")
	if err := os.WriteFile(file, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, tool(t, "pdftoppm"), "-r", "200", "-png", "-singlefile", file, filepath.Join(dir, "page"))
	scanned := strings.TrimSpace(mustRun(t, tool(t, "zbarimg"), "--quiet", "--raw", filepath.Join(dir, "page.png")))
	link, statement, ok := strings.Cut(scanned, "#")
	if !ok || !strings.HasPrefix(link, d.Web+"/d/") || len(statement) < 200 {
		t.Fatalf("the QR code holds %q", scanned)
	}
	status, page := get(t, http.DefaultClient, link)
	if status != 200 || !strings.Contains(page, "Dokuments ir īsts") || strings.Contains(page, "Paraudziņš") {
		t.Errorf("the link of the QR code: %d\n%s", status, page)
	}
	status, keys := get(t, http.DefaultClient, d.Web+"/d/keys.json")
	published := filepath.Join(dir, "keys.json")
	if err := os.WriteFile(published, []byte(keys), 0o600); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	for _, what := range []string{file, scanned, statement} {
		if said := mustRun(t, program(t), "document", "verify", what, "--keys", published, "--config", "none"); !strings.Contains(said, "Genuine and unchanged") {
			t.Errorf("%.60s: %s", what, said)
		}
	}
	if said := mustRun(t, program(t), "document", "verify", file, "--keys", d.Web+"/d/keys.json", "--config", "none"); !strings.Contains(said, "Genuine") {
		t.Error(said)
	}
	config := d.config(t)
	if said := mustRun(t, program(t), "document", "verify", link, "--config", config); !strings.Contains(said, "Issued with this code") {
		t.Error(said)
	}
	altered := filepath.Join(dir, "altered.xml")
	if err := os.WriteFile(altered, []byte(strings.Replace(xml, "19.12", "19.13", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	other := "A"
	if strings.HasSuffix(scanned, other) {
		other = "Q"
	}
	for _, what := range []string{altered, scanned[:len(scanned)-1] + other, "0000-0000-0000-0000"} {
		if said, complaint, err := run(t, program(t), "document", "verify", what, "--config", config); err == nil {
			t.Errorf("%.60s passes: %s%s", what, said, complaint)
		}
	}
	number := regexp.MustCompile(`<Number>(VRAA-\d{4}-\d{6})</Number>`).FindStringSubmatch(xml)
	if number == nil {
		t.Fatal("the XML has no number")
	}
	for _, arguments := range [][]string{{"list"}, {"show", number[1]}} {
		said := mustRun(t, program(t), append(append([]string{"document"}, arguments...), "--config", config)...)
		if !strings.Contains(said, number[1]) || strings.Contains(said, "Paraudziņš") {
			t.Errorf("mm document %s:\n%s", strings.Join(arguments, " "), said)
		}
	}
}

// A payer without scripts gets the document in the browser that paid, and
// nobody else who has the request's identifier.
func TestThePayersCopy(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	payer := client(t, d.CA)
	payer.Jar = jar
	_, page := get(t, payer, d.page(id))
	number := regexp.MustCompile(`name="payment" value="([^"]+)"`).FindStringSubmatch(page)
	if number == nil {
		t.Fatalf("no payment on the page:\n%s", page)
	}
	chosen, err := payer.PostForm(d.Web+"/MM/WebUI2/Payments/choose?id="+id, url.Values{"method": {"DEMO0000"}, "payment": {number[1]}})
	if err != nil {
		t.Fatal(err)
	}
	_ = chosen.Body.Close()
	if chosen.StatusCode != 200 || !strings.Contains(chosen.Request.URL.Path, "handover") {
		t.Fatalf("choosing leads to %d %s", chosen.StatusCode, chosen.Request.URL)
	}
	file := d.Web + "/MM/WebUI2/Payments/document?id=" + id
	if status, _ := get(t, payer, file); status != 403 {
		t.Errorf("before payment: %d", status)
	}
	d.pay(t, id, "approve") // goes on with the attempt that was begun
	if _, page := get(t, payer, d.page(id)); !strings.Contains(page, "/document?id="+id) {
		t.Errorf("the payer is offered no document:\n%s", page)
	}
	if status, body := get(t, payer, file); status != 200 || !strings.HasPrefix(body, "%PDF-") {
		t.Errorf("the payer gets %d %.60q", status, body)
	}
	if status, body := get(t, client(t, d.CA), file); status != 403 || strings.Contains(body, "%PDF") {
		t.Errorf("somebody with the identifier gets %d", status)
	}
	if _, page := get(t, client(t, d.CA), d.page(id)); strings.Contains(page, "/document?id=") {
		t.Error("everybody is offered the document")
	}
}

var copyLink = regexp.MustCompile(`http://[^\s"]+/copy/[0-9a-f]{32}`)

// The receipt to the payer's own address has a link that lets one browser in.
func TestTheLinkInTheReceipt(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	d.pay(t, id, "approve")
	for _, form := range []url.Values{{"to": {"other"}, "email": {"stranger@example.org"}}, {"to": {"known"}}} {
		if status := d.askReceipt(t, id, form); status != http.StatusOK {
			t.Fatalf("asking for a receipt: %d", status)
		}
	}
	eventually(t, "both receipts", patience, func() bool { return len(d.inbox(t, "")) == 2 })
	for _, m := range d.inbox(t, "stranger@example.org") {
		if strings.Contains(m.Text+m.HTML, "/copy/") {
			t.Errorf("a stranger is sent the document:\n%s", m.Text)
		}
	}
	own := d.inbox(t, "e@p.lv")
	if len(own) != 1 {
		t.Fatalf("%d receipts to the payer", len(own))
	}
	link := copyLink.FindString(own[0].Text)
	if link == "" || !strings.HasPrefix(link, d.Web+"/copy/") {
		t.Fatalf("no link in\n%s", own[0].Text)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	reader := client(t, d.CA)
	reader.Jar = jar
	for range 2 { // a mail program looks first
		if status, page := get(t, reader, link); status != 200 || !strings.Contains(page, "Saņemt dokumentu") {
			t.Fatalf("the link: %d\n%s", status, page)
		}
	}
	answer, err := reader.PostForm(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil || !strings.Contains(string(page), "/document?id="+id) {
		t.Fatalf("after the link: %d %v\n%s", answer.StatusCode, err, page)
	}
	if status, body := get(t, reader, d.Web+"/MM/WebUI2/Payments/document?id="+id); status != 200 || !strings.HasPrefix(body, "%PDF-") {
		t.Errorf("the bearer of the link gets %d %.60q", status, body)
	}
	if status, _ := get(t, client(t, d.CA), link); status != 404 {
		t.Errorf("the link again: %d", status)
	}
	if log := d.err.String(); strings.Contains(log, strings.TrimPrefix(link, d.Web+"/copy/")) {
		t.Error("the log holds the secret of the link")
	}
}

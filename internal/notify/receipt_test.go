package notify_test

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/sandbox/mailserver"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// post is a deliverer with a mail server, and one request that is paid.
type post struct {
	*stand
	server  *mailserver.Server
	address string
	log     bytes.Buffer
	mailer  notify.MailerConfig
	current *pay.Catalogue
}

func (p *post) Current() *pay.Catalogue { return p.current }

// newPost starts a mail server and a deliverer that may use it without TLS.
func newPost(t *testing.T, c mailserver.Config) *post {
	t.Helper()
	p := &post{stand: newStand(t, "https://example.lv/s2s?id=", loopback())}
	p.current = p.Catalogue
	c.Name, c.Now, c.Log = "mail.test", p.Clock.Now, slog.New(slog.DiscardHandler)
	var err error
	if p.server, err = mailserver.New(c); err != nil {
		t.Fatal(err)
	}
	listener := listen(t)
	p.address = listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	p.mailer = notify.MailerConfig{
		Host: "example.com", Port: 2525, TLS: notify.MailWithoutTLS, From: "Maksājumi <maksajumi@example.lv>", Timeout: 5 * time.Second,
		PaymentURL: "https://pay.example.lv/MM/WebUI2/Payments/?id=", Catalogue: p,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if address != "example.com:2525" {
				t.Errorf("dialled %s", address)
			}
			return (&net.Dialer{}).DialContext(ctx, network, p.address)
		},
	}
	p.deliverer.Log = slog.New(slog.NewTextHandler(&p.log, nil))
	p.use(t)
	return p
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// use makes the deliverer's mailer anew, as it is configured now.
func (p *post) use(t *testing.T) {
	t.Helper()
	mailer, err := notify.NewMailer(p.mailer)
	if err != nil {
		t.Fatal(err)
	}
	p.deliverer.Mailer = mailer
}

// pay makes a request of a draft and pays the first of its payments.
func (p *post) pay(t *testing.T, d pay.Draft, payments int) {
	t.Helper()
	p.request = p.Request(t, d)
	for i := range payments {
		a := p.Try(t, p.request, i, paytest.Demo)
		if _, err := p.request.Apply(paytest.Success(p.request, a), pay.LateAccept, paytest.Hold, p.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	p.store.Put(p.request)
}

// owe owes a receipt as the cashier does.
func (p *post) owe(t *testing.T, to string, language pay.Language) pay.ID {
	t.Helper()
	if p.request.Paid() == 0 {
		p.pay(t, paytest.SamplePHP(), 1)
	}
	d := pay.Delivery{
		ID: p.NewID(), Kind: pay.DeliverReceipt, Institution: p.request.Institution, Request: p.request.ID, Target: to,
		Letter: p.request.Letter, State: pay.DeliveryWaiting, Created: p.Clock.Now(), NextTry: p.Clock.Now(),
	}
	err := p.store.Update(t.Context(), func(tx pay.Tx) error {
		r, err := tx.Lock(p.request.ID)
		if err != nil {
			return err
		}
		effects, err := r.AskReceipt(d.ID, language, p.Clock.Now())
		if err != nil {
			return err
		}
		tx.SaveRequest(r)
		tx.AddEvent(effects.Events[0])
		tx.AddDelivery(d)
		tx.SetJob(d.Job())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d.ID
}

func TestReceiptsAsTheyAreSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		draft    pay.Draft
		paid     int
		language pay.Language
		demo     bool
	}{
		"one.lv":   {paytest.SamplePHP(), 1, pay.Latvian, false},
		"one.en":   {paytest.SamplePHP(), 1, pay.English, false},
		"split.lv": {paytest.Split(3), 3, pay.Latvian, false},
		"part.en":  {paytest.Split(2), 1, pay.English, true},
		"part.lv":  {paytest.Split(2), 1, pay.Latvian, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, mailserver.Config{})
			p.mailer.Demo = c.demo
			p.use(t)
			p.pay(t, c.draft, c.paid)
			if next := p.deliver(t, p.owe(t, "e@p.lv", c.language)); !next.IsZero() {
				t.Fatalf("due again at %s", next)
			}
			messages := p.server.Messages("e@p.lv")
			if len(messages) != 1 {
				t.Fatalf("%d messages", len(messages))
			}
			m := messages[0]
			golden(t, name+".eml", m.Raw)
			golden(t, name+".txt", m.Text)
			golden(t, name+".html", m.HTML)
			for _, private := range []string{"Ernests", "Paraudziņš", "311299", "26620000", "Rātslaukums"} {
				if strings.Contains(m.Text+m.HTML+m.Subject, private) {
					t.Errorf("the message shows %q", private)
				}
			}
			for line := range strings.Lines(m.Raw) {
				if len(line) > 998 || strings.ContainsFunc(line, func(c rune) bool { return c > 126 }) {
					t.Errorf("not fit for every server: %q", line)
				}
			}
			link := "https://pay.example.lv/MM/WebUI2/Payments/?id=" + p.request.ID.String() + "&language="
			if !strings.Contains(m.Text, "\n"+link) || !strings.Contains(m.HTML, `href="`+strings.ReplaceAll(link, "&", "&amp;")) {
				t.Errorf("no link %s", link)
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "receipt", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./internal/notify -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestHeadersOfAReceipt(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	id := p.owe(t, "Ernests@ķīlis.lv", pay.Latvian)
	p.deliver(t, id)
	messages := p.server.Messages("Ernests@xn--lis-tta3d.lv")
	if len(messages) != 1 {
		t.Fatalf("messages: %+v", p.server.Messages(""))
	}
	m := messages[0]
	delete(m.Headers, "Content-Type")
	want := map[string][]string{
		"From": {"Maksājumi <maksajumi@example.lv>"}, "To": {"<Ernests@xn--lis-tta3d.lv>"}, "Reply-To": {"<atbalsts@example.lv>"},
		"Subject": {"Maksājums saņemts: 19,23 EUR, Izziņa no reģistra (pakalpojums)"}, "Message-Id": {"<" + id.String() + "@pay.example.lv>"},
		"Date": {"Mon, 02 Mar 2026 12:00:00 +0200"}, "Mime-Version": {"1.0"}, "Auto-Submitted": {"auto-generated"}, "Content-Language": {"lv"},
	}
	if diff := cmp.Diff(want, m.Headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if m.From != "maksajumi@example.lv" || m.TLS {
		t.Errorf("envelope: %+v", m)
	}
}

// Names of an institution come from its catalogue; one that wants to say more
// than a name is still only a name.
func TestNothingCanBeSmuggledIn(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	p.pay(t, paytest.SamplePHP(), 1)
	evil := "X\r\nBcc: spy@example.org\r\n\r\n<script>alert(1)</script>\u2028.\r\n.\r\nQUIT"
	p.request.Detail.ServiceName = pay.Text{LV: evil}
	p.store.Put(p.request)
	changed := *p.current.Institutions[paytest.Owner]
	changed.Name, changed.Contact = pay.Text{LV: evil}, pay.Contact{Name: pay.Text{LV: evil}, Email: "a@b.lv\r\nBcc: spy@example.org", Web: `javascript:"x"`}
	p.current.Institutions[paytest.Owner] = &changed
	p.deliver(t, p.owe(t, "e@p.lv", pay.English))
	all := p.server.Messages("")
	if len(all) != 1 || len(all[0].To) != 1 {
		t.Fatalf("messages: %+v", all)
	}
	m := all[0]
	if len(m.Headers["Bcc"]) != 0 || len(m.Headers["Reply-To"]) != 0 || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("headers: %v", m.Headers)
	}
	if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, `href="javascript`) {
		t.Errorf("HTML: %s", m.HTML)
	}
	if !strings.Contains(m.HTML, `lang="lv"`) {
		t.Error("Latvian texts in an English message are not marked")
	}
	for _, to := range []string{"e@p.lv\r\nRCPT TO:<spy@example.org>", "e@p.lv>\r\nDATA", "nothing", ""} {
		id := p.owe(t, to, pay.Latvian)
		p.deliver(t, id)
		if d := p.delivery(t, id); d.State != pay.DeliveryFailed || d.LastResult != "the message cannot be written" {
			t.Errorf("%q: %s, %s", to, d.State, d.LastResult)
		}
	}
	if n := len(p.server.Messages("")); n != 1 {
		t.Errorf("%d messages", n)
	}
}

package notify_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/sandbox/mailserver"
	"viss.gov.lv/mm/pay"
)

// certificates are the two sides of TLS; the server is "example.com".
func certificates(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	h := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(h.Close)
	roots := h.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return &tls.Config{Certificates: h.TLS.Certificates, MinVersion: tls.VersionTLS12}, roots
}

func TestWaysToProtectMail(t *testing.T) {
	t.Parallel()
	secure, roots := certificates(t)
	for name, c := range map[string]struct {
		server   mailserver.Config
		tls      notify.MailTLS
		roots    *x509.CertPool
		password string
		result   string
		secret   bool
	}{
		"starttls":                     {mailserver.Config{TLS: secure}, notify.MailStartTLS, roots, "", "250", true},
		"starttls, not offered":        {mailserver.Config{}, notify.MailStartTLS, roots, "", "the server offers no STARTTLS", false},
		"starttls, stranger":           {mailserver.Config{TLS: secure}, notify.MailStartTLS, x509.NewCertPool(), "", "certificate is not trusted", false},
		"opportunistic":                {mailserver.Config{TLS: secure}, notify.MailOpportunisticTLS, roots, "", "250", true},
		"opportunistic, not offered":   {mailserver.Config{}, notify.MailOpportunisticTLS, roots, "", "250", false},
		"implicit":                     {mailserver.Config{TLS: secure, Implicit: true}, notify.MailImplicitTLS, roots, "", "250", true},
		"implicit, stranger":           {mailserver.Config{TLS: secure, Implicit: true}, notify.MailImplicitTLS, x509.NewCertPool(), "", "certificate is not trusted", false},
		"none":                         {mailserver.Config{TLS: secure}, notify.MailWithoutTLS, roots, "", "250", false},
		"starttls, signing in":         {mailserver.Config{TLS: secure, Username: "mm", Password: "secret"}, notify.MailStartTLS, roots, "secret", "250", true},
		"implicit, signing in":         {mailserver.Config{TLS: secure, Implicit: true, Username: "mm", Password: "secret"}, notify.MailImplicitTLS, roots, "secret", "250", true},
		"wrong password":               {mailserver.Config{TLS: secure, Username: "mm", Password: "secret"}, notify.MailStartTLS, roots, "wrong", "535, before the message", false},
		"password wanted, none given":  {mailserver.Config{TLS: secure, Username: "mm", Password: "secret"}, notify.MailStartTLS, roots, "", "530 5.7.0, sender refused", false},
		"password given, none wanted":  {mailserver.Config{TLS: secure}, notify.MailStartTLS, roots, "secret", "signing in failed", false},
		"password never sent in clear": {mailserver.Config{Username: "mm", Password: "secret"}, notify.MailOpportunisticTLS, roots, "secret", "signing in failed", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, c.server)
			p.mailer.TLS, p.mailer.Roots = c.tls, c.roots
			if c.password != "" {
				p.mailer.Username, p.mailer.Password = "mm", c.password
			}
			p.use(t)
			id := p.owe(t, "e@p.lv", pay.Latvian)
			p.deliver(t, id)
			d := p.delivery(t, id)
			if d.LastResult != c.result {
				t.Errorf("result %q, want %q", d.LastResult, c.result)
			}
			messages := p.server.Messages("e@p.lv")
			if taken := c.result == "250"; taken != (len(messages) == 1) || taken != (d.State == pay.DeliveryAccepted) {
				t.Errorf("%s with %d messages", d.State, len(messages))
			}
			if len(messages) == 1 && messages[0].TLS != c.secret {
				t.Errorf("over TLS: %v", messages[0].TLS)
			}
		})
	}
}

func TestServerThatAsksForLater(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	id := p.owe(t, "later@p.lv", pay.Latvian)
	for n, wait := range []time.Duration{10 * time.Second, time.Minute} {
		next := p.deliver(t, id)
		d := p.delivery(t, id)
		if d.State != pay.DeliveryWaiting || d.LastResult != "451 4.3.2, receiver refused" || !next.Equal(d.FirstTry.Add(wait)) || d.Tries != n+1 {
			t.Errorf("after try %d: %+v, next %s", n+1, d, next)
		}
		p.Clock.Set(next)
	}
	if next := p.deliver(t, id); !next.IsZero() || len(p.server.Messages("later@p.lv")) != 1 {
		t.Errorf("not taken in the end: next %s", next)
	}
	if strings.Contains(p.log.String(), "p.lv") {
		t.Errorf("the log shows the address:\n%s", &p.log)
	}
}

func TestServerThatRefusesForGood(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	id := p.owe(t, "nobody@p.lv", pay.Latvian)
	if next := p.deliver(t, id); !next.IsZero() {
		t.Errorf("due again at %s", next)
	}
	d := p.delivery(t, id)
	if d.State != pay.DeliveryFailed || d.Tries != 1 || d.LastResult != "550 5.1.1, receiver refused" {
		t.Errorf("delivery: %+v", d)
	}
	if len(p.raised) != 1 || p.raised[0].Kind != pay.AttentionDeliveryFailed || p.raised[0].Request != p.request.ID {
		t.Fatalf("attention: %+v", p.raised)
	}
	for what, text := range map[string]string{"log": p.log.String(), "note": p.raised[0].Note, "result": d.LastResult, "try": p.tries(t, id)[0].Result} {
		if strings.Contains(text, "nobody") || strings.Contains(text, "p.lv") {
			t.Errorf("the %s shows the address: %s", what, text)
		}
	}
	p.replay(t, notify.Selection{IDs: []pay.ID{id}})
	if jobs := p.store.Jobs(); len(jobs) != 1 || jobs[0].Lane != "mail" || p.delivery(t, id).State != pay.DeliveryWaiting {
		t.Errorf("after a replay: %+v", jobs)
	}
}

// At least once: a message whose acceptance could not be recorded is sent
// again. It has the same identifier, so that a mailbox can tell.
func TestKilledBetweenSendingAndCommit(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	id := p.owe(t, "e@p.lv", pay.Latvian)
	p.store.FailCommits(errors.New("killed"))
	if _, err := p.deliverer.Deliver(t.Context(), pay.Job{Kind: pay.JobDeliver, Ref: id}); err == nil {
		t.Fatal("no error although the try could not be recorded")
	}
	if d := p.delivery(t, id); d.State != pay.DeliveryWaiting || d.Tries != 0 {
		t.Errorf("delivery: %+v", d)
	}
	p.deliver(t, id)
	messages := p.server.Messages("e@p.lv")
	if len(messages) != 2 || p.delivery(t, id).State != pay.DeliveryAccepted {
		t.Fatalf("%d messages, %s", len(messages), p.delivery(t, id).State)
	}
	if diff := cmp.Diff(messages[0].Raw, messages[1].Raw); diff != "" {
		t.Errorf("the second is another message:\n%s", diff)
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	silent, gone := listen(t), listen(t)
	t.Cleanup(func() { _ = silent.Close() })
	_ = gone.Close()
	for name, c := range map[string]struct{ address, want string }{
		"silent": {silent.Addr().String(), "timed out"},
		"gone":   {gone.Addr().String(), "connection refused"},
	} {
		p := newPost(t, mailserver.Config{})
		p.address, p.mailer.Timeout = c.address, 300*time.Millisecond
		p.use(t)
		id := p.owe(t, "e@p.lv", pay.Latvian)
		if next := p.deliver(t, id); next.IsZero() || p.delivery(t, id).LastResult != c.want {
			t.Errorf("%s: %q, next %s", name, p.delivery(t, id).LastResult, next)
		}
	}
}

func TestReceiptWithoutAMailServer(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	p.deliverer.Mailer = nil
	id := p.owe(t, "e@p.lv", pay.Latvian)
	if next := p.deliver(t, id); next.IsZero() || p.delivery(t, id).LastResult != "no mail server is configured" {
		t.Errorf("%+v", p.delivery(t, id))
	}
}

func TestInterruptedMailIsNoTry(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	p.mailer.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	p.use(t)
	id := p.owe(t, "e@p.lv", pay.Latvian)
	if _, err := p.deliverer.Deliver(ctx, pay.Job{Ref: id}); !errors.Is(err, context.Canceled) {
		t.Errorf("Deliver: %v", err)
	}
	if d := p.delivery(t, id); d.Tries != 0 {
		t.Errorf("delivery: %+v", d)
	}
}

func TestMailersThatCannotBe(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	for name, spoil := range map[string]func(*notify.MailerConfig){
		"no host":        func(c *notify.MailerConfig) { c.Host = "" },
		"unknown TLS":    func(c *notify.MailerConfig) { c.TLS = "sometimes" },
		"no sender":      func(c *notify.MailerConfig) { c.From = "nobody" },
		"no page":        func(c *notify.MailerConfig) { c.PaymentURL = "/?id=" },
		"no time":        func(c *notify.MailerConfig) { c.Timeout = 0 },
		"no catalogue":   func(c *notify.MailerConfig) { c.Catalogue = nil },
		"no way to dial": func(c *notify.MailerConfig) { c.Dial = nil },
	} {
		c := p.mailer
		spoil(&c)
		if _, err := notify.NewMailer(c); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

package notify_test

import (
	"context"
	"crypto/x509"
	"net"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/sandbox/mailserver"
)

func TestCheckOfTheMailServer(t *testing.T) {
	t.Parallel()
	secure, roots := certificates(t)
	for name, c := range map[string]struct {
		server   mailserver.Config
		tls      notify.MailTLS
		roots    *x509.CertPool
		password string
		want     string // empty: all is well
	}{
		"in clear":          {mailserver.Config{}, notify.MailWithoutTLS, roots, "", ""},
		"starttls":          {mailserver.Config{TLS: secure}, notify.MailStartTLS, roots, "", ""},
		"no starttls":       {mailserver.Config{}, notify.MailStartTLS, roots, "", "the server offers no STARTTLS"},
		"a stranger":        {mailserver.Config{TLS: secure}, notify.MailStartTLS, x509.NewCertPool(), "", "certificate is not trusted"},
		"implicit":          {mailserver.Config{TLS: secure, Implicit: true}, notify.MailImplicitTLS, roots, "", ""},
		"signing in":        {mailserver.Config{TLS: secure, Username: "mm", Password: "secret"}, notify.MailStartTLS, roots, "secret", ""},
		"wrong password":    {mailserver.Config{TLS: secure, Username: "mm", Password: "secret"}, notify.MailStartTLS, roots, "wrong", "535, before the message"},
		"a needless secret": {mailserver.Config{TLS: secure}, notify.MailStartTLS, roots, "secret", "signing in failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, c.server)
			p.mailer.TLS, p.mailer.Roots = c.tls, c.roots
			if c.password != "" {
				p.mailer.Username, p.mailer.Password = "mm", c.password
			}
			m, err := notify.NewMailer(p.mailer)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(m.Check(t.Context())); got != c.want {
				t.Errorf("the check says %q, want %q", got, c.want)
			}
			if n := len(p.server.Messages("")); n != 0 {
				t.Errorf("it sent %d messages", n)
			}
		})
	}
}

// A server that takes connections and says nothing must not hold the check up.
func TestCheckOfASilentMailServer(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	p.mailer.Timeout = 50 * time.Millisecond
	p.mailer.Dial = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _ = theirs.Close() })
		return ours, nil
	}
	m, err := notify.NewMailer(p.mailer)
	if err != nil {
		t.Fatal(err)
	}
	if got := said(m.Check(t.Context())); got != "timed out" {
		t.Errorf("the check says %q", got)
	}
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

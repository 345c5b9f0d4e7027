package app

import (
	"context"
	"fmt"
	"net"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// mail talks to the mail server as far as a message would begin, and sends none.
func (e *examiner) mail(ctx context.Context) Findings {
	c := e.config.Mail
	if !c.Set() {
		return checkMail(c, nil)
	}
	settings := mailerConfig(c, paymentURL(e.config.Web))
	settings.Dial, settings.Catalogue = (&net.Dialer{}).DialContext, emptyCatalogue{}
	m, err := notify.NewMailer(settings)
	if err == nil {
		err = m.Check(ctx)
	}
	return checkMail(c, err)
}

// emptyCatalogue serves a mailer that writes no message.
type emptyCatalogue struct{}

// Current is a catalogue that knows nobody.
func (emptyCatalogue) Current() *pay.Catalogue { return &pay.Catalogue{} }

// checkMail judges a conversation with the mail server.
func checkMail(c config.Mail, err error) Findings {
	const what = "mail"
	if !c.Set() {
		return Findings{fine(what, "no server is configured: payers are not offered receipts")}
	}
	server := fmt.Sprintf("%s port %d, %s", c.Host, c.Port, c.TLS)
	if err != nil {
		return Findings{failure(what, server+": "+err.Error(), "no receipt goes out: see that the server runs and that mail.host, port, tls and the credentials are its own")}
	}
	if c.Username != "" {
		server += ", signed in as " + c.Username
	}
	return Findings{fine(what, "%s: ready to take messages", server)}
}

package app

import (
	"context"
	"fmt"
	"net"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/internal/sandbox"
)

// mailer sends receipts through the configured server; nil when there is none.
func (a *App) mailer() (*notify.Mailer, error) {
	m := a.config.Mail
	if !m.Set() {
		return nil, nil
	}
	settings := mailerConfig(m, a.paymentURL())
	settings.Dial, settings.Roots = (&net.Dialer{}).DialContext, a.roots
	settings.Catalogue, settings.Demo, settings.CopyLink = a.catalogue, a.demo, a.cashier.OneTimeLink
	return notify.NewMailer(settings)
}

// mailerConfig is what the configuration says of a mailer.
func mailerConfig(m config.Mail, paymentURL string) notify.MailerConfig {
	return notify.MailerConfig{
		Host: m.Host, Port: m.Port, TLS: notify.MailTLS(m.TLS), Username: m.Username, Password: m.Password.Reveal(),
		From: m.From, Timeout: m.Timeout, PaymentURL: paymentURL,
	}
}

// serveMail lets the mail stand-in answer until the context ends, and reports
// when it ends by itself.
func serveMail(ctx context.Context, s *sandbox.Sandbox, l net.Listener, failed chan<- error) {
	if err := s.ServeMail(ctx, l); err != nil {
		select {
		case failed <- fmt.Errorf("listener smtp: %w", err):
		default:
		}
	}
}

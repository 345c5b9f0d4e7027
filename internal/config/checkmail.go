package config

import (
	"net/mail"
	"strings"
)

// checkMail wants either no mail server or one that can be used.
func (r *reader) checkMail(m Mail) {
	if !m.Set() {
		if m.Username != "" || m.Password.Reveal() != "" || m.From != "" {
			r.fault("mail.host", "missing; there are other settings of a mail server")
		}
		return
	}
	if strings.ContainsAny(m.Host, "/@ ") || strings.Count(m.Host, ":") == 1 {
		r.fault("mail.host", "%q is no name of a host; want mail.example.org, and the port in mail.port", m.Host)
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		r.fault("mail.from", "%q is no sender; want pay@example.org, or Payments <pay@example.org>", m.From)
	}
	switch {
	case m.Username == "" && m.Password.Reveal() != "":
		r.fault("mail.username", "missing; there is a password without it")
	case m.Username != "" && m.Password.Reveal() == "" && !r.broken("mail.password"):
		r.fault("mail.password", "missing; there is a user name without it")
	case m.Username != "" && m.TLS == MailInClear:
		r.fault("mail.tls", "none, but there is a password, which would cross the network in clear; want starttls or implicit")
	}
}

package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"time"

	"github.com/wneessen/go-mail"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// MailTLS is how the connection to the mail server is protected.
type MailTLS string

// The ways.
const (
	// MailStartTLS begins in clear and goes on with TLS, or not at all (RFC 3207).
	MailStartTLS MailTLS = "starttls"
	// MailImplicitTLS is TLS from the first byte (RFC 8314).
	MailImplicitTLS MailTLS = "implicit"
	// MailOpportunisticTLS uses TLS where the server offers it.
	MailOpportunisticTLS MailTLS = "opportunistic"
	// MailWithoutTLS stays in clear: for a server on the same machine.
	MailWithoutTLS MailTLS = "none"
)

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// MailerConfig says how mail is sent, and what it says. All but the credentials,
// Roots, Demo and CopyLink are mandatory.
type MailerConfig struct {
	Host       string
	Port       int
	TLS        MailTLS
	Username   string // empty: the server asks for none
	Password   string
	From       string        // "Maksājumi <maksajumi@example.lv>"
	Timeout    time.Duration // of one message, from dialling on
	Dial       Dial
	Roots      *x509.CertPool // authorities of the server's certificate; nil: those of the system
	PaymentURL string         // of a request's page, up to "?id="
	Catalogue  interface{ Current() *pay.Catalogue }
	Demo       bool // says in each message that no money is moved
	// CopyLink makes a link with which its bearer can fetch the request's document,
	// once; CodeNoDocument when there is none. Nil: no such links are sent.
	CopyLink func(ctx context.Context, request pay.ID) (string, error)
}

// Mailer sends receipts through a mail server. It is safe for concurrent use.
type Mailer struct {
	MailerConfig
	from  *netmail.Address
	host  string // of our own pages: it names us to the server and in identifiers
	forms forms
}

// errAddress: an address that no server takes. It does not show the address.
var errAddress = errors.New("not an address of e-mail")

// NewMailer makes a Mailer.
func NewMailer(c MailerConfig) (*Mailer, error) {
	if c.Host == "" || c.Port <= 0 || c.Timeout <= 0 || c.Dial == nil || c.Catalogue == nil {
		return nil, errors.New("notify: host, port, Timeout, Dial and Catalogue of a mailer are all needed")
	}
	switch c.TLS {
	case MailStartTLS, MailImplicitTLS, MailOpportunisticTLS, MailWithoutTLS:
	default:
		return nil, fmt.Errorf("notify: %q is no way to protect mail", c.TLS)
	}
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("notify: sender of mail %q: %w", c.From, err)
	}
	page, err := url.Parse(c.PaymentURL)
	if err != nil || page.Hostname() == "" {
		return nil, fmt.Errorf("notify: %q is no address of the payer's page", c.PaymentURL)
	}
	m := &Mailer{MailerConfig: c, from: from, host: page.Hostname()}
	m.forms, err = parseForms()
	return m, err
}

// copyLink makes the link to the document that goes into a receipt; empty when
// none does. Anybody who knows the request can have a receipt sent to any
// address, so the link goes only to the one that the institution gave for the
// payer. Each try of a delivery has a link of its own, since the secret in it is
// not kept.
func (m *Mailer) copyLink(ctx context.Context, r *pay.Request, d *pay.Delivery) (string, error) {
	if m.CopyLink == nil || !pay.SameEmail(d.Target, r.Payer.Email) {
		return "", nil
	}
	link, err := m.CopyLink(ctx, r.ID)
	if pay.CodeOf(err) == pay.CodeNoDocument {
		return "", nil
	}
	return link, err
}

// receipt makes the message of a delivery, with a link to the document if there
// is one.
func (m *Mailer) receipt(r *pay.Request, d *pay.Delivery, language pay.Language, copyLink string, at time.Time) (*mail.Msg, error) {
	who, ok := m.Catalogue.Current().Institutions[r.Institution]
	if !ok { // no longer in the catalogue; its requests live on
		who = &pay.Institution{Code: r.Institution, Name: pay.Text{LV: string(r.Institution)}}
	}
	l := writeReceipt(r, who, language, m.PaymentURL)
	l.Copy = copyLink
	if m.Demo {
		l.Banner = locale.In(language).Text("test.banner")
	}
	return m.forms.message(l, envelope{from: m.from, to: d.Target, id: d.ID, host: m.host, date: at})
}

// send hands a message to the server. However the server behaves, it takes no
// longer than Timeout.
func (m *Mailer) send(ctx context.Context, message *mail.Msg) answer {
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	client, err := m.client(ctx)
	if err != nil {
		return answer{result: "the mailer cannot be set up"}
	}
	err = client.DialAndSendWithContext(ctx, message)
	if message.IsDelivered() { // what went wrong afterwards, in parting, is no matter
		return answer{status: smtpTaken, result: "250"}
	}
	if ctx.Err() != nil {
		return answer{result: "timed out"}
	}
	return mailFailure(err)
}

// client makes a client for one message. Its connections end with the context.
func (m *Mailer) client(ctx context.Context) (*mail.Client, error) {
	settings := &tls.Config{ServerName: m.Host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}
	options := []mail.Option{
		mail.WithPort(m.Port), mail.WithTimeout(m.Timeout), mail.WithHELO(m.host), mail.WithTLSConfig(settings),
		mail.WithDialContextFunc(m.dial(ctx, settings)), mail.WithoutNoop(),
	}
	switch m.TLS {
	case MailImplicitTLS:
		options = append(options, mail.WithSSL())
	case MailStartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case MailOpportunisticTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case MailWithoutTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.Username != "" { // none of these shows the password to who listens, or works without TLS
		options = append(options, mail.WithUsername(m.Username), mail.WithPassword(m.Password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return mail.NewClient(m.Host, options...)
}

// dial opens connections that are closed when the context ends: the library
// bounds each step of the conversation, but not all of them together.
func (m *Mailer) dial(ctx context.Context, settings *tls.Config) mail.DialContextFunc {
	return func(dialling context.Context, network, address string) (net.Conn, error) {
		conn, err := m.Dial(dialling, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if m.TLS != MailImplicitTLS {
			return conn, nil
		}
		secure := tls.Client(conn, settings)
		if err := secure.HandshakeContext(dialling); err != nil {
			return nil, err
		}
		return secure, nil
	}
}

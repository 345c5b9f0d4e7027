package notify

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	netmail "net/mail"
	text "text/template"
	"time"

	"github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"viss.gov.lv/mm/pay"
)

//go:embed templates
var templates embed.FS

// forms are the two forms of a letter.
type forms struct {
	text *text.Template
	html *html.Template
}

func parseForms() (forms, error) {
	plain, err := text.ParseFS(templates, "templates/receipt.txt")
	if err != nil {
		return forms{}, err
	}
	rich, err := html.ParseFS(templates, "templates/receipt.html")
	return forms{plain, rich}, err
}

// envelope is what a message needs beside its letter.
type envelope struct {
	from *netmail.Address
	to   string // as pay.ParseEmail gives it
	id   pay.ID // of the delivery
	host string // that vouches for the identifier of the message
	date time.Time
}

// message makes a message of a letter: plain text first, then HTML, both quoted
// printable, so that servers without 8BITMIME take it. The identifier comes
// from the delivery: a message that is sent again, because the answer was lost,
// is the same message to a mailbox that looks. Nothing names our program.
func (f forms) message(l letter, e envelope) (*mail.Msg, error) {
	to, err := wireAddress(e.to)
	if err != nil {
		return nil, err
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP), mail.WithBoundary("mm-"+e.id.String()))
	m.FromMailAddress(e.from)
	m.EnvelopeFromMailAddress(&netmail.Address{Address: e.from.Address})
	if err := m.To(to); err != nil {
		return nil, fmt.Errorf("address of the receiver: %w", errAddress)
	}
	if l.ReplyTo != "" {
		reply, err := wireAddress(l.ReplyTo)
		if err != nil {
			return nil, err
		}
		if err := m.ReplyTo(reply); err != nil {
			return nil, fmt.Errorf("address for replies: %w", errAddress)
		}
	}
	m.Subject(line(l.Subject))
	m.SetMessageIDWithValue(e.id.String() + "@" + e.host)
	m.SetDateWithValue(e.date.In(pay.Riga()))
	m.SetGenHeader("Content-Language", string(l.Language))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no absence notes, please
	var plain, rich bytes.Buffer
	if err := f.text.Execute(&plain, l); err != nil {
		return nil, fmt.Errorf("write the text: %w", err)
	}
	if err := f.html.Execute(&rich, l); err != nil {
		return nil, fmt.Errorf("write the HTML: %w", err)
	}
	m.SetBodyString(mail.TypeTextPlain, plain.String())
	m.AddAlternativeString(mail.TypeTextHTML, rich.String())
	return m, nil
}

// wireAddress is an address in ASCII: a domain in other letters has a form for
// the wire (RFC 5891).
func wireAddress(address string) (string, error) {
	address, ok := pay.ParseEmail(address)
	if !ok {
		return "", errAddress
	}
	for i := range len(address) {
		if address[i] != '@' {
			continue
		}
		domain, err := idna.Lookup.ToASCII(address[i+1:])
		if err != nil {
			return "", errAddress
		}
		return address[:i+1] + domain, nil
	}
	return "", errAddress
}

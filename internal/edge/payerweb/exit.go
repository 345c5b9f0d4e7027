package payerweb

import (
	"html/template"
	"net/url"
	"strings"

	"viss.gov.lv/mm/pay"
)

// exit is the way back to the service that the payer came from.
type exit struct {
	URL  string
	Host string // shown before leaving
}

// exitOf makes the way back of a request; nil when there is none. Only complete
// http and https addresses are linked, whatever a request may hold.
func exitOf(r *pay.Request) *exit {
	u, ok := webAddress(r.Detail.ResponseURL)
	if !ok {
		return nil
	}
	return &exit{URL: pay.AddressWithID(r.Detail.ResponseURL, r.ID), Host: u.Host}
}

// webAddress reads an address that a page may link to.
func webAddress(s string) (*url.URL, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, false
	}
	scheme := strings.ToLower(u.Scheme)
	return u, scheme == "http" || scheme == "https"
}

// contact is where a payer turns for help.
type contact struct {
	Name    phrase
	Email   string
	Phone   string
	Dial    template.URL // made of digits only
	Web     string
	WebHost string
}

func contactOf(i *pay.Institution, l pay.Language) *contact {
	if i == nil {
		return nil
	}
	c := &contact{Name: say(i.Contact.Name, l), Email: i.Contact.Email, Phone: i.Contact.Phone}
	if c.Name.Text == "" {
		c.Name = say(i.Name, l)
	}
	if u, ok := webAddress(i.Contact.Web); ok {
		c.Web, c.WebHost = i.Contact.Web, u.Host
	}
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, c.Phone)
	if digits != "" {
		c.Dial = template.URL("tel:" + digits) //nolint:gosec // digits and plus signs only
	}
	return c
}

// phrase is a text of an institution or a caller, with the language that it is
// in where that is not the page's.
type phrase struct {
	Text string
	Lang string // empty: the page's
}

// say gives a text in the page's language, or in Latvian, marked so.
func say(t pay.Text, l pay.Language) phrase {
	text, in := t.In(l)
	return written(text, in, l)
}

func written(text string, in, page pay.Language) phrase {
	if in == page || text == "" {
		return phrase{Text: text}
	}
	return phrase{Text: text, Lang: string(in)}
}

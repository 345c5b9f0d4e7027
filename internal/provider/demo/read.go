package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// Read verifies a message of the bank, by browser or by server. The notice
// names our reference also when the message is refused, so that it can be kept
// with its attempt; nothing else of a refused message is in it.
func (p *Provider) Read(_ context.Context, m pay.Message) (pay.Notice, error) {
	fields, err := collect(m)
	n := pay.Notice{Provider: p.c.Code, Channel: pay.ChannelBrowser}
	if ref := fields[fieldRef]; plausibleRef(ref) {
		n.Ref = pay.Number(ref)
	}
	// Not signed, as in the bank links: it chooses the form of the answer and
	// proves nothing.
	if m.Method == http.MethodPost && fields[fieldAuto] == "Y" {
		n.Channel = pay.ChannelServer
		n.Reply = pay.Reply{Status: http.StatusOK, ContentType: "text/plain; charset=utf-8", Body: "OK"}
	}
	if err != nil {
		return n, refuse(err)
	}
	if fields[fieldService] == "" && fields[fieldMAC] == "" {
		return n, nil // the payer came back without a word from the bank
	}
	columns := messageColumns(fields[fieldService])
	if columns == nil {
		return n, refuse(fmt.Errorf("%s: not a message of the bank to us", fieldService))
	}
	if err := p.check(fields, columns); err != nil {
		return n, refuse(err)
	}
	said, err := statement(fields[fieldService], fields)
	if err != nil {
		return n, refuse(err)
	}
	said.Provider, said.Channel, said.Reply = n.Provider, n.Channel, n.Reply
	return said, nil
}

func refuse(err error) error { return pay.Fail(pay.CodeProviderMessage, err) }

// collect gathers the protocol's fields from address and body. A field that
// comes twice is refused: which of the two was signed nobody can say.
func collect(m pay.Message) (map[string]string, error) {
	fields := map[string]string{}
	var fault error
	for _, values := range []map[string][]string{m.Query, m.Form} {
		for name, vs := range values {
			if !strings.HasPrefix(name, prefix) {
				continue
			}
			if _, twice := fields[name]; twice || len(vs) != 1 {
				fault = errors.New("a field comes twice")
				continue
			}
			if !utf8.ValidString(vs[0]) {
				fault = errors.New("a field is not UTF-8")
				continue
			}
			fields[name] = vs[0]
		}
	}
	return fields, fault
}

// check makes sure that the bank signed the fields, for us, in this version.
func (p *Provider) check(fields map[string]string, columns []column) error {
	for _, c := range append([]column{maxMAC()}, columns...) {
		if utf8.RuneCountInString(fields[c.name]) > c.most {
			return fmt.Errorf("%s is longer than %d characters", c.name, c.most)
		}
	}
	signed := row(columns, func(name string) string { return fields[name] })
	if err := verify(p.c.BankKey, signed, fields[fieldMAC]); err != nil {
		return err
	}
	for _, want := range []struct{ name, value string }{
		{fieldVersion, version}, {fieldBank, p.c.Bank}, {fieldMerchant, p.c.Merchant},
	} {
		if fields[want.name] != want.value {
			return fmt.Errorf("%s is another one", want.name)
		}
	}
	return nil
}

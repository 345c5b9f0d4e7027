package providertest

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// Bench is a provider under test with somebody who can speak as its bank.
type Bench struct {
	Provider pay.Provider
	// Secrets are key material and passwords of ours, raw; none of it may
	// appear in a hand-over in any usual encoding.
	Secrets [][]byte
	// Say makes a genuine message of the bank.
	Say func(t *testing.T, w Word) pay.Message
	// Forge makes the same message with the key of somebody else.
	Forge func(t *testing.T, w Word) pay.Message
	// Unsigned is the payer's return without a word from the bank; nil when the
	// protocol has none.
	Unsigned func(t *testing.T, ref pay.Number) pay.Message
	// Results are those that the protocol can express.
	Results []pay.Result
	// Echoes tells which values of an order the messages of a success repeat.
	Echoes Echoes
}

// Echoes are the values that a success repeats, so that pay can compare them.
type Echoes struct{ Amount, Currency, Account, Merchant bool }

// Word is what the bank is to say. The zero value of a field means that of the
// order.
type Word struct {
	Result      pay.Result
	Ref         pay.Number
	Amount      pay.Money
	Account     string
	ProviderRef string
	Reason      string
	Merchant    string      // another merchant than ours, if not empty
	Channel     pay.Channel // browser unless it says server
}

// Order is what the suite pays for. Providers must not need more of it.
func Order() pay.Order {
	return pay.Order{
		Ref:    pay.NumberOf(7),
		Amount: pay.EUR(1210),
		Payee:  pay.Account{IBAN: "LV80BANK0000435195001", Payee: "Valsts kase", RegistrationNo: "90000050138", BIC: "TRELLV22"},
		// Two ways to write the same letter, a quotation mark, an ampersand.
		Purpose:   "Apliecība „Ā & Ž” A\u0304 Nr. " + string(pay.NumberOf(3)),
		Created:   time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC),
		Expires:   time.Date(2026, 11, 27, 22, 0, 0, 0, time.UTC),
		ReturnURL: "https://mm.example/providers/X/return",
		NotifyURL: "https://mm.example/providers/X/notify",
		Language:  pay.Latvian,
		Display:   url.Values{"fs": {"font-size-125"}, "bm": {"black-on-yellow"}},
	}
}

// about fills a word in for the suite's order.
func about(w Word) Word {
	o := Order()
	if w.Ref == "" {
		w.Ref = o.Ref
	}
	if w.Amount == (pay.Money{}) {
		w.Amount = o.Amount
	}
	if w.Account == "" {
		w.Account = o.Payee.IBAN
	}
	if w.ProviderRef == "" {
		w.ProviderRef = "2026112200017"
	}
	if w.Channel == "" {
		w.Channel = pay.ChannelBrowser
	}
	return w
}

// wire is a message as bytes, and how bytes become a message again. Edges hand
// over what could be parsed of a broken form, so this does too.
func wire(m pay.Message) (text string, parse func(string) pay.Message) {
	switch {
	case len(m.Form) > 0:
		return m.Form.Encode(), func(s string) pay.Message {
			form, _ := url.ParseQuery(s)
			m := m
			m.Form, m.Body = form, []byte(s)
			return m
		}
	case len(m.Query) > 0:
		return m.Query.Encode(), func(s string) pay.Message {
			query, _ := url.ParseQuery(s)
			m := m
			m.Query = query
			return m
		}
	}
	return string(m.Body), func(s string) pay.Message {
		m := m
		m.Body = []byte(s)
		return m
	}
}

// meaning is what of a notice may not change on its way.
func meaning(n pay.Notice) string {
	return strings.Join([]string{
		string(n.Ref), string(n.Result), n.Amount.String(), string(n.Amount.Currency), n.Account, n.ProviderRef, n.Reason, n.Key,
	}, "|")
}

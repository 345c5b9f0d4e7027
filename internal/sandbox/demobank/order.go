package demobank

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// maxOrders bounds the memory of the bank; the oldest is forgotten first.
const maxOrders = 10_000

// order is one payment that a merchant asked for.
type order struct {
	token     string // names the page; nobody guesses it
	form      url.Values
	cents     int64
	display   page.Display
	expires   time.Time
	received  time.Time // business clock
	news      []*news   // in the order in which it was decided
	transfers int       // numbers given so far
	silent    bool      // the payer is not sent back
}

// news is something that the bank says of an order, or will say.
type news struct {
	order    *order
	at       time.Time // business clock: when it happens
	happened bool
	service  string
	number   string // the bank's number of the transfer
	amount   string
	reason   string

	copies int       // how often it has still to be pushed
	tries  int       // that failed
	next   time.Time // business clock: of the next push
}

func (o *order) ref() string { return o.form.Get("DB_REF") }

// sameAs tells whether a form asks for the same payment; the time stamp may be
// another, since the merchant makes the form anew when the payer comes back.
func (o *order) sameAs(form url.Values) bool {
	for column := range strings.FieldsSeq(orderRow) {
		name, _ := split(column)
		if name != "DB_DATETIME" && o.form.Get(name) != form.Get(name) {
			return false
		}
	}
	return true
}

// place finds the order of a form or takes it up; false when the reference was
// used for another payment.
func (b *Bank) place(form url.Values, cents int64, expires time.Time) (*order, bool, error) {
	token := make([]byte, 16)
	if _, err := io.ReadFull(b.Entropy, token); err != nil {
		return nil, false, fmt.Errorf("make the name of an order: %w", err)
	}
	display := page.Plain().With(form["DB_LANG"], form["DB_FS"], form["DB_BM"])
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.byRef[form.Get("DB_REF")]; ok {
		known.display = display
		return known, known.sameAs(form), nil
	}
	o := &order{
		token: hex.EncodeToString(token), form: form, cents: cents, expires: expires, received: b.Now(), display: display,
	}
	b.byToken[o.token], b.byRef[o.ref()] = o, o
	b.oldest = append(b.oldest, o)
	if len(b.oldest) > maxOrders {
		delete(b.byToken, b.oldest[0].token)
		delete(b.byRef, b.oldest[0].ref())
		b.oldest = b.oldest[1:]
	}
	return o, true, nil
}

// last is the newest news that has happened: a success before all others, as
// a bank's query answers. Nil when there is none.
func (o *order) last() *news {
	var last *news
	for _, n := range o.news {
		if n.happened && (last == nil || last.service != paidService) {
			last = n
		}
	}
	return last
}

// message is news as a signed form. Auto tells whether the bank's server
// carries it, and proves nothing: it is not signed.
func (b *Bank) message(n *news, auto string) url.Values {
	form := url.Values{}
	for name, value := range map[string]string{
		"DB_SERVICE": n.service, "DB_VERSION": protocolVersion, "DB_SND": b.Name, "DB_MERCHANT": b.Merchant,
		"DB_REF": n.order.ref(), "DB_DATETIME": b.Machine().UTC().Format(stampLayout),
	} {
		form.Set(name, value)
	}
	layout := reasonRow
	if n.service == acceptedService || n.service == paidService {
		layout = moneyRow
		form.Set("DB_T_NO", n.number)
		form.Set("DB_AMOUNT", n.amount)
		form.Set("DB_CURR", n.order.form.Get("DB_CURR"))
		form.Set("DB_ACC", n.order.form.Get("DB_ACC"))
	} else {
		form.Set("DB_REASON", n.reason)
	}
	sealed(layout, form, b.Key)
	form.Set("DB_AUTO", auto)
	form.Set("DB_LANG", n.order.display.Code())
	return form
}

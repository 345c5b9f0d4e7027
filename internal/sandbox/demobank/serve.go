package demobank

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// A form may be as old as the merchant holds a payment open, and may come from
// a clock that is a little ahead.
const (
	maxAge   = hold + 5*time.Minute
	maxAhead = 5 * time.Minute
)

// start takes a signed order and shows its page. A wrong form gets an error
// page and no message, as at a bank.
func (b *Bank) start(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		b.refuse(w, r, http.StatusBadRequest, "the form cannot be read")
		return
	}
	form := r.PostForm
	cents, expires, fault := b.checkOrder(form)
	if fault != "" {
		b.refuse(w, r, http.StatusBadRequest, fault)
		return
	}
	o, same, err := b.place(form, cents, expires)
	switch {
	case err != nil:
		b.refuse(w, r, http.StatusInternalServerError, err.Error())
	case !same:
		b.refuse(w, r, http.StatusConflict, "DB_REF was used for another payment")
	default:
		http.Redirect(w, r, b.root+"/orders/"+o.token+"?"+o.display.Query(), http.StatusSeeOther)
	}
}

// checkOrder tells what is wrong with an order, or its amount and term.
func (b *Bank) checkOrder(form url.Values) (cents int64, expires time.Time, fault string) {
	if fault := b.checkSigned(orderService, orderRow, form, maxAge); fault != "" {
		return 0, time.Time{}, fault
	}
	cents, ok := readCents(form.Get("DB_AMOUNT"))
	if !ok {
		return 0, time.Time{}, "DB_AMOUNT: want an amount as 12.10"
	}
	expires, err := time.Parse(stampLayout, form.Get("DB_EXPIRES"))
	if err != nil {
		return 0, time.Time{}, "DB_EXPIRES: want a moment as 2026-11-22T08:00:00Z"
	}
	for _, name := range []string{"DB_REF", "DB_CURR", "DB_ACC", "DB_NAME", "DB_MSG"} {
		if form.Get(name) == "" {
			return 0, time.Time{}, name + " is empty"
		}
	}
	for _, name := range []string{"DB_RETURN", "DB_NOTIFY"} {
		u, err := url.Parse(form.Get(name))
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Contains(u.RawQuery, "DB_") {
			return 0, time.Time{}, name + ": want an http or https address without parameters of ours"
		}
	}
	return cents, expires, ""
}

// checkSigned tells what is wrong with a message of the merchant.
func (b *Bank) checkSigned(service, layout string, form url.Values, age time.Duration) (fault string) {
	for name, values := range form {
		if strings.HasPrefix(name, "DB_") && len(values) != 1 {
			return name + " comes twice"
		}
		if !utf8.ValidString(values[0]) {
			return name + " is not UTF-8"
		}
	}
	if form.Get("DB_SERVICE") != service || form.Get("DB_VERSION") != protocolVersion {
		return "DB_SERVICE or DB_VERSION is not one that is taken here"
	}
	if form.Get("DB_MERCHANT") != b.Merchant {
		return "DB_MERCHANT is not known"
	}
	if name, long := tooLong(layout, form); long {
		return name + " is too long"
	}
	if !genuine(layout, form, b.MerchantKey) {
		return "DB_MAC does not fit"
	}
	said, err := time.Parse(stampLayout, form.Get("DB_DATETIME"))
	if now := b.Machine(); err != nil || said.Before(now.Add(-age)) || said.After(now.Add(maxAhead)) {
		return "DB_DATETIME is not within the window"
	}
	return ""
}

func readCents(s string) (int64, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" || len(fraction) != 2 || len(whole) > 9 {
		return 0, false
	}
	var cents int64
	for _, d := range whole + fraction {
		if d < '0' || d > '9' {
			return 0, false
		}
		cents = cents*10 + int64(d-'0')
	}
	return cents, true
}

// query answers how a payment stands. It tells only what has happened.
func (b *Bank) query(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	if fault := b.checkSigned(queryService, queryRow, r.PostForm, maxAhead); fault != "" {
		http.Error(w, fault, http.StatusBadRequest)
		return
	}
	answer := url.Values{}
	for name, value := range map[string]string{
		"DB_SERVICE": answerService, "DB_VERSION": protocolVersion, "DB_SND": b.Name, "DB_MERCHANT": b.Merchant,
		"DB_REF": r.PostForm.Get("DB_REF"), "DB_NONCE": r.PostForm.Get("DB_NONCE"),
		"DB_DATETIME": b.Machine().UTC().Format(stampLayout), "DB_STATUS": nothingDecided,
	} {
		answer.Set(name, value)
	}
	b.mu.Lock()
	if o := b.byRef[r.PostForm.Get("DB_REF")]; o != nil {
		if n := o.last(); n != nil {
			answer.Set("DB_STATUS", n.service)
			for name, values := range b.message(n, "Y") {
				if name == "DB_T_NO" || name == "DB_AMOUNT" || name == "DB_CURR" || name == "DB_ACC" || name == "DB_REASON" {
					answer[name] = values
				}
			}
		}
	}
	b.mu.Unlock()
	sealed(answerRow, answer, b.Key)
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	_, _ = w.Write([]byte(answer.Encode()))
}

// refuse shows the bank's error page.
func (b *Bank) refuse(w http.ResponseWriter, r *http.Request, status int, fault string) {
	display := page.Plain().With(r.PostForm["DB_LANG"], r.PostForm["DB_FS"], r.PostForm["DB_BM"]).WithQuery(r.URL.Query())
	b.pages.Write(w, status, "refusal", b.view(display, fault))
}

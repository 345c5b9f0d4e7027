package payerweb

import (
	"net/http"
	"net/url"
	"strings"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// visit is what the address of a request to us says: which payment request, and
// how to show it.
type visit struct {
	ID      pay.ID // zero when there is none, or none that can be read
	Display display
	Words   *locale.Words

	packed   bool       // the browser takes packed pages
	step     string     // below the mount, where the page has an address of its own
	mount    string     // the published address on which the payer came
	payment  pay.Number // of several payments the one that the address prefers; may be empty
	stale    bool       // the payer comes from an action that an older page offered
	explicit url.Values // display choices in the address itself
	refresh  string     // what the address says of refreshing: see live
}

// visit reads an address. It never fails: what cannot be read is not there.
func (s *site) visit(r *http.Request, mount string) visit {
	query := r.URL.Query()
	explicit := choices(query)
	d := displayOf(explicit, s.remembered(r))
	return visit{
		ID: idOf(query), Display: d, Words: locale.In(d.Language),
		mount: mount, explicit: explicit, refresh: query.Get("refresh"),
		packed: takesPacked(r), payment: wantedPayment(query), stale: query.Get(paramStale) == staleOn,
	}
}

// idOf finds the request's identifier in an address.
func idOf(q url.Values) pay.ID {
	for name, values := range q {
		if !strings.EqualFold(strings.TrimSpace(name), "id") {
			continue
		}
		for _, value := range values {
			if id, err := pay.ParseID(value); err == nil {
				return id
			}
		}
	}
	return pay.ID{}
}

// wantedPayment reads which payment an address prefers; empty when none that
// could be one.
func wantedPayment(q url.Values) pay.Number {
	n, err := pay.ParseNumber(q.Get(paramPayment))
	if err != nil {
		return ""
	}
	return n
}

// address is one of our own addresses for the request. It carries on the
// display choices of the present one, so that nothing is lost without cookies.
func (v visit) address(step string, change url.Values) string {
	var b strings.Builder
	b.WriteString(v.mount + step)
	separator := "?"
	if !v.ID.IsZero() {
		b.WriteString("?id=" + v.ID.String())
		separator = "&"
	}
	if v.payment != "" {
		b.WriteString(separator + paramPayment + "=" + url.QueryEscape(string(v.payment)))
		separator = "&"
	}
	for _, name := range []string{paramContrast, paramSize, paramLanguage} {
		value := change.Get(name)
		if value == "" {
			value = v.explicit.Get(name)
		}
		if value != "" {
			b.WriteString(separator + name + "=" + url.QueryEscape(value))
			separator = "&"
		}
	}
	return b.String()
}

// Home is the request's one address, where its state decides what is shown.
func (v visit) Home() string { return v.address("", nil) }

// Overtaken is the request's address for a payer whose action came too late: it
// says so above what is true now.
func (v visit) Overtaken() string { return v.Home() + "&" + paramStale + "=" + staleOn }

// Step is the address of an action, or of the page that hands over.
func (v visit) Step(name string) string { return v.address(name, nil) }

// Switch is an address of the same request in another display.
type Switch struct {
	Address string
	Value   string
	Label   string // key of its text; of a language its own name
	Current bool
}

// Sizes are the switches of the text size.
func (v visit) Sizes() []Switch {
	var all []Switch
	for _, value := range sizes() {
		all = append(all, v.to(paramSize, value, "display.size."+strings.TrimPrefix(value, "font-size-"), value == v.Display.Size))
	}
	return all
}

// Contrasts are the switches of the contrast.
func (v visit) Contrasts() []Switch {
	var all []Switch
	for _, value := range contrasts() {
		all = append(all, v.to(paramContrast, value, "display.contrast."+value, value == v.Display.Contrast))
	}
	return all
}

// Languages are the switches of the language; Value is the tag of the language.
func (v visit) Languages() []Switch {
	var all []Switch
	for _, l := range locale.Languages() {
		s := v.to(paramLanguage, locale.Published(l), locale.Endonym(l), l == v.Display.Language)
		s.Value = string(l)
		all = append(all, s)
	}
	return all
}

func (v visit) to(param, value, label string, current bool) Switch {
	return Switch{Address: v.address(v.step, url.Values{param: {value}}), Value: value, Label: label, Current: current}
}

// Here is the address of the page itself.
func (v visit) Here() string { return v.address(v.step, nil) }

// Bare is the address of the first page of the mount, without anything after
// it: for forms whose fields go into the address.
func (v visit) Bare() string { return v.mount }

// Kept are the display choices of the present address, as fields of such a
// form.
func (v visit) Kept() []pay.FormField {
	var fields []pay.FormField
	for _, name := range []string{paramContrast, paramSize, paramLanguage} {
		if value := v.explicit.Get(name); value != "" {
			fields = append(fields, pay.FormField{Name: name, Value: value})
		}
	}
	return fields
}

package payerweb

import (
	"net/http"
	"net/url"
	"strings"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// The published display parameters (spec 002, chapter 2.2, point 2).
const (
	paramSize     = "fs"
	paramContrast = "bm"
	paramLanguage = "language"
)

// Our own parameters of the page's address.
const (
	paramPayment = "payment" // the number of the payment of a split request that is to be paid first
	paramStale   = "changed" // with staleOn: an action came too late
	staleOn      = "yes"
)

// normalContrast is our own value of bm: the published ones can only switch a
// mode on, and the page must be able to switch it off again.
const normalContrast = "normal"

// Published values, in the order of the switches.
func sizes() []string     { return []string{"font-size-100", "font-size-125", "font-size-150"} }
func contrasts() []string { return []string{normalContrast, "black-on-yellow", "yellow-on-black"} }

// display is how a page is shown.
type display struct {
	Language pay.Language
	Size     string
	Contrast string
}

// Class is that of the html element.
func (d display) Class() string {
	if d.Contrast == normalContrast {
		return d.Size
	}
	return d.Size + " " + d.Contrast
}

// published are the choices as a caller would write them.
func (d display) published() url.Values {
	v := url.Values{paramLanguage: {locale.Published(d.Language)}, paramSize: {d.Size}}
	if d.Contrast != normalContrast {
		v.Set(paramContrast, d.Contrast)
	}
	return v
}

// chosen are the published choices that differ from what everybody gets.
func (d display) chosen() url.Values {
	v := d.published()
	if d.Language == locale.Latvian {
		v.Del(paramLanguage)
	}
	if d.Size == sizes()[0] {
		v.Del(paramSize)
	}
	return v
}

// choices reads display choices: names and values without regard to case and
// surrounding space (the published example itself has a space before "&bm="),
// the first valid value of each, unknown ones ignored. The result holds valid
// ones only, in their canonical form.
func choices(q url.Values) url.Values {
	valid := url.Values{}
	for name, values := range q {
		name = strings.ToLower(strings.TrimSpace(name))
		for _, value := range values {
			value, ok := choice(name, strings.ToLower(strings.TrimSpace(value)))
			if ok && !valid.Has(name) {
				valid.Set(name, value)
			}
		}
	}
	return valid
}

// choice gives the canonical form of a valid value of a parameter.
func choice(name, value string) (string, bool) {
	switch name {
	case paramSize:
		return oneOf(sizes(), value)
	case paramContrast:
		return oneOf(contrasts(), value)
	case paramLanguage:
		l, ok := locale.ParsePublished(value)
		return locale.Published(l), ok
	}
	return "", false
}

func oneOf(valid []string, value string) (string, bool) {
	for _, v := range valid {
		if v == value {
			return v, true
		}
	}
	return "", false
}

// displayOf merges choices; earlier ones go first.
func displayOf(sources ...url.Values) display {
	first := func(name, otherwise string) string {
		for _, s := range sources {
			if v := s.Get(name); v != "" {
				return v
			}
		}
		return otherwise
	}
	language, _ := locale.ParsePublished(first(paramLanguage, locale.Published(locale.Latvian)))
	return display{
		Language: language,
		Size:     first(paramSize, sizes()[0]),
		Contrast: first(paramContrast, normalContrast),
	}
}

// cookieName is that of the one cookie: display choices for the session. With
// https the browser itself guarantees that only this host can have set it.
func (s *site) cookieName() string {
	if s.secure {
		return "__Host-mm_display"
	}
	return "mm_display"
}

// remembered are the choices in the cookie.
func (s *site) remembered(r *http.Request) url.Values {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return nil
	}
	values, err := url.ParseQuery(cookie.Value)
	if err != nil {
		return nil
	}
	return choices(values)
}

// remember keeps the choices that the address carries, until the browser is
// closed.
func (s *site) remember(w http.ResponseWriter, v visit) {
	if len(v.explicit) == 0 {
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure with https; the demo's pages are on http
		Name: s.cookieName(), Value: v.Display.published().Encode(), Path: "/",
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

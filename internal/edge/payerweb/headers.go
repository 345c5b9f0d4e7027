package payerweb

import (
	"net/http"
	"net/url"
)

// headers sets what every answer carries. Pages are not kept anywhere, so that
// Back asks again and the shared computer of a library shows nothing.
func (s *site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy(nil, "'self'")) // pages say more
		h.Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
		// Not no-referrer: browsers would then send “Origin: null” with our own
		// forms, and old ones could no longer be told from foreign sites.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if s.secure && !s.Demo {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// policy is the content security policy: no script inline, no style but the
// given ones, nothing from others, never in a frame; forms go only where
// formAction says.
func policy(styles []style, formAction string) string {
	return "default-src 'none'; style-src " + sources(styles) + "; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'; form-action " + formAction
}

// bankForms lets this one page's forms leave for a bank. Browsers follow
// form-action through redirects, and where a bank sends its customers to sign
// in is the bank's business: hence any https address, and the very origin of
// the target where that is not https (the stand-in banks of the demo), and
// ourselves, to whom the bank may lead back at once.
func bankForms(target *url.URL) string {
	allowed := "'self' https:"
	if target.Scheme != "https" {
		allowed += " " + target.Scheme + "://" + target.Host
	}
	return allowed
}

package payerweb

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// mounts are the published addresses of the page (spec 002, chapters 2.2 and
// 4), as they are written there; they are matched without regard to case. A
// payer stays on the one on which they came: a proxy may pass only that one on.
func mounts() []string {
	return []string{"/MM_WebUI/WebUI2/Payments/", "/MM/WebUI2/Payments/"}
}

// action answers a visit or says why it cannot; fail turns that into a page.
type action func(w http.ResponseWriter, r *http.Request, v visit) error

// routes puts the listener together. Banks' returns stand outside the
// protection against foreign origins, because they are foreign; everything else
// stands inside.
func (s *site) routes() (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	// Browsers without Sec-Fetch-Site are judged by their Origin, and a proxy
	// may have rewritten the Host that it would be compared with.
	if err := guard.AddTrustedOrigin(s.origin); err != nil {
		return nil, fmt.Errorf("payer's pages: base address: %w", err)
	}
	guard.SetDenyHandler(s.page("", refused))

	own := http.NewServeMux()
	for _, mount := range mounts() {
		at := strings.ToLower(mount)
		own.Handle("GET "+at+"{$}", s.page(mount, s.show))
		own.Handle("GET "+strings.TrimSuffix(at, "/"), s.page(mount, s.show))
		own.Handle("GET "+at+"handover", s.page(mount, s.handover))
		own.Handle("GET "+at+"status", s.page(mount, s.status))
		own.Handle("GET "+at+"document", s.page(mount, s.document))
		for _, about := range abouts() {
			own.Handle("GET "+at+about.step, s.page(mount, s.about(about)))
		}
		for step, act := range map[string]action{"choose": s.choose, "giveup": s.giveUp, "receipt": s.receipt} {
			own.Handle("POST "+at+step, s.page(mount, act))
			own.Handle("GET "+at+step, s.page(mount, goHome)) // an action's address, opened again
		}
	}
	if s.Documents != nil {
		s.checkRoutes(own)
		s.copyRoutes(own)
	}
	own.Handle("/", s.page("", noPage))

	all := http.NewServeMux()
	all.HandleFunc("/providers/{code}/return", s.bankReturn)
	all.HandleFunc("/providers/{code}/notify", s.bankNotify)
	all.HandleFunc("GET /static/{name}", s.static)
	all.HandleFunc("GET /static/logo/{institution}/{name}", s.logo)
	all.HandleFunc("GET /robots.txt", robots)
	all.Handle("/", guard.Handler(own))
	return s.headers(lowerPath(all)), nil
}

// lowerPath lets paths be matched without regard to case.
func lowerPath(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lower := new(http.Request)
		*lower = *r
		lower.URL = new(url.URL)
		*lower.URL = *r.URL
		lower.URL.Path, lower.URL.RawPath = strings.ToLower(r.URL.Path), ""
		next.ServeHTTP(w, lower)
	})
}

// home is the mount to which whoever comes from elsewhere is led.
func (s *site) home() string {
	for _, mount := range mounts() {
		if strings.EqualFold(mount, s.Home) {
			return mount
		}
	}
	return mounts()[0]
}

// page makes a handler of an action. A mount of "" is that of an address that
// belongs to no page; links then lead home.
func (s *site) page(mount string, act action) http.Handler {
	if mount == "" {
		mount = s.home()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(r, mount)
		s.remember(w, v)
		if err := act(w, r, v); err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// goHome leads to the request's address, where its state decides what is shown.
func goHome(w http.ResponseWriter, _ *http.Request, v visit) error {
	seeOther(w, v.Home())
	return nil
}

// seeOther answers with 303. The address is always one of our own, made by a
// visit.
func seeOther(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
}

func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /\n"))
}

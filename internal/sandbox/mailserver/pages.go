package mailserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"viss.gov.lv/mm/internal/sandbox/page"
)

func (s *Server) view(r *http.Request, keep url.Values, data any) page.View {
	d := page.Plain().WithQuery(r.URL.Query())
	return page.View{
		Display: d, Kind: "mail", Owner: d.Say("Izmēģinājumu pastkaste", "Sandbox mailbox"), Home: "/", Keep: keep,
		Banner: d.Say("Testa vide – neviena ziņa netiek pārsūtīta tālāk", "Test environment – no message is passed on"), Data: data,
	}
}

// inboxPage is what the first page shows.
type inboxPage struct {
	To       string // whose mail; empty: everybody's
	Messages []Message
	Magics   []Magic
}

func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	p := inboxPage{To: to, Messages: s.Messages(to), Magics: Magics()}
	slices.Reverse(p.Messages)
	var keep url.Values
	if to != "" {
		keep = url.Values{"to": {to}}
	}
	s.pages.Write(w, http.StatusOK, "inbox", s.view(r, keep, p))
}

// list gives the messages to scripts.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	body, err := json.MarshalIndent(s.Messages(r.URL.Query().Get("to")), "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(append(body, '\n'))
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	if m, ok := s.find(w, r); ok {
		s.pages.Write(w, http.StatusOK, "message", s.view(r, nil, m))
	}
}

// raw gives a message as it came.
func (s *Server) raw(w http.ResponseWriter, r *http.Request) {
	if m, ok := s.find(w, r); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		protect(w.Header())
		_, _ = w.Write([]byte(m.Raw))
	}
}

// html shows the HTML of a message as a mail program would: it may run nothing
// and load nothing.
func (s *Server) html(w http.ResponseWriter, r *http.Request) {
	if m, ok := s.find(w, r); ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		protect(w.Header())
		_, _ = w.Write([]byte(m.HTML))
	}
}

func protect(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation; frame-ancestors 'none'")
}

func (s *Server) find(w http.ResponseWriter, r *http.Request) (Message, bool) {
	m, ok := s.message(r.PathValue("id"))
	if !ok {
		v := s.view(r, nil, nil)
		v.Data = v.Say("Šādas ziņas te nav.", "There is no such message here.")
		s.pages.Write(w, http.StatusNotFound, "refusal", v)
	}
	return m, ok
}

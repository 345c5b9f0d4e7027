package eservice

import (
	"net/http"
	"net/url"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

func display(r *http.Request) page.Display { return page.Plain().WithQuery(r.URL.Query()) }

func (s *Service) view(d page.Display, keep url.Values, data any) page.View {
	return page.View{
		Display: d, Kind: "eservice", Owner: d.Say("Parauga e-pakalpojums", "Sample e-service"), Home: "/", Keep: keep, Data: data,
	}
}

// stepLink is a step that may be chosen.
type stepLink struct {
	Code, Name, Lang, Address string
	Current                   bool
}

// homePage is what the first page shows.
type homePage struct {
	Entry   entry
	Steps   []stepLink
	Error   string
	Recent  []record
	Action  string
	Display page.Display
}

func (s *Service) home(w http.ResponseWriter, r *http.Request) {
	s.showHome(w, r, http.StatusOK, blank(s.chosenStep(r.URL.Query().Get("step")), display(r)), "")
}

func (s *Service) showHome(w http.ResponseWriter, r *http.Request, status int, e entry, fault string) {
	d := display(r)
	p := homePage{Entry: e, Error: fault, Recent: s.ledger.recent(50), Action: "/requests?" + d.Query(), Display: d}
	for _, step := range s.Steps {
		p.Steps = append(p.Steps, stepLink{
			Code: step.Code, Name: step.Name.In(d), Lang: step.Name.Lang(d), Address: "/?step=" + url.QueryEscape(step.Code) + "&" + d.Query(),
			Current: step.Code == e.Step,
		})
	}
	v := s.view(d, url.Values{"step": {e.Step}}, p)
	if status != http.StatusOK {
		v.Keep = nil // the page belongs to a form that was sent; its address shows the empty form
	}
	s.pages.Write(w, status, "home", v)
}

// requestPage is what the page of a request shows.
type requestPage struct {
	Record   record
	Steps    []happening
	Returned bool
	Pay      string // address of MM's page
	Again    string
}

// happening is one line of a request's history.
type happening struct {
	Time   time.Time
	Text   string
	Detail string
	Letter string
	Bad    bool
}

func (s *Service) show(w http.ResponseWriter, r *http.Request) {
	rec, ok := s.ledger.find(plainID(r.PathValue("id")))
	if !ok {
		s.refuse(w, r, http.StatusNotFound, display(r).Say("Šāds pieprasījums te nav zināms.", "No such request is known here."))
		return
	}
	s.showRequest(w, r, rec, nil, false)
}

// returned is ResponseUrl: the payer came back. That alone means nothing, so the
// status is asked for.
func (s *Service) returned(w http.ResponseWriter, r *http.Request) {
	id := plainID(r.URL.Query().Get("id"))
	if id == "" {
		s.refuse(w, r, http.StatusBadRequest, display(r).Say("Adresē trūkst parametra id.", "The address lacks the parameter id."))
		return
	}
	s.ask(r, id, "return")
	rec, _ := s.ledger.find(id)
	s.showRequest(w, r, rec, url.Values{"id": {id}}, true)
}

func (s *Service) showRequest(w http.ResponseWriter, r *http.Request, rec record, keep url.Values, returned bool) {
	d := display(r)
	p := requestPage{
		Record: rec, Steps: rec.history(d), Returned: returned,
		Again: "/return?" + url.Values{"id": {rec.ID}}.Encode() + "&" + d.Query(),
	}
	if rec.Address != "" {
		p.Pay = rec.Address + "&" + d.Query()
	}
	s.pages.Write(w, http.StatusOK, "request", s.view(d, keep, p))
}

func (s *Service) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.pages.Write(w, status, "refusal", s.view(display(r), nil, text))
}

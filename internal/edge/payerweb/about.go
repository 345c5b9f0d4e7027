package payerweb

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// about is a page in which the pages tell of themselves. It belongs to no
// request; its address carries the one that the payer came from, for the way
// back.
type about struct {
	step     string // last part of its address
	title    string // key of its heading
	sections func(*site, *locale.Words) []section
}

func abouts() []about {
	return []about{
		{step: "privacy", title: "privacy", sections: privacy},
		{step: "accessibility", title: "access", sections: accessibility},
	}
}

// section is a part of a text page. The first one may have no heading.
type section struct {
	Heading string
	Text    []string
}

// about answers with one of the pages.
func (s *site) about(a about) action {
	return func(w http.ResponseWriter, _ *http.Request, v visit) error {
		v.step = a.step
		p := &page{
			visit: v, Kind: kindAbout, Status: http.StatusOK, Demo: s.Demo,
			Heading: v.Words.Text(a.title), Sections: a.sections(s, v.Words), Files: s.files,
		}
		if !v.ID.IsZero() {
			p.Open = v.Home()
		}
		return s.render(w, p)
	}
}

// AboutLink is a link in the footer.
type AboutLink struct {
	Address string
	Text    string // key
	Current bool
}

// Abouts are the links to the pages about the pages.
func (v visit) Abouts() []AboutLink {
	var all []AboutLink
	for _, a := range abouts() {
		all = append(all, AboutLink{Address: v.Step(a.step), Text: a.title, Current: v.step == a.step})
	}
	return all
}

func privacy(_ *site, w *locale.Words) []section {
	part := func(heading string, texts ...string) section { return sectionOf(w, heading, texts...) }
	return []section{
		part("privacy.who.h", "privacy.who"),
		part("privacy.what.h", "privacy.what", "privacy.card"),
		part("privacy.shown.h", "privacy.shown"),
		{Heading: w.Text("privacy.why.h"), Text: []string{w.Text("privacy.why"), w.Text("privacy.mail", "n", int(pay.ReceiptRemembered.Hours()/24))}},
		part("privacy.cookie.h", "footer.cookie", "privacy.cookie"),
		part("privacy.rights.h", "privacy.rights"),
	}
}

func sectionOf(w *locale.Words, heading string, texts ...string) section {
	s := section{Heading: w.Text(heading)}
	for _, key := range texts {
		s.Text = append(s.Text, w.Text(key))
	}
	return s
}

//go:embed accessibility.json
var checkedFile []byte

// checked is what `make a11y` found when it looked at every page in every mode
// the last time; it writes the file.
type checked struct {
	Day        string `json:"day"` // 2026-11-22
	Engine     string `json:"engine"`
	Browser    string `json:"browser"`
	Pages      int    `json:"pages"`
	Views      int    `json:"views"`
	Violations int    `json:"violations"`

	day time.Time
}

func loadChecked() (checked, error) {
	var c checked
	err := json.Unmarshal(checkedFile, &c)
	if err == nil {
		c.day, err = time.Parse(time.DateOnly, c.Day)
	}
	if err != nil {
		return checked{}, fmt.Errorf("payer's pages: accessibility.json: %w", err)
	}
	return c, nil
}

// accessibility is the statement that Cabinet Regulation No. 445 (2020) asks
// for, with the facts of the last check.
func accessibility(s *site, w *locale.Words) []section {
	c := s.checked
	how := w.Text("access.how")
	if c.Violations > 0 {
		how = w.Text("access.how.failures", "n", c.Violations)
	}
	facts := w.Text("access.checked", "day", w.Date(c.day), "engine", c.Engine, "browser", c.Browser,
		"pages", c.Pages, "views", c.Views, "violations", c.Violations)
	return []section{
		{Text: []string{w.Text("access.to")}},
		{Heading: w.Text("access.how.h"), Text: []string{how}},
		sectionOf(w, "access.can.h", "access.can"),
		sectionOf(w, "access.not.h", "access.not.text", "access.not.bank"),
		{Heading: w.Text("access.checked.h"), Text: []string{facts, w.Text("access.machine")}},
		sectionOf(w, "access.contact.h", "access.contact"),
		sectionOf(w, "access.enforce.h", "access.enforce"),
	}
}

package sandbox

import (
	"fmt"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/sandbox/demobank"
	"viss.gov.lv/mm/internal/sandbox/page"
)

// indexPage is what the first page shows.
type indexPage struct {
	Now      time.Time
	EService string
	Sandbox  string
	Mail     string // base address of the inbox; may be empty
	Contract string // page of the contract of MM's API; may be empty
	Provider string
	Outcomes []demobank.Choice
	Cents    []cents
}

// cents is a row of the table of magic amounts.
type cents struct {
	Ending  string
	Outcome string
	Hint    string
}

// index explains the sandbox.
func (s *Sandbox) index(w http.ResponseWriter, r *http.Request) {
	d := page.Plain().WithQuery(r.URL.Query())
	p := indexPage{
		Now: s.c.Now(), EService: d.At(s.c.EServiceURL + "/"), Sandbox: s.c.SandboxURL, Mail: s.c.MailURL, Contract: s.c.ContractURL, Provider: s.c.Provider,
		Outcomes: demobank.Describe(d),
	}
	for i := range int64(12) {
		c := demobank.DescribeMagic(i, d)
		p.Cents = append(p.Cents, cents{fmt.Sprintf(d.Say(",%02d", ".%02d"), i), c.Name, c.Hint})
	}
	s.pages.Write(w, http.StatusOK, "index", page.View{
		Display: d, Kind: "sandbox", Owner: d.Say("MM izmēģinājumu vide", "MM sandbox"), Home: "/",
		Banner: d.Say("Testa vide – nauda netiek pārskaitīta", "Test environment – no money is moved"), Data: p,
	})
}

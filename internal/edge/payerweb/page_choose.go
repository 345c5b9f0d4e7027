package payerweb

import (
	"slices"

	"viss.gov.lv/mm/pay"
)

// choose fills in the page on which a method is chosen. What became of the last
// attempt is its heading then: the payer came back from a bank and wants to
// know that first, and can go on right there.
func (p *page) choose(view pay.View, payment int) {
	r := view.Request
	due := &r.Payments[payment]
	p.Heading = p.T("choose.title")
	p.Choice = &choiceShown{
		Payment: string(due.Number), Groups: methodGroups(view, p.Words.Language()),
		Amount: p.Words.Money(pay.Money{Minor: due.Amount, Currency: r.Total.Currency}),
		N:      payment + 1, Count: len(r.Payments),
	}
	p.Leave, p.Exit = p.Exit, nil
	ended, attempt := endingOf(r, payment)
	if ended == endingNone {
		if len(r.Payments) > 1 && r.Paid() == 0 {
			p.Text = append(p.Text, p.T("choose.split", "count", len(r.Payments)))
		}
		p.others(r, payment)
		return
	}
	name := methodName(view, attempt.Provider, p.Words.Language())
	p.Choice.Again = true
	switch ended {
	case endingDeclined:
		p.Heading, p.Strong = p.T("declined.title"), p.T("declined.money")
		p.Text = []string{p.T("declined.who", "name", name), p.T("declined.text")}
	case endingUnavailable:
		p.Heading, p.Strong = p.T("unavailable.title"), p.T("declined.money")
		p.Text = []string{p.T("unavailable.text", "name", name)}
	case endingCancelled:
		p.Heading, p.Strong = p.T("cancelled.title"), p.T("declined.money")
		p.Text = []string{p.T("cancelled.text")}
	case endingGivenUp:
		p.Heading, p.Strong = p.T("cancelled.title"), p.T("cancelled.money")
		p.Text = []string{p.T("cancelled.text")}
	case endingLapsed:
		p.Heading, p.Strong = p.T("lapsed.title"), p.T("lapsed.text")
		p.Text = []string{p.T("lapsed.money", "name", name)}
	case endingNone:
	}
	p.others(r, payment)
}

// others warns of payments of the same request whose outcome is awaited.
func (p *page) others(r *pay.Request, payment int) {
	for i := range r.Payments {
		if i == payment {
			continue
		}
		switch standingOf(r, i) {
		case standingWaiting, standingUnknown, standingRunning:
			p.Text = append(p.Text, p.T("unknown.also", "number", r.Payments[i].Number))
		case standingDue, standingPaid, standingReturned:
		}
	}
}

// methodGroups groups the methods by kind. The view's order stays: the kinds
// come in the order of their first method, so that the payer's own bank is on
// top.
func methodGroups(view pay.View, l pay.Language) []methodGroup {
	var groups []methodGroup
	for _, m := range view.Methods {
		label := "choose.bank"
		if m.Kind == pay.CardProvider {
			label = "choose.card"
		}
		i := slices.IndexFunc(groups, func(g methodGroup) bool { return g.Label == label })
		if i < 0 {
			groups = append(groups, methodGroup{Label: label})
			i = len(groups) - 1
		}
		groups[i].Methods = append(groups[i].Methods, methodShown{
			ID: "method-" + string(m.Code), Code: string(m.Code), Name: say(m.Name, l),
			Checked: m.Code == view.Preferred || len(view.Methods) == 1,
			Signed:  m.Code == view.Preferred,
		})
	}
	if len(groups) > 0 {
		groups[0].Methods[0].ID = firstMethod // where the error summary leads
	}
	return groups
}

// firstMethod is the element of the first method.
const firstMethod = "method"

// running fills in the page of an attempt that waits for the payer.
func (p *page) running(view pay.View, payment int) {
	a := view.Request.LiveAttempt(payment)
	name := methodName(view, a.Provider, p.Words.Language())
	p.Heading = p.T("running.title")
	p.Running = &runningShown{
		Attempt: string(a.Ref), Name: name, When: p.Words.Moment(a.Created), Continue: a.Handover != nil,
	}
	where := p.T("running.where", "name", name, "when", p.Running.When)
	p.Text, p.Strong = []string{p.T("running.text"), where}, p.T("running.warning")
	refresh := 0 // not under the hands of a payer who has something to decide
	if a.Handover == nil {
		p.Text, refresh = []string{p.T("running.preparing"), where}, 10
	}
	p.watch(view, refresh)
}

package payerweb

import (
	"errors"
	"net/http"
	"net/url"

	"viss.gov.lv/mm/pay"
)

// handover leads to the bank. It is a page and no redirect, so that the payer
// sees where they go, and since a form that is posted cannot be redirected to.
// It exists while an attempt waits for the payer; at any other time its address
// leads to the request's page.
func (s *site) handover(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	k, payment := pageOf(view.Request, view.Now, v.payment)
	if k != kindRunning || view.Request.LiveAttempt(payment).Handover == nil {
		seeOther(w, v.Home())
		return nil
	}
	attempt := view.Request.LiveAttempt(payment)
	target, ok := webAddress(attempt.Handover.URL)
	if !ok {
		return errors.New("hand over: the provider's address is not a web address")
	}
	// The bank may know from where the payer comes, but not the request's address.
	w.Header().Set("Referrer-Policy", "strict-origin")
	p := s.handoverPage(v, view, payment, target)
	p.FormsTo = bankForms(target)
	return s.render(w, p)
}

func (s *site) handoverPage(v visit, view pay.View, payment int, target *url.URL) *page {
	attempt := view.Request.LiveAttempt(payment)
	p := s.frame(v, view, kindHandover, payment)
	p.Heading, p.Exit = p.T("redirect.title"), nil
	p.Handover = &handoverShown{
		Name: methodName(view, attempt.Provider, v.Words.Language()), Key: "redirect.bank",
		URL: attempt.Handover.URL, Host: target.Host, Fields: attempt.Handover.Fields,
	}
	for _, m := range view.Methods {
		if m.Code == attempt.Provider && m.Kind == pay.CardProvider {
			p.Handover.Key = "redirect.card"
		}
	}
	return p
}

package payerweb

import (
	"net/http"
	"time"

	"viss.gov.lv/mm/pay"
)

// choose begins an attempt: the payer chose a method. What is chosen on a page
// that is out of date (of a payment that is no longer due, or in a tab that was
// left open) begins nothing; the payer is shown what is true now, and told that
// it has changed.
func (s *site) choose(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	method := pay.ProviderCode(r.PostFormValue("method")).Canonical()
	wanted := pay.Number(r.PostFormValue("payment"))
	if len(view.Request.Payments) > 1 && view.Request.PaymentByNumber(wanted) >= 0 {
		v.payment = wanted // so that the pages to come are about the same one
	}
	k, payment := pageOf(view.Request, view.Now, wanted)
	if k != kindChoose || view.Request.Payments[payment].Number != wanted {
		s.follow(w, r, v, view, method)
		return nil
	}
	if method == "" {
		return s.chooseAgain(w, v, view, "error.method")
	}
	attempt, err := s.Cashier.Begin(r.Context(), v.ID, pay.Choice{
		Payment: view.Request.Payments[payment].Number, Provider: method,
		Language: v.Display.Language, Display: v.Display.chosen(),
	})
	if err != nil {
		return s.notBegun(w, r, v, view, method, err)
	}
	s.grant(w, r, rightOfAttempt, attempt.ID)
	if attempt.Handover == nil {
		seeOther(w, v.Home())
		return nil
	}
	seeOther(w, v.Step("handover"))
	return nil
}

// notBegun answers a choice that the cashier did not take.
func (s *site) notBegun(w http.ResponseWriter, r *http.Request, v visit, view pay.View, method pay.ProviderCode, err error) error {
	code := pay.CodeOf(err)
	if code == pay.CodeProviderNotOffered {
		return s.chooseAgain(w, v, view, "error.offered")
	}
	if code == pay.CodeAttemptRunning {
		return s.join(w, r, v, method)
	}
	if code == pay.CodeProviderUnavailable {
		seeOther(w, v.Home()) // the page says what became of the attempt
		return nil
	}
	if code == pay.CodePaymentNotFound {
		seeOther(w, v.Overtaken())
		return nil
	}
	return err
}

// chooseAgain shows the form with what is wrong about it. Nothing has changed,
// so that a refresh, which posts the form again, does no harm.
func (s *site) chooseAgain(w http.ResponseWriter, v visit, view pay.View, problem string) error {
	p := s.pageFor(v, view)
	p.Status, p.Error = http.StatusBadRequest, p.T(problem)
	return s.render(w, p)
}

// join lets a second click on the same button follow the first one.
func (s *site) join(w http.ResponseWriter, r *http.Request, v visit, method pay.ProviderCode) error {
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	s.follow(w, r, v, view, method)
	return nil
}

// doubleClick is how far apart two clicks on one button are at most.
const doubleClick = 15 * time.Second

// follow leads a choice that began nothing: to the bank when it is the twin of a
// choice made a moment ago, since a browser forgets the answer to the first of
// two clicks; else to the page that says what is true.
func (s *site) follow(w http.ResponseWriter, r *http.Request, v visit, view pay.View, method pay.ProviderCode) {
	twin := twinOf(v, view, method)
	if twin == nil {
		seeOther(w, v.Overtaken())
		return
	}
	s.grant(w, r, rightOfAttempt, twin.ID)
	seeOther(w, v.Step("handover"))
}

// twinOf is the attempt that another click on the same button has just begun;
// nil when there is none.
func twinOf(v visit, view pay.View, method pay.ProviderCode) *pay.Attempt {
	k, payment := pageOf(view.Request, view.Now, v.payment)
	if k != kindRunning {
		return nil
	}
	live := view.Request.LiveAttempt(payment)
	if live.Provider != method || live.Handover == nil || view.Now.Sub(live.Created) > doubleClick {
		return nil
	}
	return live
}

// formLimit is the size of the largest form that our own pages send, with room
// to spare.
const formLimit = 16 << 10

func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		if tooLarge(err) {
			return pay.Fail(pay.CodeMessageTooLarge, err)
		}
		return pay.Fail(pay.CodeMalformed, err)
	}
	return nil
}

package payerweb

import (
	"net/http"

	"viss.gov.lv/mm/pay"
)

// giveUp ends the attempt that the payer's page showed. If it cannot be ended
// any more, the bank was quicker, and the request's page says so.
func (s *site) giveUp(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	if _, err := s.find(r, v); err != nil {
		return err
	}
	attempt, err := pay.ParseNumber(r.PostFormValue("attempt"))
	if err != nil {
		return pay.Fail(pay.CodeMalformed, err)
	}
	err = s.Cashier.GiveUp(r.Context(), v.ID, attempt)
	if err != nil && pay.CodeOf(err) == pay.CodePaymentNotFound {
		seeOther(w, v.Overtaken())
		return nil
	}
	if err != nil {
		return err
	}
	seeOther(w, v.Home())
	return nil
}

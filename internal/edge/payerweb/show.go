package payerweb

import (
	"net/http"

	"viss.gov.lv/mm/pay"
)

// show answers a visit to the request's address with the page of its state.
func (s *site) show(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	p := s.pageFor(v, view)
	if err := s.offerCopy(r, p, view.Request); err != nil {
		return err
	}
	return s.render(w, p)
}

// find reads the request that an address names. Those who ask for too many that
// do not exist are not answered for a while.
func (s *site) find(r *http.Request, v visit) (pay.View, error) {
	from, now := s.ClientAddr(r), s.Clock.Now()
	if !s.limit.open(from, now) {
		return pay.View{}, pay.Fail(pay.CodeTooManyCalls, nil)
	}
	if v.ID.IsZero() {
		s.limit.miss(from, now)
		return pay.View{}, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	view, err := s.Cashier.View(r.Context(), v.ID)
	if err != nil && pay.CodeOf(err) == pay.CodeRequestNotFound {
		s.limit.miss(from, now)
	}
	return view, err
}

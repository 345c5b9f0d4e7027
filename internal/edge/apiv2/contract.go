package apiv2

import (
	"net/http"
	"strings"

	"viss.gov.lv/mm/pay"
)

// Contract answers with the contract, as a page, as YAML and as JSON, and with
// nothing else: for a listener where there is no API.
func (h *Handler) Contract() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{w: w, r: r}
		err := h.find(c)
		if err == nil && c.route != nil {
			if c.route.public != nil {
				c.route.public.ServeHTTP(w, r)
				return
			}
			err = pay.Fail(pay.CodeNotFound, nil)
		}
		if err != nil {
			h.refuse(r.Context(), c, err)
		}
	})
}

// Within tells whether a path is of this interface.
func Within(path string) bool { return strings.HasPrefix(path+"/", Path) }

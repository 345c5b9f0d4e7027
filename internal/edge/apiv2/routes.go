package apiv2

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"viss.gov.lv/mm/internal/edge/apiv2/reference"
	"viss.gov.lv/mm/pay"
)

// route is one operation of the contract.
type route struct {
	method string
	path   string // beneath Path, as the contract writes it
	name   string // operationId of the contract
	body   need   // of a POST
	dear   bool   // costs many shares of the rate
	do     func(context.Context, *call) error
	public http.Handler // in place of do: needs no certificate
}

// need says whether an operation takes a body.
type need int

const (
	noBody need = iota
	jsonObject
)

// table is what there is. A test holds it against the contract.
func (h *Handler) table(contract map[string]http.Handler) []route {
	const get, post = http.MethodGet, http.MethodPost
	return append(h.toldRoutes(), []route{
		{method: post, path: "payment-requests", name: "createPaymentRequest", body: jsonObject, do: h.create},
		{method: get, path: "payment-requests", name: "listPaymentRequests", do: h.requests},
		{method: get, path: "payment-requests/{id}", name: "getPaymentRequest", do: h.request},
		{method: get, path: "payment-requests/{id}/status", name: "getPaymentRequestStatus", do: h.status},
		{method: post, path: "payment-requests/{id}/withdraw", name: "withdrawPaymentRequest", body: jsonObject, do: h.withdraw},
		{method: get, path: "payment-requests/{id}/documents", name: "listDocumentsOfPaymentRequest", do: h.documentsOf},
		{method: post, path: "payment-requests/{id}/documents", name: "issueDocument", body: jsonObject, do: h.issue},
		{method: get, path: "payments", name: "listPayments", do: h.payments},
		{method: get, path: "payments/{number}", name: "getPayment", do: h.payment},
		{method: get, path: "documents", name: "listDocuments", do: h.documents},
		{method: get, path: "documents/{number}", name: "getDocument", do: h.document},
		{method: get, path: "documents/{number}/pdf", name: "getDocumentPDF", do: h.pdf},
		{method: get, path: "documents/{number}/xml", name: "getDocumentXML", do: h.xml},
		{method: get, path: "documents/{number}/ubl", name: "getDocumentUBL", do: h.ubl},

		{method: get, path: "", name: "getContractPage", public: contract[reference.PageName]},
		{method: get, path: "openapi.yaml", name: "getContractYAML", public: contract[reference.YAMLName]},
		{method: get, path: "openapi.json", name: "getContractJSON", public: contract[reference.JSONName]},
	}...)
}

// find finds the route of a call. OPTIONS is answered here and leaves no route;
// HEAD is GET whose content the server drops.
func (h *Handler) find(c *call) error {
	c.path = strings.Trim(strings.TrimPrefix(c.r.URL.Path+"/", Path), "/")
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var allowed []string
	for i := range h.routes {
		values, ok := match(h.routes[i].path, c.path)
		if !ok {
			continue
		}
		if h.routes[i].method == method {
			c.route, c.values = &h.routes[i], values
			return nil
		}
		allowed = append(allowed, h.routes[i].method)
	}
	if len(allowed) == 0 {
		return pay.Fail(pay.CodeNotFound, nil)
	}
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	allow := strings.Join(append(allowed, http.MethodOptions), ", ")
	c.w.Header().Set("Allow", allow)
	if method == http.MethodOptions {
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return &refusal{status: http.StatusMethodNotAllowed, err: &pay.Error{Code: pay.CodeUnknownOperation, Value: c.r.Method, Want: pay.Want{
		LV: "Šeit: " + allow + ".", EN: "Here: " + allow + ".",
	}}}
}

// match holds a path against that of a route, whose parts in braces stand for
// any.
func match(pattern, path string) (map[string]string, bool) {
	var values map[string]string
	for {
		part, pattern1, more := strings.Cut(pattern, "/")
		given, path1, moreGiven := strings.Cut(path, "/")
		if name, ok := strings.CutPrefix(part, "{"); ok && given != "" {
			if values == nil {
				values = make(map[string]string, 1)
			}
			values[strings.TrimSuffix(name, "}")] = given
		} else if part != given {
			return nil, false
		}
		if more != moreGiven {
			return nil, false
		}
		if !more {
			return values, true
		}
		pattern, path = pattern1, path1
	}
}

package paymentsoap

import (
	"net/http"
	"net/url"
	"strings"
)

// get hands out the contract. It needs no certificate: tools that generate
// clients cannot present one.
func (h *Handler) get(w http.ResponseWriter, r *http.Request) {
	address := h.address(r)
	document, found := h.document(r.URL.RawQuery, address)
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if document == nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		document = []byte("PaymentRequestService\n" + address + "?wsdl\n" + address + "?singleWsdl\n")
	}
	_, _ = w.Write(document) // nobody is left to tell when the reader has gone
}

// document finds what a query asks for, names in any case: nil for a query
// that asks for none of the contract's documents.
func (h *Handler) document(query, address string) (document []byte, found bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, false
	}
	for name, value := range values {
		switch strings.ToLower(name) {
		case "wsdl":
			return h.contract.WSDL(address), true
		case "singlewsdl":
			return h.contract.SingleWSDL(address), true
		case "xsd":
			return h.contract.Schema(value[0], address)
		}
	}
	return nil, true
}

// address is that of the service as its reader can reach it. The listener
// speaks TLS, or a proxy in front of it does.
func (h *Handler) address(r *http.Request) string {
	base := strings.TrimSuffix(h.PublicURL, "/")
	if base == "" {
		base = "https://" + r.Host
	}
	return base + Path
}

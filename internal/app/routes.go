package app

import (
	"context"
	"net/http"
	"strings"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/edge/invoicerest"
	"viss.gov.lv/mm/internal/edge/payerweb"
	"viss.gov.lv/mm/internal/edge/paymentapi"
	"viss.gov.lv/mm/internal/edge/paymentsoap"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// webHandler answers payers and banks.
func (a *App) webHandler() (http.Handler, error) {
	var receipts payerweb.Receipts
	if a.config.Mail.Set() {
		receipts = a.cashier
	}
	pages, err := payerweb.New(payerweb.Config{
		Cashier: a.cashier, Receipts: receipts, BaseURL: a.config.Web.PublicURL, Home: a.config.Web.PaymentPath, Demo: a.demo, Clock: a.machine, Log: a.log,
		Documents: &payerweb.Documents{
			Archive: a.cashier, Printer: a.printer, Keys: a.documents.keys, CookieKey: a.documents.copies,
		},
		Institutions: func() map[pay.InstitutionCode]*pay.Institution { return a.catalogue.Current().Institutions },
		ClientAddr:   a.clientAddress, UnknownPerMinute: a.config.Limits.UnknownIDsPerMinute,
	})
	if err != nil {
		return nil, err
	}
	slots := a.config.Limits.Concurrency
	return fair(slots/shareOfPayers, a.clientAddress, limited(slots, a.withContract(pages), busyPage), busyPage), nil
}

// withContract puts the contract of API v2 beside the pages of a demonstration:
// there a browser opens it without asking for certificates.
func (a *App) withContract(pages http.Handler) http.Handler {
	if !a.demo {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if apiv2.Within(r.URL.Path) {
			a.contract.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// servicesHandler answers programs with client certificates.
func (a *App) servicesHandler(ctx context.Context) (http.Handler, error) {
	verifier, err := a.verifier(ctx)
	if err != nil {
		return nil, err
	}
	limits := soap.DefaultLimits()
	limits.Bytes = a.config.Limits.BodyBytes
	payments, err := paymentsoap.New(paymentsoap.Config{
		Cashier: a.cashier, Identify: verifier.Caller,
		Namespaces: api.Namespaces{Service: a.config.SOAP.ContractNamespace, Data: a.config.SOAP.DataNamespace},
		PaymentURL: a.paymentURL(), PublicURL: hostOf(a.config.Services.PublicURL),
		Limits: limits, BodyTimeout: a.config.Limits.ReadTimeout, Machine: a.machine,
		Codes: a.config.ErrorCodes, Observe: a.metrics.call, Log: a.log,
	})
	if err != nil {
		return nil, err
	}
	invoices, err := invoicerest.New(invoicerest.Config{
		Archive: a.cashier, Identify: verifier.Caller, Printer: a.printer,
		Codes: a.config.ErrorCodes, Observe: a.metrics.document, Log: a.log,
	})
	if err != nil {
		return nil, err
	}
	json, err := a.paymentAPI(verifier)
	if err != nil {
		return nil, err
	}
	modern, err := a.apiV2(verifier)
	if err != nil {
		return nil, err
	}
	a.contract = modern.Contract()
	mux := http.NewServeMux()
	mux.Handle(strings.ToLower(paymentsoap.Path), payments)
	mux.Handle(strings.ToLower(invoicerest.Path), invoices)
	busy := http.NewServeMux()
	busy.HandleFunc("/", payments.Busy)
	busy.HandleFunc(strings.ToLower(invoicerest.Path), invoices.Busy)
	for _, path := range []string{paymentapi.Path, paymentapi.OtherPath} {
		mux.Handle(path, json)
		busy.HandleFunc(path, json.Busy)
	}
	for _, path := range []string{apiv2.Path, strings.TrimSuffix(apiv2.Path, "/")} { // the latter would be redirected
		mux.Handle(path, modern)
		busy.HandleFunc(path, modern.Busy)
	}
	slots, refuse := a.config.Limits.Concurrency, folded(busy).ServeHTTP
	return modern.Waiting(fair(slots/shareOfServices, a.clientAddress, limited(slots, folded(mux), refuse), refuse)), nil
}

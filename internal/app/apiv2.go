package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/identity"
)

// apiV2 answers integrators of the modern interface.
func (a *App) apiV2(verifier *identity.Verifier) (*apiv2.Handler, error) {
	calls := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mm_api_calls_total", Help: "Calls of API v2, by operation, institution and code of refusal.",
	}, []string{"operation", "institution", "code"})
	if err := a.metrics.registry.Register(calls); err != nil {
		return nil, err
	}
	origin := hostOf(a.config.Services.PublicURL)
	contract, err := api.OpenAPI(origin)
	if err != nil {
		return nil, err
	}
	return apiv2.New(apiv2.Config{
		Cashier: a.cashier, Lists: a.lists, Told: a.told(), Printer: a.printer, Identify: verifier.Caller,
		RequestID: requestIDOf, Contract: contract, Origin: origin, PaymentURL: a.paymentURL(),
		BodyBytes: a.config.Limits.BodyBytes, BodyTimeout: a.config.Limits.ReadTimeout,
		ListTimeout: a.config.Limits.ListTimeout, PerMinute: a.config.Limits.APIPerMinute,
		Machine: a.machine, Codes: a.config.ErrorCodes, Log: a.log,
		Observe: func(c apiv2.Call) {
			calls.WithLabelValues(c.Operation, string(c.Institution), string(c.Code)).Inc()
		},
	})
}

// requestIDOf is how a request is called in logs and answers.
func requestIDOf(r *http.Request) string {
	id, _ := r.Context().Value(requestIDKey{}).(string)
	return id
}

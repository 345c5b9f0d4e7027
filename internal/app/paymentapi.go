package app

import (
	"net/http"
	"net/netip"

	"github.com/prometheus/client_golang/prometheus"

	"viss.gov.lv/mm/internal/edge/paymentapi"
	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/pay"
)

// paymentAPI answers the portal's platform.
func (a *App) paymentAPI(verifier *identity.Verifier) (*paymentapi.Handler, error) {
	calls := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mm_json_calls_total", Help: "Calls of the JSON interface, by operation, institution and code of refusal.",
	}, []string{"operation", "institution", "code"})
	if err := a.metrics.registry.Register(calls); err != nil {
		return nil, err
	}
	if networks := a.config.Services.PlatformNetworks; len(networks) > 0 {
		a.log.Warn("ANYBODY IN THESE NETWORKS MAY ACT FOR EVERY INSTITUTION, WITHOUT A CERTIFICATE", "services.platformNetworks", prefixes(networks))
	}
	return paymentapi.New(paymentapi.Config{
		Cashier: a.cashier, Lists: a.lists, Platform: a.platform(verifier), Named: verifier.Named,
		Institution: a.institutionName, PaymentURL: a.paymentURL(),
		BodyBytes: a.config.Limits.BodyBytes, BodyTimeout: a.config.Limits.ReadTimeout,
		ListRows: a.config.Limits.ListRows, ListTimeout: a.config.Limits.ListTimeout,
		Machine: a.machine, Codes: a.config.ErrorCodes, Log: a.log,
		Observe: func(_ *http.Request, c paymentapi.Call) {
			calls.WithLabelValues(c.Operation, string(c.Institution), string(c.Code)).Inc()
		},
	})
}

// platform tells who calls the JSON interface: by certificate, or, where that is
// configured, by the network from which somebody without one calls.
func (a *App) platform(verifier *identity.Verifier) func(*http.Request) (pay.Caller, error) {
	return func(r *http.Request) (pay.Caller, error) {
		caller, err := verifier.Caller(r)
		if pay.CodeOf(err) != pay.CodeNoCertificate || err == nil {
			return caller, err
		}
		address := a.clientAddress(r)
		if !inNetworks(address, a.config.Services.PlatformNetworks) {
			return caller, err
		}
		return pay.Caller{Roles: []pay.Role{pay.RolePlatform}, Subject: "network " + address.String()}, nil
	}
}

func inNetworks(address netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(address.WithZone("")) {
			return true
		}
	}
	return false
}

// institutionName is how people know an institution; its code when it is no
// longer in the catalogue.
func (a *App) institutionName(code pay.InstitutionCode) string {
	if i, ok := a.catalogue.Current().Institutions[code]; ok && i.Name.LV != "" {
		return i.Name.LV
	}
	return string(code)
}

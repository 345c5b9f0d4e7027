package main

import (
	"context"
	"fmt"
	"regexp"
)

// The calls over SOAP, beside which others stand.
const (
	soapSave   = "SavePaymentRequest"
	soapStatus = "CheckPaymentRequestStatus"
)

// overSOAP are the published calls over SOAP.
func (s settings) overSOAP(mm *child, ids *identifiers) ([]kind, error) {
	callers, err := mm.clients(s.workers)
	if err != nil {
		return nil, err
	}
	return []kind{
		{soapSave, "bare rows", func(ctx context.Context, worker, _ int) error {
			answer, err := post(ctx, callers[worker], mm.facts.PaymentSOAP, []byte(save))
			if err != nil {
				return err
			}
			id, err := idIn(answer)
			ids.add(id)
			return err
		}},
		{soapStatus, "bare TLS handler", func(ctx context.Context, worker, n int) error {
			answer, err := post(ctx, callers[worker], mm.facts.PaymentSOAP, fmt.Appendf(nil, check, ids.some(n)))
			if err != nil {
				return err
			}
			return letterIn(answer, "P")
		}},
	}, nil
}

// matches tells whether a kind was chosen on the command line.
func matches(only, name string) bool {
	ok, err := regexp.MatchString(only, name)
	return ok && err == nil
}

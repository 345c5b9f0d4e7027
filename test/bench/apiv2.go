package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// saveV2 is the request of the SOAP series for API v2.
const saveV2 = `{"step":"02Y70","lines":[{"position":"53","quantity":"1"},{"position":"54","amount":"12.12"}],"description":"02Y70 payment","payer":{"address":"Rātslaukums 1, LV-1050, Rīga","code":"31129900000","email":"e@p.lv","firstName":"Ernests","name":"Paraudziņš","phone":"26620000"},"returnUrl":"http://jusu-response-url","notificationUrl":"http://jusu-response-url-s2s","preferredProvider":"DEMO0000"}`

// overV2 prints the same calls over API v2 beside those over SOAP.
func (s settings) overV2(ctx context.Context, mm *child, ids []string, saved, status series) error {
	callers, err := mm.clients(s.workers)
	if err != nil {
		return err
	}
	call := func(ctx context.Context, worker int, method, path, body, key string, want int) error {
		request, err := http.NewRequestWithContext(ctx, method, mm.facts.APIv2+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		if body != "" {
			request.Header.Set("Content-Type", "application/json")
		}
		if key != "" {
			request.Header.Set("Idempotency-Key", key)
		}
		answer, err := callers[worker].Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = answer.Body.Close() }() // read to its end below
		text, err := io.ReadAll(answer.Body)
		if err == nil && answer.StatusCode != want {
			err = fmt.Errorf("%s answered %s: %.300s", path, answer.Status, text)
		}
		return err
	}
	for _, row := range []struct {
		name string
		do   func(ctx context.Context, worker, n int) error
		soap series
	}{
		{"POST payment-requests         ", func(ctx context.Context, worker, _ int) error {
			return call(ctx, worker, http.MethodPost, "/payment-requests", saveV2, "", http.StatusCreated)
		}, saved},
		{"  with an Idempotency-Key     ", func(ctx context.Context, worker, n int) error {
			return call(ctx, worker, http.MethodPost, "/payment-requests", saveV2, "bench-"+strconv.Itoa(n), http.StatusCreated)
		}, saved},
		{"GET …/status                  ", func(ctx context.Context, worker, n int) error {
			return call(ctx, worker, http.MethodGet, "/payment-requests/"+ids[n*7919%len(ids)]+"/status", "", "", http.StatusOK)
		}, status},
		{"GET payment-requests/{id}     ", func(ctx context.Context, worker, n int) error {
			return call(ctx, worker, http.MethodGet, "/payment-requests/"+ids[n*7919%len(ids)], "", "", http.StatusOK)
		}, status},
	} {
		settle()
		over := drive(ctx, s.workers, s.duration, row.do)
		fmt.Printf("  %s %s   %3.0f %% of SOAP\n", row.name, over, 100*over.perSecond()/row.soap.perSecond())
	}
	return nil
}

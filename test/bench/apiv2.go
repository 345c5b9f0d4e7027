package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// saveV2 is the request of the SOAP series for API v2.
const saveV2 = `{"step":"02Y70","lines":[{"position":"53","quantity":"1"},{"position":"54","amount":"12.12"}],"description":"02Y70 payment","payer":{"address":"Rātslaukums 1, LV-1050, Rīga","code":"31129900000","email":"e@p.lv","firstName":"Ernests","name":"Paraudziņš","phone":"26620000"},"returnUrl":"http://jusu-response-url","notificationUrl":"http://jusu-response-url-s2s","preferredProvider":"DEMO0000"}`

// overV2 are the same calls over API v2.
func (s settings) overV2(mm *child, ids *identifiers) ([]kind, error) {
	callers, err := mm.clients(s.workers)
	if err != nil {
		return nil, err
	}
	began := strconv.FormatInt(time.Now().UnixNano(), 36) // keys of other rounds are others
	var keys atomic.Int64
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
	return []kind{
		{"POST payment-requests", soapSave, func(ctx context.Context, worker, _ int) error {
			return call(ctx, worker, http.MethodPost, "/payment-requests", saveV2, "", http.StatusCreated)
		}},
		{"POST with an Idempotency-Key", soapSave, func(ctx context.Context, worker, _ int) error {
			key := "bench-" + began + "-" + strconv.FormatInt(keys.Add(1), 36)
			return call(ctx, worker, http.MethodPost, "/payment-requests", saveV2, key, http.StatusCreated)
		}},
		{"GET payment-requests/…/status", soapStatus, func(ctx context.Context, worker, n int) error {
			return call(ctx, worker, http.MethodGet, "/payment-requests/"+ids.some(n)+"/status", "", "", http.StatusOK)
		}},
		{"GET payment-requests/…", soapStatus, func(ctx context.Context, worker, n int) error {
			return call(ctx, worker, http.MethodGet, "/payment-requests/"+ids.some(n), "", "", http.StatusOK)
		}},
	}, nil
}

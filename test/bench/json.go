package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
)

// saveJSON is the request of the SOAP series over JSON.
const saveJSON = `{"MM_Cert":"%s","PaymentsDataStructure":{"PaymentRequest":{"ClientInfo":{"ClientAddress":"Rātslaukums 1, LV-1050, Rīga","ClientCode":"31129900000","ClientEMail":"e@p.lv","ClientFirstName":"Ernests","ClientName":"Paraudziņš","ClientPhone":"26620000"},"PaymentObject":"02Y70 payment","PriceList":[{"Item":1,"ItemElementName":"Quantity","Position":"53"},{"Item":"12.12","ItemElementName":"Amount","Position":"54"}],"ResponseUrl":"http://jusu-response-url","ServerResponseUrl":"http://jusu-response-url-s2s","ServiceStep":"02Y70","SwiftCode":"DEMO0000"}}}`

// platform is the JSON interface with its callers, one a worker.
type platform struct {
	callers []*http.Client
	address string
	cert    string // MM_Cert
}

func (c *child) platform(workers int) (*platform, error) {
	callers, err := clients(workers, c.facts.CA, c.facts.PlatformCert, c.facts.PlatformKey)
	if err != nil {
		return nil, err
	}
	cert, err := inBase64(c.facts.ClientCert)
	return &platform{callers, c.facts.PaymentAPI, cert}, err
}

// inBase64 is a certificate as MM_Cert carries it.
func inBase64(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return "", fmt.Errorf("%s holds no certificate", file)
	}
	return base64.StdEncoding.EncodeToString(block.Bytes), nil
}

// call sends a message whose first gap is for MM_Cert.
func (p *platform) call(ctx context.Context, worker int, method, message string, more ...any) error {
	body := fmt.Appendf(nil, message, append([]any{p.cert}, more...)...)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.address+method, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := p.callers[worker].Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s: %.300s", method, answer.Status, text)
	}
	return err
}

// overJSON are the same calls over the published JSON interface.
func (s settings) overJSON(mm *child, ids *identifiers) ([]kind, error) {
	p, err := mm.platform(s.workers)
	if err != nil {
		return nil, err
	}
	return []kind{
		{"savepaymentrequest", soapSave, func(ctx context.Context, worker, _ int) error {
			return p.call(ctx, worker, "savepaymentrequest", saveJSON)
		}},
		{"checkpaymentrequeststatus", soapStatus, func(ctx context.Context, worker, n int) error {
			return p.call(ctx, worker, "checkpaymentrequeststatus", `{"MM_Cert":"%s","PaymentRequestId":"%s"}`, ids.some(n))
		}},
	}, nil
}

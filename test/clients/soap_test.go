package clients_test

import (
	"crypto/tls"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	serviceNamespace = "http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0"
	dataNamespace    = "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0"
	nobody           = "00000000-0000-4000-8000-000000000000" // identifier of no request
)

// caller calls PaymentRequestService with one certificate, byte by byte as the
// test writes it.
type caller struct {
	http    *http.Client
	address string
}

func newCaller(t testing.TB, ca, address, certificate, key string) *caller {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return &caller{client(t, ca, pair), address}
}

// line is an entry of PriceList.
type line struct{ kind, item, position string }

// sale is what SavePaymentRequest is asked for. Empty members are left out.
type sale struct {
	step, object, expiry, swift, response, server, parent, more string
	lines                                                       []line
	banks                                                       []string
	key                                                         string // Idempotency-Key
}

// publishedSale is the request of the published samples.
func publishedSale() sale {
	return sale{step: "02Y70", object: "02Y70 payment", lines: []line{{"Quantity", "1", "53"}, {"Amount", "12.12", "54"}}}
}

// trial asks for one amount of the step whose amount is free.
func trial(amount string) sale {
	return sale{step: "00001", lines: []line{{"Amount", amount, "1"}}}
}

// Who pays, in the published samples. None of it may be found in a log.
const payer = `<ClientInfo><ClientAddress>Rātslaukums 1, LV-1050, Rīga</ClientAddress><ClientCode>31129900000</ClientCode>` +
	`<ClientEMail>e@p.lv</ClientEMail><ClientFirstName>Ernests</ClientFirstName><ClientName>Paraudziņš</ClientName>` +
	`<ClientPhone>26620000</ClientPhone></ClientInfo>`

// message is the envelope of the sale.
func (s sale) message() string {
	var b strings.Builder
	member := func(name, value string) {
		if value != "" {
			b.WriteString("<" + name + ">" + html.EscapeString(value) + "</" + name + ">")
		}
	}
	if len(s.banks) > 0 {
		b.WriteString("<AllowedBanks>")
		for _, bank := range s.banks {
			b.WriteString("<AllowedBankStructure><SwiftCode>" + bank + "</SwiftCode></AllowedBankStructure>")
		}
		b.WriteString("</AllowedBanks>")
	}
	b.WriteString(payer)
	member("ExpiryDate", s.expiry)
	member("ParentPaymentRequestID", s.parent)
	member("PaymentObject", s.object)
	b.WriteString("<PriceList>")
	for _, l := range s.lines {
		b.WriteString("<PriceListStructure>")
		member("Item", l.item)
		member("ItemElementName", l.kind)
		member("Position", l.position)
		b.WriteString("</PriceListStructure>")
	}
	b.WriteString("</PriceList>")
	member("ResponseUrl", s.response)
	member("ServerResponseUrl", s.server)
	member("ServiceStep", s.step)
	member("SwiftCode", s.swift)
	b.WriteString(s.more)
	return envelope(`<SavePaymentRequest xmlns="` + serviceNamespace + `"><paymentRequest><PaymentRequest xmlns="` + dataNamespace + `">` +
		b.String() + `</PaymentRequest></paymentRequest></SavePaymentRequest>`)
}

func envelope(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		body + `</s:Body></s:Envelope>`
}

func statusMessage(id string) string {
	return envelope(`<CheckPaymentRequestStatus xmlns="` + serviceNamespace + `"><paymentRequestId>` + id + `</paymentRequestId></CheckPaymentRequestStatus>`)
}

// answer is what came back; which members are filled depends on what it was.
type answer struct {
	HTTP    int    `xml:"-"`
	Text    string `xml:"-"`
	ID      string `xml:"Body>SavePaymentRequestResponse>SavePaymentRequestResult>PaymentRequestId"`
	URL     string `xml:"Body>SavePaymentRequestResponse>SavePaymentRequestResult>PaymentRequestUrl"`
	Letter  string `xml:"Body>CheckPaymentRequestStatusResponse>CheckPaymentRequestStatusResult"`
	Blame   string `xml:"Body>Fault>faultcode"`
	Said    string `xml:"Body>Fault>faultstring"`
	Code    string `xml:"Body>Fault>detail>PaymentRequestFault>Code"`
	Message string `xml:"Body>Fault>detail>PaymentRequestFault>Message"`
}

// send posts a message with headers given as name, value, …. An error is one of
// the connection.
func (c *caller) send(message string, headers ...string) (answer, error) {
	request, err := http.NewRequest(http.MethodPost, c.address, strings.NewReader(message))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{HTTP: response.StatusCode, Text: string(body)}
	if err := xml.Unmarshal(body, &a); err != nil {
		a.Said = "not XML: " + a.Text
	}
	return a, nil
}

func (c *caller) call(t testing.TB, message string, headers ...string) answer {
	t.Helper()
	a, err := c.send(message, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// trySave asks for a sale; the answer may be a fault.
func (c *caller) trySave(t testing.TB, s sale) answer {
	t.Helper()
	if s.key != "" {
		return c.call(t, s.message(), "Idempotency-Key", s.key)
	}
	return c.call(t, s.message())
}

// save asks for a sale and gives the request's identifier.
func (c *caller) save(t testing.TB, s sale) (id string) {
	t.Helper()
	a := c.trySave(t, s)
	if a.HTTP != http.StatusOK || a.ID == "" || !strings.HasSuffix(a.URL, "?id="+a.ID) {
		t.Fatalf("save: %d %s", a.HTTP, a.Text)
	}
	return a.ID
}

// letter is the status of a request.
func (c *caller) letter(t testing.TB, id string) string {
	t.Helper()
	a := c.call(t, statusMessage(id))
	if a.HTTP != http.StatusOK || len(a.Letter) != 1 {
		t.Fatalf("status of %s: %d %s", id, a.HTTP, a.Text)
	}
	return a.Letter
}

package eservice

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"text/template"
	"time"
)

// Names of the service (published document 002, chapter 4, and MM's WSDL).
const (
	contract = "http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0"
	data     = "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0"
)

// draft is the payment request that is to be made.
type draft struct {
	Step    string
	Object  string
	Expires time.Time // zero: the step's default
	Lines   []line
}

// line is a position with a quantity or an amount.
type line struct {
	Position string
	Element  string // Quantity or Amount
	Item     string
}

// The members stand in the order of the WSDL. The payer is the one of the
// published samples.
const saveText = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<SavePaymentRequest xmlns="{{.Contract}}"><paymentRequest xmlns:d="{{.Data}}"><d:PaymentRequest>
<d:ClientInfo><d:ClientAddress>Rātslaukums 1, LV-1050, Rīga</d:ClientAddress><d:ClientCode>31129900000</d:ClientCode><d:ClientEMail>e@p.lv</d:ClientEMail><d:ClientFirstName>Ernests</d:ClientFirstName><d:ClientName>Paraudziņš</d:ClientName><d:ClientPhone>26620000</d:ClientPhone></d:ClientInfo>
{{with .Expires}}<d:ExpiryDate>{{.}}</d:ExpiryDate>{{end}}
<d:PaymentObject>{{xml .Draft.Object}}</d:PaymentObject>
<d:PriceList>{{range .Draft.Lines}}<d:PriceListStructure><d:Item>{{xml .Item}}</d:Item><d:ItemElementName>{{xml .Element}}</d:ItemElementName><d:Position>{{xml .Position}}</d:Position></d:PriceListStructure>{{end}}</d:PriceList>
<d:ResponseUrl>{{xml .Response}}</d:ResponseUrl>
<d:ServerResponseUrl>{{xml .ServerResponse}}</d:ServerResponseUrl>
<d:ServiceStep>{{xml .Draft.Step}}</d:ServiceStep>
</d:PaymentRequest></paymentRequest></SavePaymentRequest></s:Body></s:Envelope>`

const checkText = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<CheckPaymentRequestStatus xmlns="{{.Contract}}"><paymentRequestId>{{xml .ID}}</paymentRequestId></CheckPaymentRequestStatus></s:Body></s:Envelope>`

// answer is what of an answer matters, by local names.
type answer struct {
	Body struct {
		Saved *struct {
			Result struct {
				ID      string `xml:"PaymentRequestId"`
				Address string `xml:"PaymentRequestUrl"`
			} `xml:"SavePaymentRequestResult"`
		} `xml:"SavePaymentRequestResponse"`
		Checked *struct {
			Letter string `xml:"CheckPaymentRequestStatusResult"`
		} `xml:"CheckPaymentRequestStatusResponse"`
		Fault *struct {
			Text   string `xml:"faultstring"`
			Detail struct {
				Fault struct{ Code, Message string } `xml:"PaymentRequestFault"`
			} `xml:"detail"`
		}
	}
}

// save makes a payment request.
func (s *Service) save(ctx context.Context, d draft) (id, address string, err error) {
	values := map[string]any{
		"Contract": contract, "Data": data, "Draft": d, "Expires": "",
		"Response": s.ResponseURL(), "ServerResponse": s.ServerResponseURL(),
	}
	if !d.Expires.IsZero() {
		values["Expires"] = d.Expires.UTC().Format(time.RFC3339)
	}
	a, err := s.call(ctx, "SavePaymentRequest", saveText, values)
	if err != nil {
		return "", "", err
	}
	if a.Body.Saved == nil || plainID(a.Body.Saved.Result.ID) == "" {
		return "", "", errors.New("the answer holds no SavePaymentRequestResult")
	}
	return plainID(a.Body.Saved.Result.ID), a.Body.Saved.Result.Address, nil
}

// status asks for the letter of a request.
func (s *Service) status(ctx context.Context, id string) (string, error) {
	a, err := s.call(ctx, "CheckPaymentRequestStatus", checkText, map[string]any{"Contract": contract, "ID": id})
	if err != nil {
		return "", err
	}
	if a.Body.Checked == nil {
		return "", errors.New("the answer holds no CheckPaymentRequestStatusResult")
	}
	return a.Body.Checked.Letter, nil
}

func (s *Service) call(ctx context.Context, operation, text string, values map[string]any) (answer, error) {
	t, err := template.New(operation).Funcs(template.FuncMap{"xml": escaped}).Parse(text)
	if err != nil {
		return answer{}, err
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := t.Execute(&body, values); err != nil {
		return answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Endpoint, &body)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `"`+contract+"/IPaymentRequestService/"+operation+`"`)
	response, err := s.SOAP.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	return understood(response)
}

// understood reads an answer; a fault is an error with MM's code and message.
func understood(response *http.Response) (answer, error) {
	var a answer
	if err := xml.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&a); err != nil {
		return a, fmt.Errorf("status %d, and no SOAP answer: %w", response.StatusCode, err)
	}
	if f := a.Body.Fault; f != nil {
		if f.Detail.Fault.Code != "" {
			return a, fmt.Errorf("%s: %s", f.Detail.Fault.Code, f.Detail.Fault.Message)
		}
		return a, errors.New(f.Text)
	}
	if response.StatusCode != http.StatusOK {
		return a, fmt.Errorf("status %d", response.StatusCode)
	}
	return a, nil
}

func escaped(s string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

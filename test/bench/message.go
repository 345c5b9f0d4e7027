package main

import (
	"bytes"
	"fmt"
)

// save is the published PHP sample as PHP sends it, the addresses apart.
const save = `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns1="http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0" xmlns:ns2="http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0"><SOAP-ENV:Body><ns2:SavePaymentRequest><ns2:paymentRequest><ns1:Payment xsi:nil="true"/><ns1:PaymentRequest><ns1:ClientInfo><ns1:ClientAddress>Rātslaukums 1, LV-1050, Rīga</ns1:ClientAddress><ns1:ClientCode>31129900000</ns1:ClientCode><ns1:ClientEMail>e@p.lv</ns1:ClientEMail><ns1:ClientFirstName>Ernests</ns1:ClientFirstName><ns1:ClientName>Paraudziņš</ns1:ClientName><ns1:ClientPhone>26620000</ns1:ClientPhone></ns1:ClientInfo><ns1:ParentPaymentRequestID xsi:nil="true"/><ns1:PaymentObject>02Y70 payment</ns1:PaymentObject><ns1:PriceList><ns1:PriceListStructure><ns1:Item>1</ns1:Item><ns1:ItemElementName>Quantity</ns1:ItemElementName><ns1:Position>53</ns1:Position></ns1:PriceListStructure><ns1:PriceListStructure><ns1:Item>12.12</ns1:Item><ns1:ItemElementName>Amount</ns1:ItemElementName><ns1:Position>54</ns1:Position></ns1:PriceListStructure></ns1:PriceList><ns1:ResponseUrl>http://jusu-response-url</ns1:ResponseUrl><ns1:ServerResponseUrl>http://jusu-response-url-s2s</ns1:ServerResponseUrl><ns1:ServiceStep>02Y70</ns1:ServiceStep><ns1:SwiftCode>DEMO0000</ns1:SwiftCode></ns1:PaymentRequest><ns1:PaymentRequestPPK xsi:nil="true"/><ns1:PaymentRequestResponse xsi:nil="true"/><ns1:PaymentRequestStatus xsi:nil="true"/></ns2:paymentRequest></ns2:SavePaymentRequest></SOAP-ENV:Body></SOAP-ENV:Envelope>`

const check = `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0"><SOAP-ENV:Body><ns1:CheckPaymentRequestStatus><ns1:paymentRequestId>%s</ns1:paymentRequestId></ns1:CheckPaymentRequestStatus></SOAP-ENV:Body></SOAP-ENV:Envelope>`

// idIn finds the identifier in the answer to a save.
func idIn(answer []byte) (string, error) {
	_, rest, ok := bytes.Cut(answer, []byte("PaymentRequestId>"))
	if !ok || len(rest) < 36 {
		return "", fmt.Errorf("no PaymentRequestId in %.200s", answer)
	}
	return string(rest[:36]), nil
}

// letterIn makes sure that the answer to a check holds a letter.
func letterIn(answer []byte, want string) error {
	if !bytes.Contains(answer, []byte("Result>"+want+"</")) {
		return fmt.Errorf("no letter %s in %.300s", want, answer)
	}
	return nil
}
